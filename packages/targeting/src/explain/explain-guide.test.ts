import type { Guide } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { toValues, type Facts } from '../context.ts'
import { explainGuide, type GuideExplanation } from './explain-guide.ts'
import { toExplanationText } from './explain-text.ts'
import { compileModel } from '../model.ts'
import { compileBundle } from '../publish/bundle.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const target = { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' as const }
const guide: Guide = {
  kind: 'hint',
  key: 'automation',
  goal: null,
  priority: 50,
  title: 't',
  target,
  when: { page: '/projects/:id', after: { event: 'project.opened' }, element: { css: '#menu', is: 'visible' } },
  schedule: { from: '2026-11-01', hours: ['09:00', '17:00'] },
  audience: {
    all: [
      { trait: 'role', is: 'admin' },
      { event: 'report.created', absent: '14d' },
    ],
  },
  frequency: { max: 2 },
  experiment: { holdout: 0.1, unit: 'account' },
}
const facts: Facts = {
  now: NOW,
  zone: 'UTC',
  units: { user: 'ada', account: 'acme' },
  traits: toValues({ role: 'admin' }),
  historyKnown: true,
  tally: () => null,
  reachedAt: () => undefined,
  guide: () => null,
  stuckArm: () => 'none',
  place: { path: '/projects/7', query: {} },
  element: () => 'visible',
  fired: 'event',
}
function explain(more: Partial<Facts> = {}, after?: GuideExplanation['gates'], asked = guide): GuideExplanation {
  const bundle = compileBundle('v', { guides: [asked], model: { segments: [], milestones: [], features: [] } })
  return explainGuide(asked, bundle, compileModel(bundle).over({ ...facts, ...more }), { ...(after ? { after } : {}) })
}
const gateOf = ({ gates }: GuideExplanation, name: string) => gates.find(({ gate }) => gate === name)

test('answers every gate once, in order, with the tree of the audience', () => {
  const { gates, ...rest } = explain()
  expect(rest).toEqual({ guide: 'automation', at: NOW, show: true })
  expect(gates.map(({ gate, open }) => [gate, open])).toEqual(
    ['page', 'moment', 'element', 'schedule', 'audience', 'frequency', 'holdout'].map((name) => [name, true]),
  )
  expect(gates.filter(({ tree }) => tree).map(({ gate, tree }) => [gate, tree!.condition, tree!.children!.length])).toEqual([['audience', guide.audience, 2]])
})

test('tells all that is closed, not only the first, each with its part', () => {
  const explained = explain({
    place: { path: '/', query: {} },
    traits: toValues({ role: 'viewer' }),
    zone: 'America/Los_Angeles',
    guide: () => ({ seen: 2, state: 'ended' }),
  })
  expect(explained.show).toBe(false)
  expect(explained.gates.filter(({ open }) => open === false).map(({ gate, detail }) => [gate, detail])).toEqual([
    ['page', undefined],
    ['schedule', 'hour'],
    ['audience', undefined],
    ['frequency', 'max'],
  ])
})

test('what only the browser can tell is told as such, and is no refusal', () => {
  const explained = explain({ place: undefined, element: undefined })
  expect(explained.show).toBeUndefined()
  expect(explained.gates.filter(({ open }) => open === undefined).map(({ gate, detail }) => [gate, detail])).toEqual([
    ['page', 'no page is known: name one'],
    ['element', "only the person's browser can tell"],
  ])
  expect(explain({ place: undefined, fired: null }).show).toBe(false)
})

test.each<[string, Partial<Facts>]>([
  ['audience', { traits: toValues() }],
  ['schedule', { zone: undefined }],
  ['frequency', { guide: () => undefined }],
  ['holdout', { units: {}, stuckArm: () => undefined }],
  ['moment', { fired: undefined }],
])('what is not known of "%s" leaves it open to say', (gate, more) => {
  const explained = explain(more)
  expect(gateOf(explained, gate)!.open).toBeUndefined()
  expect(explained.show).toBeUndefined()
})

test('tells when the frequency alone will let it show again, and only then', () => {
  const seenAt = (daysAgo: number): Partial<Facts> => ({ guide: () => ({ seen: 1, state: 'ended', lastSeenAt: NOW - daysAgo * DAY_MS }) })
  expect(gateOf(explain(seenAt(0.25)), 'frequency')).toEqual({ gate: 'frequency', open: false, detail: 'cooldown', until: NOW + 0.75 * DAY_MS })
  expect(gateOf(explain(seenAt(1)), 'frequency')).toEqual({ gate: 'frequency', open: true })
  expect(gateOf(explain({ guide: () => ({ seen: 1, state: 'dismissed', at: NOW }) }), 'frequency')).toEqual({
    gate: 'frequency',
    open: false,
    detail: 'dismissed',
  })
  expect(gateOf(explain({ zone: 'Asia/Tokyo' }), 'schedule')).toEqual({
    gate: 'schedule',
    open: false,
    detail: 'hour',
    found: 'asks for from 2026-11-01, 09:00–17:00; was sun 2026-11-22 21:00 in Asia/Tokyo',
  })
})

test('what the browser decided after the gates counts too', () => {
  const explained = explain({}, [{ gate: 'busy', open: false }])
  expect(explained.show).toBe(false)
  expect(explained.gates.at(-1)).toEqual({ gate: 'busy', open: false })
})

test('a guide without gates but its frequency shows', () => {
  const plain: Guide = { kind: 'hint', key: 'plain', goal: null, priority: 50, title: 't', target }
  expect(explain({ place: undefined, element: undefined }, [], plain)).toEqual({
    guide: 'plain',
    at: NOW,
    show: true,
    gates: [{ gate: 'frequency', open: true }],
  })
})

test('as a text it has a line for each gate and each node of the audience', () => {
  const text = toExplanationText(
    explain({
      traits: toValues({ role: 'viewer' }),
      zone: undefined,
      element: undefined,
      guide: () => ({ seen: 1, state: 'ended', lastSeenAt: NOW - DAY_MS / 2 }),
    }),
  )
  expect(text.split('\n')).toEqual([
    '✗ "automation" at 2026-11-22 12:00:00Z: is not shown',
    '  ✓ page',
    '  ✓ moment',
    "  ? element: only the person's browser can tell (asks for #menu visible)",
    "  ? schedule: the person's time zone is not known (asks for from 2026-11-01, 09:00–17:00)",
    '  ✗ audience: the person is not in the audience',
    '    ✗ all of',
    '      ✗ role is "admin" — is "viewer"',
    '      ✓ event "report.created" absent for 14d — never happened',
    '  ✗ frequency: the last showing is not long enough ago, until 2026-11-23 00:00Z',
    '  ✓ holdout',
  ])
})

test.each<[Partial<GuideExplanation>, string]>([
  [{ show: true }, '✓ "g" at 1970-01-01 00:00:00Z: may be shown'],
  [{ show: undefined }, '? "g" at 1970-01-01 00:00:00Z: cannot be told'],
  [{ show: false, gates: [{ gate: 'target', open: false, detail: 'covered' }] }, '✗ "g" at 1970-01-01 00:00:00Z: is not shown\n  ✗ target: covered'],
  [{ show: false, gates: [{ gate: 'outranked', open: false }] }, '✗ "g" at 1970-01-01 00:00:00Z: is not shown\n  ✗ outranked: another guide has the attention'],
])('%j is written as %j', (more, text) => {
  expect(toExplanationText({ guide: 'g', at: 0, show: true, gates: [], ...more })).toBe(text)
})
