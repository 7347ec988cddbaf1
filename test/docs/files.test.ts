// Runs what authors copy: guides and models are checked as `foothold validate` checks them, conditions are evaluated.
import { loadFiles } from '@foothold/collector'
import type { Condition } from '@foothold/protocol'
import { conditionSchema, jsonSchemas, parse, parseGuide, parseModel, type ParseResult } from '@foothold/protocol/schema'
import { compilePattern, walkCondition } from '@foothold/targeting'
import { describe, expect, test } from 'vitest'
import { blocksOf, KINDS, page, PAGES, placeOf, type Block } from './markdown.ts'
import { ask, decide, type Given, type Published } from './person.ts'

describe('blocks', () => {
  test('are all of a kind that some test runs', () => {
    const strangers = PAGES.flatMap(({ blocks }) => blocks).filter(({ info }) => !(KINDS as readonly string[]).includes(info))
    expect(strangers.map((block) => `${placeOf(block)} "${block.info}"`)).toEqual([])
  })

  test('of every kind exist, so that no test runs on nothing', () => {
    for (const kind of KINDS) expect(blocksOf(kind).length, kind).toBeGreaterThan(0)
  })

  test('of output and answers follow a command, cases a condition', () => {
    const before = { 'text output': ['sh'], 'json answer': ['sh'], 'json cases': ['json condition'], 'text explanation': ['json cases'] } as Record<
      string,
      string[]
    >
    for (const { blocks } of PAGES) {
      blocks.forEach((block, i) => {
        if (before[block.info]) expect(before[block.info], placeOf(block)).toContain(blocks[i - 1]?.info)
        if (block.info === 'json condition') expect(blocks[i + 1]?.info, `${placeOf(block)} has no cases`).toBe('json cases')
      })
    }
  })
})

/** The recipes of the cookbook stand for themselves: cookbook.test.ts runs them. */
const OURS = PAGES.filter(({ path }) => path !== 'docs/cookbook.md')
const ourBlocks = (info: string): Block[] => OURS.flatMap(({ blocks }) => blocks).filter((block) => block.info === info)
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
  test.each(ourBlocks('json guide').map(named))('%s can be published without a warning', (_, { text }) => {
    expect(parseGuide(JSON.parse(text))).toMatchObject({ ok: true })
    const files = toFiles(new Map([...GUIDES, [keyOf(text), text]]), MODEL.text)
    expect(loadFiles(files).issues).toEqual([])
  })

  test.each(ourBlocks('json model').map(named))('%s can be published without a warning', (_, { text }) => {
    expect(parseModel(JSON.parse(text))).toMatchObject({ ok: true })
    // guides refer to the whole model; of a part only its own issues count
    const { issues } = loadFiles(toFiles(GUIDES, text))
    expect(issues.filter(({ file }) => file === 'model.json')).toEqual([])
  })

  test.each(blocksOf('json translation').map(named))('%s can be published without a warning', (_, { text }) => {
    const files = [...toFiles(GUIDES, MODEL.text), { path: 'translation.json', text }]
    expect(loadFiles(files).issues).toEqual([])
  })

  test('together use every kind, and the pages name every field', () => {
    const guides = page('docs/guides.md')
    const kinds = [...GUIDES.values()].map((text) => (JSON.parse(text) as { kind: string }).kind)
    expect(new Set(kinds)).toEqual(
      new Set(['tour', 'hint', 'empty-state', 'checklist', 'celebration', 'announcement', 'survey', 'resource-center', 'leaderboard']),
    )
    const schemas = jsonSchemas()
    const conditions = new Set(words((schemas.guide['definitions'] as Record<string, unknown>)['condition']))
    const unnamed = (text: string, schema: unknown): string[] =>
      [...new Set(words(schema))].filter((word) => !conditions.has(word) && !new RegExp(`["\`]${word.replace('$', '\\$')}["\`]`).test(text))
    expect(unnamed(guides.text, schemas.guide)).toEqual([])
    expect(unnamed(page('docs/model.md').text, schemas.model)).toEqual([])
    expect(unnamed(guides.text, schemas.translation)).toEqual([])
  })
})

const CONDITIONS = page('docs/conditions.md')
const NOW = Date.parse(/`(2026-[^`]+Z)`/.exec(CONDITIONS.text)![1]!)
const parsed = <T>(result: ParseResult<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.issues, null, 2))
  return result.value
}
const guides = [...GUIDES.values()].map((text) => parsed(parseGuide(JSON.parse(text))))

/** What is published where a block stands: the model of its section, else the first of its page; and the guides of all pages. */
function publishedAt({ page: path, section }: Block): Published {
  const models = page(path).blocks.filter(({ info }) => info === 'json model')
  const model = models.find((one) => one.section === section) ?? models[0] ?? MODEL
  return { model: parsed(parseModel(JSON.parse(model.text))), guides }
}

interface Case {
  condition: Condition
  given: Given
  expect: boolean | 'unknown'
}

/** Every case of every page: `json checks` as they stand, `json cases` with the condition before them. */
const CASES: [string, Case & { block: Block }][] = OURS.flatMap(({ blocks }) =>
  blocks.flatMap((block, i): [string, Case & { block: Block }][] => {
    if (block.info !== 'json cases' && block.info !== 'json checks') return []
    const own = block.info === 'json cases' ? (JSON.parse(blocks[i - 1]!.text) as Condition) : undefined
    return (JSON.parse(block.text) as Case[]).map((one, n) => [`${placeOf(block)} case ${n + 1}`, { ...one, condition: own ?? one.condition, block }])
  }),
)

describe('conditions', () => {
  test.each(CASES)('%s comes out as written', (_, { condition, given, expect: expected, block }) => {
    expect(parse(conditionSchema, condition)).toMatchObject({ ok: true })
    const { answer, why } = ask(condition, given, publishedAt(block), NOW)
    expect(answer, why).toBe(expected)
  })

  test.each(blocksOf('text explanation').map(named))('%s is what the explanation of the case says', (_, block) => {
    const [condition, cases] = page(block.page).blocks.slice(block.index - 2, block.index) as [Block, Block]
    const [first] = JSON.parse(cases.text) as [Case]
    expect(`${ask(JSON.parse(condition.text) as Condition, first.given, publishedAt(block), NOW).why}\n`).toBe(block.text)
  })

  test('combine as the table of truth says', () => {
    const written = [...CONDITIONS.text.matchAll(/^\| (true|false|unknown) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(([, ...cells]) => cells)
    expect(written.length).toBe(9)
    const part = (value: string): Condition => ({ trait: value === 'unknown' ? 'unsaid' : 'said', is: value === 'true' })
    const answer = (condition: Condition): string =>
      String(ask(condition, { traits: { said: true } }, { model: parsed(parseModel({})), guides: [] }, NOW).answer)
    for (const [a, b, all, any, not] of written as [string, string, string, string, string][]) {
      const both = [part(a), part(b)]
      expect([a, b, answer({ all: both }), answer({ any: both }), answer({ not: part(a) })]).toEqual([a, b, all, any, not])
    }
  })

  test('show every subject and every comparison', () => {
    const all = new Set(words((jsonSchemas().guide['definitions'] as Record<string, unknown>)['condition']))
    const shown = new Set(CASES.flatMap(([, { condition }]) => [...walkCondition(condition)].flatMap((node) => Object.keys(node))))
    expect(all.size).toBeGreaterThan(25)
    expect([...all].filter((word) => !shown.has(word))).toEqual([])
  })

  test('have a section for every subject and every comparison', () => {
    const all = words((jsonSchemas().guide['definitions'] as Record<string, unknown>)['condition'])
    // words that only go with others
    const parts = new Set(['where', 'count', 'level', 'state', 'query', 'hash', 'timezone', 'scope'])
    const headings = [...CONDITIONS.text.matchAll(/^#{2,3} (.+)$/gm)].flatMap(([, heading]) => heading!.split(/[^\w]+/))
    expect([...new Set(all)].filter((word) => !parts.has(word) && !headings.includes(word))).toEqual([])
  })

  test.each(
    blocksOf('json refused').flatMap((block) =>
      (JSON.parse(block.text) as { matches: string; because: string }[]).map((one) => [placeOf(block), one] as const),
    ),
  )('%s: a pattern that is refused says why: $matches', (_, { matches, because }) => {
    expect(() => compilePattern(matches)).toThrow(because)
  })
})

/** Every `json decisions`, with the guide that stands before it where an entry names none. */
const DECISIONS = OURS.flatMap(({ blocks }) =>
  blocks.flatMap((block) => {
    if (block.info !== 'json decisions') return []
    const before = blocks.findLast(({ info, index }) => info === 'json guide' && index < block.index)
    const decisions = JSON.parse(block.text) as { guide?: string; given: Given; expect: string }[]
    return decisions.map(
      ({ guide = keyOf(before!.text), given, expect: expected }, n) => [`${placeOf(block)} case ${n + 1}`, { guide, given, expected, block }] as const,
    )
  }),
)

describe('decisions about guides', () => {
  test.each(DECISIONS)('%s come out as written', (_, { guide, given, expected, block }) => {
    expect(decide(guide, given, publishedAt(block), NOW)).toBe(expected)
  })
})
