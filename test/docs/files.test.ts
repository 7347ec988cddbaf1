// Runs what authors copy: guides and models are checked as `foothold validate` checks them, conditions are evaluated.
import { loadFiles } from '@foothold/collector'
import type { Condition, GuideProgress, Model, Tally } from '@foothold/protocol'
import { conditionSchema, jsonSchemas, parse, parseGuide, parseModel } from '@foothold/protocol/schema'
import {
  compileCondition,
  compileModel,
  compileWhere,
  explainCondition,
  recordTally,
  tallyKey,
  walkCondition,
  type CompiledModel,
  type Facts,
} from '@foothold/targeting'
import { describe, expect, test } from 'vitest'
import { blocksOf, KINDS, page, PAGES, placeOf, type Block } from './markdown.ts'

describe('blocks', () => {
  test('are all of a kind that some test runs', () => {
    const strangers = PAGES.flatMap(({ blocks }) => blocks).filter(({ info }) => !(KINDS as readonly string[]).includes(info))
    expect(strangers.map((block) => `${placeOf(block)} "${block.info}"`)).toEqual([])
  })

  test('of every kind exist, so that no test runs on nothing', () => {
    for (const kind of KINDS) expect(blocksOf(kind).length, kind).toBeGreaterThan(0)
  })

  test('of output and answers follow a command, cases a condition', () => {
    const before = { 'text output': ['sh'], 'json answer': ['sh'], 'json cases': ['json condition'] } as Record<string, string[]>
    for (const { blocks } of PAGES) {
      blocks.forEach((block, i) => {
        if (before[block.info]) expect(before[block.info], placeOf(block)).toContain(blocks[i - 1]?.info)
        if (block.info === 'json condition') expect(blocks[i + 1]?.info, `${placeOf(block)} has no cases`).toBe('json cases')
      })
    }
  })
})

const named = (block: Block): [string, Block] => [placeOf(block), block]
const keyOf = (text: string): string => (JSON.parse(text) as { key: string }).key
/** The guides and the model that the pages have in common: what one page shows may refer to it. */
const MODEL = page('docs/model.md').blocks.find(({ info }) => info === 'json model')!
const GUIDES = new Map(
  page('docs/guides.md')
    .blocks.filter(({ info }) => info === 'json guide')
    .map(({ text }) => [keyOf(text), text]),
)
const toFiles = (guides: Map<string, string>, model: string): { path: string; text: string }[] => [
  { path: 'model.json', text: model },
  ...[...guides].map(([key, text]) => ({ path: `${key}.json`, text })),
]

/** Names of all fields anywhere in a JSON Schema; a field may itself be called "properties". */
const words = (schema: unknown): string[] =>
  typeof schema !== 'object' || schema === null
    ? []
    : Object.entries(schema).flatMap(([name, inner]) =>
        name === 'properties' ? [...Object.keys(inner as object), ...Object.values(inner as object).flatMap(words)] : words(inner),
      )

describe('guides and models', () => {
  test.each(blocksOf('json guide').map(named))('%s can be published without a warning', (_, { text }) => {
    expect(parseGuide(JSON.parse(text))).toMatchObject({ ok: true })
    const files = toFiles(new Map([...GUIDES, [keyOf(text), text]]), MODEL.text)
    expect(loadFiles(files).issues).toEqual([])
  })

  test.each(blocksOf('json model').map(named))('%s can be published without a warning', (_, { text }) => {
    expect(parseModel(JSON.parse(text))).toMatchObject({ ok: true })
    // guides refer to the whole model; of a part only its own issues count
    const { issues } = loadFiles(toFiles(GUIDES, text))
    expect(issues.filter(({ file }) => file === 'model.json')).toEqual([])
  })

  test('together use every kind, and the pages name every field', () => {
    const guides = page('docs/guides.md')
    const kinds = [...GUIDES.values()].map((text) => (JSON.parse(text) as { kind: string }).kind)
    expect(new Set(kinds)).toEqual(new Set(['tour', 'hint', 'empty-state', 'checklist', 'celebration']))
    const schemas = jsonSchemas()
    const conditions = new Set(words((schemas.guide['definitions'] as Record<string, unknown>)['condition']))
    const unnamed = (text: string, schema: unknown): string[] =>
      [...new Set(words(schema))].filter((word) => !conditions.has(word) && !new RegExp(`["\`]${word.replace('$', '\\$')}["\`]`).test(text))
    expect(unnamed(guides.text, schemas.guide)).toEqual([])
    expect(unnamed(page('docs/model.md').text, schemas.model)).toEqual([])
  })
})

/** What a case may say of the person and the page; times are ISO 8601. */
interface Given {
  traits?: Record<string, unknown>
  account?: Record<string, unknown>
  properties?: Record<string, unknown>
  events?: { event: string; at: string; properties?: Record<string, unknown> }[]
  historyKnown?: boolean
  milestones?: Record<string, string>
  guides?: Record<string, { state: GuideProgress['state']; at: string }>
  page?: string
  viewport?: 'narrow' | 'wide'
  input?: 'touch' | 'mouse'
  elements?: Record<string, 'visible' | 'present' | 'absent'>
}
interface Case {
  given: Given
  expect: boolean | 'unknown'
}

const CONDITIONS = page('docs/conditions.md')
const NOW = Date.parse(/`(2026-[^`]+Z)`/.exec(CONDITIONS.text)![1]!)
const conditionsModel = parseModel(JSON.parse(CONDITIONS.blocks.find(({ info }) => info === 'json model')!.text)) as { ok: true; value: Model }
const compiled: CompiledModel = compileModel(conditionsModel.value)

function toFacts(given: Given, condition: Condition): Facts {
  const asked = [...compiled.events, ...compileCondition(condition).events]
  const tallies = new Map<string, Tally>()
  for (const need of new Map(asked.map((one) => [tallyKey(one), one])).values()) {
    const matches = compileWhere(need.where)
    for (const { event, at, properties = {} } of given.events ?? []) {
      const time = Date.parse(at)
      if (event === need.event && matches(properties, time)) tallies.set(tallyKey(need), recordTally(tallies.get(tallyKey(need)), time))
    }
  }
  const guide = (key: string): GuideProgress | null => {
    const told = given.guides?.[key]
    return told ? { seen: 1, state: told.state, at: Date.parse(told.at) } : null
  }
  const url = given.page === undefined ? undefined : new URL(given.page, 'https://example.com')
  return {
    now: NOW,
    // as in the browser: records are there from the start, empty
    traits: given.traits ?? {},
    account: given.account ?? {},
    properties: given.properties,
    historyKnown: given.historyKnown ?? true,
    tally: (key) => tallies.get(key) ?? null,
    reachedAt: (key) => (given.milestones?.[key] === undefined ? undefined : Date.parse(given.milestones[key])),
    guide,
    place: url && { path: url.pathname, query: Object.fromEntries(url.searchParams) },
    viewport: given.viewport,
    input: given.input,
    element: (css) => given.elements?.[css],
  }
}

/** Every case of every page: `json checks` as they stand, `json cases` with the condition before them. */
const CASES: [string, { condition: Condition } & Case][] = PAGES.flatMap(({ blocks }) =>
  blocks.flatMap((block, i): [string, { condition: Condition } & Case][] => {
    if (block.info !== 'json cases' && block.info !== 'json checks') return []
    const own = block.info === 'json cases' ? (JSON.parse(blocks[i - 1]!.text) as Condition) : undefined
    return (JSON.parse(block.text) as ({ condition: Condition } & Case)[]).map((one, n) => [
      `${placeOf(block)} case ${n + 1}`,
      { ...one, condition: own ?? one.condition },
    ])
  }),
)

describe('conditions', () => {
  test.each(CASES)('%s comes out as written', (_, { condition, given, expect: expected }) => {
    expect(parse(conditionSchema, condition)).toMatchObject({ ok: true })
    const context = compiled.over(toFacts(given, condition))
    const result = compileCondition(condition).evaluate(context)
    expect(result ?? 'unknown', JSON.stringify(explainCondition(condition, context), null, 2)).toBe(expected)
  })

  test('show every subject and every comparison', () => {
    const all = new Set(words((jsonSchemas().guide['definitions'] as Record<string, unknown>)['condition']))
    const shown = new Set(CASES.flatMap(([, { condition }]) => [...walkCondition(condition)].flatMap((node) => Object.keys(node))))
    expect(all.size).toBeGreaterThan(25)
    expect([...all].filter((word) => !shown.has(word))).toEqual([])
  })
})
