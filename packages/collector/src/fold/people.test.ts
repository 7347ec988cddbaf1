import fc from 'fast-check'
import { expect, it } from 'vitest'
import { behaviourAt } from '../people/model/behaviour.ts'
import { countAccounts } from './accounts.ts'
import { countAdoption, type AdoptionQuestion } from './adoption.ts'
import { countBehaviour } from './behaviour.ts'
import { countDepth, type DepthQuestion } from './depth.ts'
import { countJourney, type JourneyQuestion } from './journey.ts'
import { createMemorySource, type PlainEvent } from './memory-source.ts'
import { countSessions } from './sessions.ts'
import { countValues } from './values.ts'

const DAY = 86_400_000
const use = (event: string) => [{ event, where: undefined }]
const events = (text: string, person = 1): PlainEvent[] => text.split(' ').map((one) => ({ person, name: one[0]!, at: Number(one.slice(1)) }))
const byPerson = (all: readonly PlainEvent[]): PlainEvent[][] =>
  [...new Set(all.map(({ person }) => person))].map((one) => all.filter(({ person }) => person === one).toSorted((a, b) => a.at - b.at))

it('walks a journey once, each stage with its own time, and says who is where for how long', async () => {
  const question: JourneyQuestion = {
    stages: [
      { uses: use('a'), withinMs: null },
      { uses: use('b'), withinMs: 10 },
      { uses: use('c'), withinMs: null },
    ],
    from: 0,
    to: 50,
    now: 100,
  }
  const source = createMemorySource([
    ...events('a0 b10 c90'),
    ...events('a0 b11 c12', 2),
    ...events('a40 a45 b46', 3),
    ...events('c1 b2 a49', 4),
    ...events('a51 b52', 5),
    ...events('a95', 6),
  ])
  const stages = await countJourney(source, question)
  expect(stages.map(({ reached, present, late }) => [reached, present, late])).toEqual([
    [4, 2, 2],
    [2, 1, 0],
    [1, 1, 0],
  ])
  expect(stages[1]).toMatchObject({ time: { n: 2, median: 8 }, waiting: { n: 1, median: 54 } })
  expect(stages[0]!.waiting).toMatchObject({ n: 2, median: 75.5 })
  expect((await countJourney(source, { ...question, only: ['1', '9'] })).map(({ reached }) => reached)).toEqual([1, 1, 1])
})

it('asks of nobody whether they adopted before they had begun', async () => {
  const told = { createdAt: [[1, 60, 100]] as const }
  const source = createMemorySource([...events('f10 f20'), ...events('f10 f20', 2)], told)
  expect(await countAdoption(source, adoption({ count: 2, withinMs: 100, from: 0, to: 50 }))).toMatchObject({ tried: 1, times: Float64Array.of(10), uses: 1 })
})

it('lets one event serve one stage', async () => {
  const stages = [
    { uses: use('a'), withinMs: null },
    { uses: use('a'), withinMs: null },
  ]
  expect((await countJourney(createMemorySource(events('a0')), { stages, from: 0, to: 9, now: 9 })).map(({ reached }) => reached)).toEqual([1, 0])
  expect((await countJourney(createMemorySource([]), { stages, from: 0, to: 9, now: 9 })).map(({ reached }) => reached)).toEqual([0, 0])
})

const adoption = (more: Partial<AdoptionQuestion> = {}): AdoptionQuestion => ({
  uses: use('f'),
  count: 2,
  withinMs: 10,
  roles: null,
  releasedAt: null,
  active: null,
  from: 0,
  to: 100,
  ...more,
})

it('counts adoption from sign-up, of active people whom the feature is for', async () => {
  const told = {
    role: [
      [1, 0, 'admin'],
      [2, 0, 'viewer'],
      [2, 5, 'admin'],
      [3, 1, 'viewer'],
    ] as const,
    createdAt: [
      [1, 0, '1970-01-01T00:00:00.020Z'],
      [2, 0, 'soon'],
    ] as const,
  }
  const list = [...events('x0 f30 f41 f50 f60'), ...events('x10 f20', 2), ...events('x0 f1 f2', 3), ...events('x50', 4)]
  const counts = await countAdoption(createMemorySource(list, told), adoption())
  expect([...counts.times]).toEqual([30, 90, 2, 50])
  expect([...counts.adopted]).toEqual([1, 0, 1, 0])
  expect(counts).toMatchObject({ tried: 3, uses: 3, weeks: 2, weeksUsed: 2 })
  const admins = await countAdoption(createMemorySource(list, told), adoption({ roles: ['admin'] }))
  expect([...admins.times]).toEqual([30, 90])
  // active before the time, or only after it: not asked about
  expect([...(await countAdoption(createMemorySource(list, told), adoption({ from: 55 }))).times]).toEqual([30])
  expect([...(await countAdoption(createMemorySource(list, told), adoption({ active: use('x'), from: 40 }))).times]).toEqual([50])
})

it('begins with the release where that is later, and takes a use before it for one', async () => {
  const counts = await countAdoption(
    createMemorySource([...events('f1 f2 f45 f46'), ...events('f1 f2', 2), ...events('x1 x60', 3)]),
    adoption({ releasedAt: 40 }),
  )
  expect([[...counts.times], [...counts.adopted]]).toEqual([
    [0, 0, 60],
    [1, 1, 0],
  ])
})

it('counts weeks since adoption, and how broad it is in accounts', async () => {
  const weeks = (n: number): number => n * 7 * DAY
  const list: PlainEvent[] = [0, 1, weeks(1), weeks(3)].map((at) => ({ person: 1, name: 'f', at }))
  const source = createMemorySource([...list, ...events('x1', 2), ...events('x1', 3)], {
    '(account)': [
      [1, 0, 7],
      [2, 0, 7],
      [3, 0, 8],
    ],
  })
  const counts = await countAdoption(source, adoption({ to: weeks(4), withinMs: 10 }))
  expect(counts).toMatchObject({ uses: 3, weeks: 4, weeksUsed: 2, adopters: [{ weeks: 4, weeksUsed: 2 }], breadth: [0.5] })
})

it('counts adopters as a look at each person does', async () => {
  const list = fc.array(fc.record({ person: fc.integer({ min: 1, max: 4 }), name: fc.constantFrom('f', 'x'), at: fc.integer({ min: 0, max: 99 }) }), {
    maxLength: 25,
  })
  await fc.assert(
    fc.asyncProperty(list, fc.integer({ min: 1, max: 3 }), async (all, count) => {
      const counts = await countAdoption(createMemorySource(all), adoption({ count }))
      const wanted = byPerson(all)
        .toSorted(([a], [b]) => a!.person - b!.person)
        .map((own) => {
          const uses = own.filter(({ name }) => name === 'f').map(({ at }) => at)
          const hit = uses.find((at) => uses.filter((one) => one <= at && one >= at - 10).length >= count)
          return hit === undefined ? [100 - own[0]!.at, 0] : [hit - own[0]!.at, 1]
        })
      expect([...counts.times].map((time, index) => [time, counts.adopted[index]])).toEqual(wanted)
    }),
    { numRuns: 200 },
  )
})

it('counts depth of what is for somebody, now and before, by trait, person and account', async () => {
  const features = Array.from({ length: 40 }, (_, n) => ({ uses: use(`f${n}`), roles: n < 2 ? null : n < 4 ? ['admin'] : ['nobody'] }))
  const at = (person: number, name: string, time: number): PlainEvent => ({ person, name, at: time })
  const list = [
    at(1, 'f0', 15),
    at(1, 'f3', 16),
    at(1, 'f3', 17),
    at(1, 'f0', 5),
    at(2, 'f1', 15),
    at(2, 'f0', 16),
    at(3, 'f0', 3),
    at(4, 'f39', 15),
    at(5, 'f0', 30),
  ]
  const told = {
    role: [
      [1, 0, 'admin'],
      [4, 0, 'viewer'],
    ] as const,
    '(account)': [
      [1, 0, 7],
      [2, 0, 7],
    ] as const,
  }
  const question: DepthQuestion = { features, before: 0, from: 10, to: 20, limit: 10 }
  const { all, features: used } = await countDepth(createMemorySource(list, told), question)
  // ada used two of four, bob both of two, dan nothing that is for him
  expect(all).toMatchObject({ now: { people: 3, sum: 1.5, squares: 1.25 }, before: { people: 2, sum: 0.75 } })
  // ada both times: two of four, and one of four
  expect(all.both).toEqual({ people: 1, now: 0.5, before: 0.25, products: 0.125 })
  expect(used[0]).toEqual({ people: 3, used: 2 })
  expect(used[3]).toEqual({ people: 1, used: 1 })
  const by = async (one: DepthQuestion['by'], more: Partial<DepthQuestion> = {}) => {
    const { groups, total } = await countDepth(createMemorySource(list, told), { ...question, by: one, ...more })
    return [total, ...groups.map(({ value, now, before }) => [value, now.people, now.sum, before.people])]
  }
  expect(await by({ trait: 'role' })).toEqual([3, ['"admin"', 1, 0.5, 1], ['"viewer"', 1, 0, 0], [null, 1, 1, 1]])
  expect(await by('person', { limit: 2 })).toEqual([3, ['4', 1, 0, 0], ['1', 1, 0.5, 1]])
  expect(await by('account')).toEqual([2, ['7', 2, 1.5, 1], [null, 1, 0, 1]])
})

it('counts sessions by their breaks', async () => {
  const list = [...events('a5 a10 a20 a35 a36'), ...events('a10', 2), ...events('a2 a9 a12', 3)]
  const counts = await countSessions(createMemorySource(list), { gapMs: 10, days: [10, 30, 50] })
  // that of the first and of the third person began before the first day
  expect(counts).toMatchObject({
    people: 2,
    sessions: 2,
    duration: { n: 2, median: 0.5 },
    days: [
      { sessions: 1, people: 1 },
      { sessions: 1, people: 1 },
    ],
  })
})

it('counts values by events, people, and the latest of each person', async () => {
  const at = (person: number, time: number, value?: unknown): PlainEvent => ({
    person,
    name: 'a',
    at: time,
    properties: value === undefined ? {} : { v: value },
  })
  const list = [at(1, 1, 9), at(1, 2, 3), at(2, 5, 9), at(2, 5, 9), at(3, 1), at(3, 0, [1])]
  const counts = await countValues(createMemorySource(list), { uses: use('a'), property: 'v', from: 0, to: 10 })
  expect(counts).toEqual([
    { value: '9', events: 3, people: 2, latest: 1 },
    { value: null, events: 1, people: 1, latest: 1 },
    { value: '3', events: 1, people: 1, latest: 1 },
    { value: '[1]', events: 1, people: 1, latest: 0 },
  ])
})

it('adds up the people of each account, as it was at the end', async () => {
  const features = [
    { uses: use('f'), roles: null },
    { uses: use('g'), roles: ['admin'] },
  ]
  const told = {
    role: [[1, 0, 'admin']] as const,
    '(account)': [
      [1, 0, 7],
      [2, 0, 8],
      [2, 12, 7],
      [3, 0, 7],
      [4, 0, 8],
      [4, 25, 9],
      [5, 0, 9],
    ] as const,
  }
  const list = [...events('f10 g11 f15 f19 f20'), ...events('f12 g12', 2), ...events('f5', 3), ...events('x12', 4)]
  const days = [10, 12, 14, 20]
  const counts = await countAccounts(createMemorySource(list, told), { features, days, limit: 5 })
  expect(counts).toEqual([
    { id: '7', seats: 3, active: 2, uses: 6, most: 4, depth: 2, days: 3, lastUseAt: 19 },
    { id: '8', seats: 1, active: 0, uses: 0, most: 0, depth: 0, days: 0, lastUseAt: null },
  ])
  expect((await countAccounts(createMemorySource(list, told), { features, days, limit: 5, account: '8' })).map(({ id }) => id)).toEqual(['8'])
  expect(await countAccounts(createMemorySource([]), { features, days, limit: 5 })).toEqual([])
})

it('counts classes of behaviour and where people went, as the live rule has them', async () => {
  const settings = { newForMs: 14 * DAY, dormantAfterMs: 28 * DAY, stalledAfterMs: 14 * DAY, powerDays: 12, powerDepth: 0.5, drop: 0.5, told: false }
  const features = [{ uses: use('f'), roles: null }]
  const daily = (person: number, from: number, to: number): PlainEvent[] =>
    Array.from({ length: to - from }, (_, index) => ({ person, name: 'f', at: (from + index) * DAY + 5 }))
  // one goes on, one stops, one comes late, one never used anything
  const list = [...daily(1, 0, 100), ...daily(2, 0, 60), ...daily(3, 85, 100), { person: 4, name: 'x', at: 1 }]
  const at = [60 * DAY, 80 * DAY, 100 * DAY]
  const { classes, flows } = await countBehaviour(createMemorySource(list), { features, settings, at })
  const classOf = (person: number, instant: number) => {
    const days = new Map(list.filter((one) => one.person === person && one.name === 'f').map((one) => [Math.floor(one.at / DAY), new Set([0])]))
    return behaviourAt({ days, relevant: new Set([0]), signedUpAt: list.find((one) => one.person === person)!.at }, settings, instant).class
  }
  const wanted = at.map((instant) => {
    const all = [1, 2, 3, 4].filter((person) => person !== 3 || instant > 85 * DAY).map((person) => classOf(person, instant))
    return [...new Set(all)].toSorted().map((name) => [name, all.filter((one) => one === name).length])
  })
  expect(classes).toEqual(wanted)
  expect(classes[0]).toEqual([
    ['dormant', 1],
    ['power', 2],
  ])
  expect(flows[0]).toEqual(
    [
      { from: 'power', to: 'at-risk', people: 1 },
      { from: 'dormant', to: 'dormant', people: 1 },
      { from: 'power', to: 'power', people: 1 },
    ].toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
  )
  expect(flows[1]!.find(({ from }) => from === null)).toMatchObject({ people: 1 })
})
