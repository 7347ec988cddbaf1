import type { PublishedGuide as Guide } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPublished } from '../testing/publish.ts'
import { arbitrate, type Contender } from './arbiter.ts'

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
const STANDINGS = ['new', 'first', 'shown'] as const
const entries = guides.chain((list) =>
  fc
    .array(fc.constantFrom(...STANDINGS), { minLength: list.length, maxLength: list.length })
    .map((standings) => list.map((one, i): Contender => ({ guide: one, standing: standings[i]! }))),
)
const claimed = fc.array(fc.record({ name: fc.constant('modal'), priority: fc.integer({ min: 0, max: 3 }) }), { maxLength: 2 })
const free = (): undefined => undefined
const shown = (outcomes: ReturnType<typeof arbitrate>): Guide[] => outcomes.filter(({ outcome }) => outcome === 'show').map(({ guide: one }) => one)
const run = (contenders: readonly Contender[], more: Partial<Parameters<typeof arbitrate>[0]> = {}): ReturnType<typeof arbitrate> =>
  arbitrate({ contenders, claims: [], busy: free, ...more })
const on = (contenders: readonly Contender[], more?: Partial<Parameters<typeof arbitrate>[0]>): Guide[] => shown(run(contenders, more))
const interrupts = ({ kind }: Guide): boolean => kind === 'tour' || kind === 'celebration'

const of = (list: readonly Guide[], kind: Guide['kind']): number => list.filter((one) => one.kind === kind).length

test('at most one interruption, one hint and none beside it, one checklist, one empty state a slot; whatever was there', () => {
  fc.assert(
    fc.property(entries, claimed, (contenders, claims) => {
      const list = on(contenders, { claims })
      expect(list.filter(interrupts).length + of(list, 'hint')).toBeLessThanOrEqual(1)
      expect(of(list, 'checklist')).toBeLessThanOrEqual(1)
      expect(of(list, 'empty-state')).toBeLessThanOrEqual(1)
    }),
  )
})

test('the order in which guides come does not matter, and everyone gets an outcome', () => {
  fc.assert(
    fc.property(entries, claimed, (contenders, claims) => {
      const one = run(contenders, { claims })
      expect(run([...contenders].reverse(), { claims })).toEqual(one)
      expect(one.map(({ guide: { key } }) => key).sort()).toEqual(contenders.map(({ guide: { key } }) => key).sort())
      expect(one.every(({ outcome }) => outcome === 'show' || outcome.detail)).toBe(true)
    }),
  )
})

test('nobody loses without a winner, a claim or a bad moment that is there', () => {
  fc.assert(
    fc.property(entries, claimed, (contenders, claims) => {
      const outcomes = run(contenders, { claims })
      const keys = shown(outcomes).map(({ key }) => key)
      const unfounded = outcomes.filter(
        ({ guide: one, outcome }) =>
          outcome !== 'show' && !(outcome.detail === 'surface:modal' ? claims.some(({ priority }) => priority >= one.priority) : keys.includes(outcome.detail)),
      )
      expect(unfounded).toEqual([])
    }),
  )
})

test('what was chosen is chosen again, and nothing comes in its place while it stays', () => {
  fc.assert(
    fc.property(entries, entries, (contenders, more) => {
      const kept = on(contenders)
      const keys = new Set(kept.map(({ key }) => key))
      const others = more.filter(({ guide: { key } }) => !keys.has(key)).map(({ guide: one }): Contender => ({ guide: one, standing: 'new' }))
      const now = on([...kept.map((one): Contender => ({ guide: one, standing: 'shown' })), ...others])
      const gone = kept.filter((one) => !now.includes(one))
      // a hint alone makes room, for what interrupts
      expect(gone.filter(({ kind }) => kind !== 'hint' || !now.some(interrupts))).toEqual([])
    }),
  )
})

test('a page that claims the attention gets it from everything of the same or a lower priority, shown or not; what waits stays', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 0, max: 3 }), (contenders, priority) => {
      const claims = [{ name: 'modal', priority }]
      const list = on(contenders, { claims })
      expect(list.every((one) => one.priority > priority || one.kind === 'checklist' || one.kind === 'empty-state')).toBe(true)
      expect(on(contenders, { claims: [{ name: 'modal', priority: -1 }] })).toEqual(on(contenders))
    }),
  )
})

test('what is there comes before what goes on, that before what begins, then priority, then the key', () => {
  const order = (...contenders: Contender[]): string => on(contenders)[0]!.key
  expect(order({ guide: guide('tour', 'a', 100), standing: 'first' }, { guide: guide('tour', 'b', 0), standing: 'shown' })).toBe('b')
  expect(order({ guide: guide('tour', 'a', 100), standing: 'new' }, { guide: guide('celebration', 'b', 0), standing: 'first' })).toBe('b')
  expect(order({ guide: guide('tour', 'a', 1), standing: 'new' }, { guide: guide('tour', 'b', 2), standing: 'new' })).toBe('b')
  expect(order({ guide: guide('tour', 'b'), standing: 'new' }, { guide: guide('tour', 'a'), standing: 'new' })).toBe('a')
})

test('a bad moment hinders interruptions and hints to begin; not what is there, nor what waits in its place', () => {
  fc.assert(
    fc.property(entries, (contenders) => {
      const there = new Set(contenders.flatMap(({ guide: one, standing }) => (standing === 'shown' ? one.key : [])))
      const list = on(contenders, { busy: () => 'typing' })
      expect(list.every(({ kind, key }) => kind === 'checklist' || kind === 'empty-state' || there.has(key))).toBe(true)
    }),
  )
})

test('the loser is told who won, or what the page is busy with', () => {
  const [, second] = run([
    { guide: guide('tour', 'a', 2), standing: 'new' },
    { guide: guide('tour', 'b', 1), standing: 'new' },
  ])
  expect(second!.outcome).toEqual({ reason: 'outranked', detail: 'a' })
  const [busy] = run([{ guide: guide('tour', 'a'), standing: 'new' }], { busy: () => 'typing' })
  expect(busy!.outcome).toEqual({ reason: 'busy', detail: 'typing' })
})

test('a hint that is there does not hinder a tour, and says who took its place', () => {
  const outcomes = run([
    { guide: guide('tour', 'a'), standing: 'new' },
    { guide: guide('hint', 'h'), standing: 'shown' },
  ])
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['show', { reason: 'outranked', detail: 'a' }])
})
