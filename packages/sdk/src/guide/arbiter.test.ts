import type { PublishedGuide as Guide } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPublished } from '../testing/publish.ts'
import { arbitrate } from './arbiter.ts'

const target = { find: [{ css: 'a' }] }
const PARTS = {
  tour: { steps: [{ key: 's', title: 't' }] },
  hint: { title: 't', target },
  'empty-state': { title: 't', slot: 'one' },
  checklist: { title: 't', tasks: [{ key: 't', title: 't', completeWhen: { event: 'e' } }] },
  celebration: { title: 't' },
}
const guide = (kind: keyof typeof PARTS, key: string, priority = 50): Guide => toPublished({ kind, key, priority, ...PARTS[kind] })
const kinds = fc.constantFrom<(keyof typeof PARTS)[]>('tour', 'hint', 'empty-state', 'checklist', 'celebration')
const guides = fc
  .uniqueArray(fc.tuple(kinds, fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 0, max: 3 })), { selector: ([, key]) => key, maxLength: 6 })
  .map((list) => list.map(([kind, key, priority]) => guide(kind, key, priority)))
const entries = guides.chain((list) =>
  fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }).map((first) => list.map((one, i) => ({ guide: one, first: first[i]! }))),
)
const free = (): undefined => undefined
const shown = (outcomes: ReturnType<typeof arbitrate>): Guide[] => outcomes.filter(({ outcome }) => outcome === 'show').map(({ guide: one }) => one)
const interrupts = ({ kind }: Guide): boolean => kind === 'tour' || kind === 'celebration'

test('at most one interruption, one hint and none beside it, one checklist, one empty state a slot', () => {
  fc.assert(
    fc.property(entries, (eligible) => {
      const on = shown(arbitrate({ eligible, present: [], busy: free }))
      const of = (kind: Guide['kind']): number => on.filter((one) => one.kind === kind).length
      expect(on.filter(interrupts).length).toBeLessThanOrEqual(1)
      expect(of('hint')).toBeLessThanOrEqual(1)
      expect(of('checklist')).toBeLessThanOrEqual(1)
      expect(of('empty-state')).toBeLessThanOrEqual(1)
    }),
  )
})

test('the order in which guides come does not matter, and everyone gets an outcome', () => {
  fc.assert(
    fc.property(entries, (eligible) => {
      const one = arbitrate({ eligible, present: [], busy: free })
      expect(arbitrate({ eligible: [...eligible].reverse(), present: [], busy: free })).toEqual(one)
      expect(one.map(({ guide: { key } }) => key).sort()).toEqual(eligible.map(({ guide: { key } }) => key).sort())
      expect(one.every(({ outcome }) => outcome === 'show' || outcome.detail)).toBe(true)
    }),
  )
})

test('what is present is never joined by a rival', () => {
  fc.assert(
    fc.property(entries, kinds, (eligible, kind) => {
      const present = guide(kind, 'present')
      const on = shown(arbitrate({ eligible, present: [present], busy: free }))
      const isRival = (one: Guide): boolean => (interrupts(present) ? interrupts(one) || one.kind === 'hint' : one.kind === kind)
      expect(on.filter(isRival)).toEqual([])
    }),
  )
})

test('what goes on comes before what begins, then priority, then the key', () => {
  const order = (...eligible: { guide: Guide; first: boolean }[]): string => shown(arbitrate({ eligible, present: [], busy: free }))[0]!.key
  expect(order({ guide: guide('tour', 'a', 100), first: false }, { guide: guide('celebration', 'b', 0), first: true })).toBe('b')
  expect(order({ guide: guide('tour', 'a', 1), first: false }, { guide: guide('tour', 'b', 2), first: false })).toBe('b')
  expect(order({ guide: guide('tour', 'b'), first: false }, { guide: guide('tour', 'a'), first: false })).toBe('a')
})

test('a busy page hinders interruptions and hints, not what waits in its place', () => {
  fc.assert(
    fc.property(entries, (eligible) => {
      const on = shown(arbitrate({ eligible, present: [], busy: () => 'dialog' }))
      expect(on.every(({ kind }) => kind === 'checklist' || kind === 'empty-state')).toBe(true)
    }),
  )
})

test('the loser is told who won, or what the page is busy with', () => {
  const [, second] = arbitrate({
    eligible: [
      { guide: guide('tour', 'a', 2), first: false },
      { guide: guide('tour', 'b', 1), first: false },
    ],
    present: [],
    busy: free,
  })
  expect(second!.outcome).toEqual({ reason: 'outranked', detail: 'a' })
  const [busy] = arbitrate({ eligible: [{ guide: guide('tour', 'a'), first: false }], present: [], busy: () => 'typing' })
  expect(busy!.outcome).toEqual({ reason: 'busy', detail: 'typing' })
})

test('an open hint does not hinder a tour', () => {
  expect(shown(arbitrate({ eligible: [{ guide: guide('tour', 'a'), first: false }], present: [guide('hint', 'h')], busy: free }))).toHaveLength(1)
})
