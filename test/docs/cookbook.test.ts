// Runs the recipes of the cookbook: each is checked alone, as somebody who copies it would have it, and asked of its people.
import { loadFiles } from '@foothold/collector'
import type { Condition } from '@foothold/protocol'
import { conditionSchema, parse } from '@foothold/protocol/schema'
import { describe, expect, test } from 'vitest'
import { page, placeOf, type Block } from './markdown.ts'
import { ask, type Given } from './person.ts'

const COOKBOOK = page('docs/cookbook.md')
const NOW = Date.parse(/`(2026-[^`]+Z)`/.exec(COOKBOOK.text)![1]!)

interface Person extends Given {
  who: string
  expect: boolean | 'unknown'
}

interface Recipe {
  name: string
  condition: Block
  people: Block
  /** Model and guides that it refers to. */
  files: { path: string; text: string }[]
}

const RECIPES: Recipe[] = [...new Set(COOKBOOK.blocks.map(({ section }) => section))].map((name) => {
  const blocks = COOKBOOK.blocks.filter(({ section }) => section === name)
  const one = (info: string): Block => {
    const [found, ...more] = blocks.filter((block) => block.info === info)
    if (!found || more.length) throw new Error(`"${name}" needs one "${info}".`)
    return found
  }
  const files = blocks.flatMap(({ info, text }) =>
    info === 'json model' ? [{ path: 'model.json', text }] : info === 'json guide' ? [{ path: `${(JSON.parse(text) as { key: string }).key}.json`, text }] : [],
  )
  return { name, condition: one('json condition'), people: one('json cases'), files }
})
const named = RECIPES.map((recipe) => [recipe.name, recipe] as const)

/** A guide with this audience. */
const toGuide = (audience: unknown): string =>
  JSON.stringify({ kind: 'hint', key: 'for-this-audience', goal: null, why: 'a test', audience, target: { find: [{ css: 'main' }] }, title: 'Here' })

describe('the cookbook', () => {
  test('has twenty audiences or more, each with use, people and what it cannot see', () => {
    expect(RECIPES.length).toBeGreaterThanOrEqual(20)
    const sections = COOKBOOK.text.split(/^### /m).slice(1)
    for (const { name } of RECIPES) {
      const text = sections.find((section) => section.startsWith(`${name}\n`))
      expect(text, name).toContain('**Use it**')
      expect(text, name).toContain('**It cannot see**')
    }
  })

  test.each(named)('%s can be published as it stands, without a warning', (_, { condition, files }) => {
    const audience: unknown = JSON.parse(condition.text)
    expect(parse(conditionSchema, audience)).toMatchObject({ ok: true })
    expect(loadFiles([...files, { path: 'for-this-audience.json', text: toGuide(audience) }]).issues, placeOf(condition)).toEqual([])
  })

  test.each(named)('%s tells its people apart', (_, { condition, people, files }) => {
    const { guides, model } = loadFiles([...files, { path: 'for-this-audience.json', text: toGuide(JSON.parse(condition.text)) }])
    const answers = (JSON.parse(people.text) as Person[]).map(({ who, expect: expected, ...given }) => {
      const { answer, why } = ask(JSON.parse(condition.text) as Condition, given, { guides, model }, NOW)
      expect(answer, `${who}\n${why}`).toBe(expected)
      return answer
    })
    expect(answers.length).toBeGreaterThanOrEqual(2)
    // somebody is in, and somebody is not
    expect(answers).toContain(true)
    expect(answers.some((answer) => answer !== true)).toBe(true)
  })
})
