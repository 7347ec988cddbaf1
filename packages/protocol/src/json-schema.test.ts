import { expect, test } from 'vitest'
import { z } from 'zod'
import { jsonSchemas } from './json-schema.ts'
import { parseGuide, parseModel } from './parse.ts'

const { guide, model } = jsonSchemas()
const kinds = guide['oneOf'] as { properties: Record<string, Record<string, unknown>>; required: string[]; additionalProperties: unknown }[]
const envelope = { goal: null, why: 'a sample' }
const find = [{ css: '#menu' }]

const GUIDES = [
  {
    $schema: './schema/guide.schema.json',
    kind: 'tour',
    key: 'a',
    ...envelope,
    steps: [
      { key: 'one', title: 'One', target: { find, onMissing: 'go:two' }, next: [{ if: { page: '/a' }, to: 'two' }, { else: 'end' }] },
      { key: 'two', title: 'Two' },
    ],
  },
  {
    kind: 'hint',
    key: 'b',
    ...envelope,
    goal: { event: 'a', within: '7d' },
    target: { find },
    title: 'B',
    audience: { all: [{ trait: 'role', in: ['admin'] }, { not: { any: [{ event: 'x', where: { n: { gt: 1 } }, count: { gte: 2 }, within: '7d' }] } }] },
  },
  { kind: 'empty-state', key: 'c', ...envelope, slot: 'projects', title: 'C', actions: [{ label: 'Go', do: [{ navigate: '/new' }, { track: 'x' }] }] },
  { kind: 'checklist', key: 'd', ...envelope, title: 'D', tasks: [{ key: 'one', title: 'One', completeWhen: { milestone: 'activated', is: 'reached' } }] },
  { kind: 'celebration', key: 'e', ...envelope, title: 'E', when: { manual: true } },
  { kind: 'announcement', key: 'f', ...envelope, form: 'banner', place: 'before', target: { find }, media: { image: '/a.png', alt: 'A' }, title: 'F' },
  {
    kind: 'survey',
    key: 'g',
    ...envelope,
    questions: [
      { key: 'one', ask: 'nps', title: 'One', low: 'No', next: [{ answer: { lte: 6 }, to: 'two' }, { if: { page: '/a' }, to: 'three' }, { else: 'end' }] },
      { key: 'two', ask: 'rating', title: 'Two', points: 7, look: 'numbers' },
      {
        key: 'three',
        ask: 'single',
        title: 'Three',
        options: [
          { key: 'a', label: 'A' },
          { key: 'b', label: 'B' },
        ],
        other: 'Else',
      },
      { key: 'four', ask: 'text', title: 'Four', required: false },
    ],
    thanks: { title: 'Thanks' },
  },
  {
    kind: 'resource-center',
    key: 'h',
    ...envelope,
    title: 'H',
    launcher: { label: 'Help', slot: 'help' },
    sections: [
      {
        key: 'all',
        title: 'All',
        entries: [
          { key: 'a', title: 'A', guide: 'a' },
          { key: 'b', title: 'B', session: { from: '2026-12-01T09:00:00+01:00', until: '2026-12-01T10:00:00+01:00', link: 'https://x.y' } },
          { key: 'c', title: 'C', news: '2026-12-01', link: '/c', audience: { segment: 's' } },
        ],
      },
      { key: 'team', title: 'Team', leaderboard: 'i' },
    ],
  },
  { kind: 'leaderboard', key: 'i', ...envelope, title: 'I', standings: { of: { event: 'x' } }, streak: { of: { event: 'x' } }, badges: ['b'] },
]
const MODEL = {
  features: [{ key: 'f', name: 'F', usedWhen: [{ event: 'x' }] }],
  segments: [{ key: 's', when: { trait: 'role', is: 'rep' } }],
  milestones: [{ key: 'm', when: { event: 'x' }, celebrate: 'e' }],
  goals: [{ key: 'g', metric: { milestone: 'm' }, target: 0.6 }],
  badges: [{ key: 'b', name: 'B', milestone: 'm' }],
}

test('offers each kind of guide by its word', () => {
  expect(kinds.map(({ properties }) => properties['kind']?.['const'])).toEqual([
    'tour',
    'hint',
    'empty-state',
    'checklist',
    'celebration',
    'announcement',
    'survey',
    'resource-center',
    'leaderboard',
  ])
})

test('asks for what an author must write and for no field with a default', () => {
  expect(kinds[0]?.required.toSorted()).toEqual(['goal', 'key', 'kind', 'steps'])
  expect(kinds[4]?.properties['confetti']).toMatchObject({ type: 'boolean', default: true })
  expect(model['required']).toBeUndefined()
})

test('has words to hover over, words to choose from, and refuses others', () => {
  expect(kinds[0]?.properties['priority']?.['description']).toContain('higher')
  expect(kinds[0]?.properties['key']?.['description']).toContain('analytics')
  expect(kinds[3]?.properties['order']?.['enum']).toEqual(['any', 'sequential'])
  expect(kinds.every(({ additionalProperties }) => additionalProperties === false)).toBe(true)
})

test('writes the condition once and refers to it', () => {
  expect(Object.keys(guide['definitions'] as object).toSorted()).toEqual(['action', 'condition', 'target'])
  expect(JSON.stringify(guide)).not.toContain(String(Number.MAX_SAFE_INTEGER))
})

// zod's own reader of JSON Schema stands for the editor
test.each(GUIDES)('takes a $kind that the parser takes', (value) => {
  expect(parseGuide(value)).toMatchObject({ ok: true })
  expect(z.fromJSONSchema(guide as never).safeParse(value).error).toBeUndefined()
})

test('takes a model that the parser takes', () => {
  expect(parseModel(MODEL)).toMatchObject({ ok: true })
  expect(z.fromJSONSchema(model as never).safeParse(MODEL).error).toBeUndefined()
})

test.each([
  ['unknown field', { ...GUIDES[4], titel: 'x' }],
  ['unknown kind', { ...GUIDES[4], kind: 'party' }],
  ['missing title', { kind: 'celebration', key: 'e', ...envelope }],
  ['an address of another scheme', { ...GUIDES[5], media: { image: 'javascript:alert(1)', alt: 'A' } }],
  ['a question of no kind', { ...GUIDES[6], questions: [{ key: 'one', ask: 'colour', title: 'One' }] }],
  ['an entry that does nothing', { ...GUIDES[7], sections: [{ key: 'all', title: 'All', entries: [{ key: 'a', title: 'A' }] }] }],
  ['unknown operator deep inside', { ...GUIDES[4], audience: { all: [{ trait: 'role', equals: 'x' }] } }],
])('refuses what the parser refuses: %s', (_, value) => {
  expect(parseGuide(value)).toMatchObject({ ok: false })
  expect(z.fromJSONSchema(guide as never).safeParse(value).success).toBe(false)
})
