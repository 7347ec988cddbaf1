import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemorySource, type PlainEvent } from './memory-source.ts'
import { countActivity } from './activity.ts'
import { createPeriodOf } from './period.ts'
import { countRetention, type RetentionQuestion } from './retention.ts'

const byPerson = (events: readonly PlainEvent[]): PlainEvent[][] =>
  [...new Set(events.map(({ person }) => person))].map((one) => events.filter(({ person }) => person === one))
const use = (event: string) => [{ event, where: undefined }]
const list: fc.Arbitrary<PlainEvent[]> = fc.array(
  fc.record({ person: fc.integer({ min: 1, max: 5 }), name: fc.constantFrom('start', 'back', 'other'), at: fc.integer({ min: -30, max: 130 }) }),
  { maxLength: 60 },
)

it('finds the period of an instant, whatever was asked before', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }), fc.array(fc.integer({ min: -5, max: 105 })), (some, instants) => {
      const bounds = some.toSorted((a, b) => a - b)
      const periodOf = createPeriodOf(bounds)
      for (const at of instants) expect(periodOf(at)).toBe(bounds.filter((one) => one <= at).length - 1)
    }),
  )
})

it('counts who came back as a look at each person does', async () => {
  const bounds = [0, 10, 20, 30, 45, 60, 61, 80]
  const periods = bounds.length - 1
  const columns: RetentionQuestion['columns'] = [
    [0, 0],
    [1, 1],
    [2, null],
    [1, 3],
  ]
  await fc.assert(
    fc.asyncProperty(list, fc.constantFrom('first', 'every'), fc.boolean(), async (events, cohort, anything) => {
      const asked: RetentionQuestion = { start: use('start'), back: anything ? null : use('back'), cohort, bounds, cohorts: 4, columns }
      const { all } = await countRetention(createMemorySource(events), asked)
      const periodOf = (at: number): number => (at >= bounds.at(-1)! ? periods : bounds.filter((one) => one <= at).length - 1)
      const wanted = Array.from({ length: 4 }, () => ({ people: 0, back: columns.map(() => 0) }))
      for (const own of byPerson(events)) {
        const starts = own.filter(({ name }) => name === 'start').map(({ at }) => at)
        const seen = new Set(own.filter(({ name }) => anything || name === 'back').map(({ at }) => periodOf(at)))
        const cohorts = cohort === 'first' ? (starts.length ? [periodOf(Math.min(...starts))] : []) : [...new Set(starts.map(periodOf))]
        for (const of of cohorts) {
          const row = wanted[of]
          if (!row) continue
          row.people++
          columns.forEach(([from, to], column) => {
            if ([...seen].some((period) => period < periods && period >= of + from && period <= of + (to ?? periods))) row.back[column]!++
          })
        }
      }
      expect(all.cohorts).toEqual(wanted)
    }),
    { numRuns: 400 },
  )
})

it('groups who came back by what was told when they began', async () => {
  const events: PlainEvent[] = [
    { person: 1, name: 'start', at: 5 },
    { person: 1, name: 'back', at: 15 },
    { person: 2, name: 'start', at: 5 },
  ]
  const told = {
    plan: [
      [1, 5, 'pro'],
      [1, 9, 'free'],
      [2, 6, 'pro'],
    ] as const,
  }
  const asked: RetentionQuestion = {
    start: use('start'),
    back: use('back'),
    cohort: 'first',
    bounds: [0, 10, 20],
    cohorts: 1,
    columns: [[1, 1]],
    by: { trait: 'plan' },
  }
  const { groups } = await countRetention(createMemorySource(events, told), asked)
  expect(groups.map(({ value, cohorts }) => [value, cohorts[0]])).toEqual([
    ['"pro"', { people: 1, back: [1] }],
    [null, { people: 1, back: [0] }],
  ])
})

it('counts the same whether anything is told of people or not', async () => {
  await fc.assert(
    fc.asyncProperty(list, fc.constantFrom('first', 'every'), fc.boolean(), async (events, cohort, isAny) => {
      const asked: RetentionQuestion = {
        start: isAny ? null : use('start'),
        back: use('back'),
        cohort,
        bounds: [10, 20, 30, 45],
        cohorts: 2,
        columns: [
          [0, 1],
          [1, null],
        ],
        only: ['1', '3'],
      }
      const source = createMemorySource(events)
      expect((await countRetention(source, { ...asked, by: { trait: 'plan' } })).all).toEqual((await countRetention(source, asked)).all)
    }),
  )
})

it('counts who is active as a look at each person does', async () => {
  const days = Array.from({ length: 41 }, (_, day) => day * 2)
  const [before, places, weeks] = [28, [20, 27, 34, 40], [28, 33]]
  const periods = places.map((place) => days[place]!)
  await fc.assert(
    fc.asyncProperty(list, async (events) => {
      const counts = await countActivity(createMemorySource(events), {
        uses: [...use('start'), ...use('back')],
        days,
        before,
        periods: places,
        spans: [{ from: before, to: 40, whole: 40, weeks }],
      })
      const own = byPerson(events.filter(({ name }) => name !== 'other')).map((all) => all.map(({ at }) => at))
      const count = (test: (times: readonly number[]) => boolean): number => own.filter(test).length
      const within = (from: number, to: number) => (times: readonly number[]) => times.some((at) => at >= from && at < to)
      expect(counts.days).toEqual(
        days.slice(before, -1).map((start) => ({
          day: count(within(start, start + 2)),
          week: count(within(start - 12, start + 2)),
          month: count(within(start - 54, start + 2)),
        })),
      )
      const [span] = counts.steadiness.spans
      expect(span!.people).toBe(count(within(56, 80)))
      expect(counts.periods).toEqual(
        [1, 2].map((period) => {
          const [then, start, end] = [periods[period - 1]!, periods[period]!, periods[period + 1]!]
          const [now, before, ever] = [within(start, end), within(then, start), within(-Infinity, start)]
          return {
            active: count(now),
            fresh: count((one) => now(one) && !ever(one)),
            returning: count((one) => now(one) && before(one)),
            resurrected: count((one) => now(one) && ever(one) && !before(one)),
            lost: count((one) => !now(one) && before(one)),
          }
        }),
      )
      const active = own.flatMap((times) =>
        weeks.map((week) => Array.from({ length: 7 }, (_, day) => (week + day) * 2).filter((start) => within(start, start + 2)(times)).length),
      )
      expect(span!.daysInWeek).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => active.filter((one) => one === n).length))
    }),
    { numRuns: 300 },
  )
})
