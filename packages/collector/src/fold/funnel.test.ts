import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemorySource, type PlainEvent } from './memory-source.ts'
import { countFunnel, type FunnelQuestion } from './funnel.ts'
import { eachPerson } from './per-person.ts'

const WINDOW = 10
const step = (name: string) => [{ event: name, where: undefined }]
const question = (names: string[], more: Partial<FunnelQuestion> = {}): FunnelQuestion => ({
  steps: names.map(step),
  order: 'ordered',
  windowMs: WINDOW,
  from: 0,
  to: 1000,
  until: 2000,
  exclude: [],
  ...more,
})
const events = (text: string, person = 1): PlainEvent[] => text.split(' ').map((one) => ({ person, name: one[0]!, at: Number(one.slice(1)) }))
const reached = async (text: string, names: string[], more: Partial<FunnelQuestion> = {}): Promise<number[]> =>
  (await countFunnel(createMemorySource(events(text)), question(names, more))).all.reached

it.each([
  ['the window is counted from the first step and includes its end', 'a0 b10', [1, 1]],
  ['and nothing after it', 'a0 b11', [1, 0]],
  ['a later first step begins another attempt', 'a0 a5 b12', [1, 1]],
  ['events at the same time are in the order of their arrival', 'a5 b5', [1, 1]],
  ['and not in the other', 'b5 a5', [1, 0]],
  ['what comes before the first step is none', 'b0 a1', [1, 0]],
])('%s', async (_, text, wanted) => {
  expect(await reached(text, ['a', 'b'])).toEqual(wanted)
})

it('lets one event serve one step', async () => {
  expect(await reached('a0', ['a', 'a'])).toEqual([1, 0])
  expect(await reached('a0 a1', ['a', 'a'])).toEqual([1, 1])
  expect(await reached('a0 a1', ['a', 'a'], { order: 'any' })).toEqual([1, 1])
})

it('knows people who did nothing of it, and nobody at all', async () => {
  expect(await reached('x0', ['a', 'b'])).toEqual([0, 0])
  expect((await countFunnel(createMemorySource([]), question(['a', 'b']))).all).toMatchObject({ reached: [0, 0], open: 0, whole: { n: 0, median: null } })
})

it('takes the first attempt that came furthest, beginning as late as it can', async () => {
  const { all } = await countFunnel(createMemorySource(events('a0 a2 b4 a5 b6')), question(['a', 'b']))
  expect(all.durations[1]).toMatchObject({ n: 1, median: 2 })
})

it('ends attempts by what must not happen, and only between its steps', async () => {
  const exclude = [{ uses: step('x'), after: 0, before: 1 }]
  expect(await reached('a0 x1 b2', ['a', 'b', 'c'], { exclude })).toEqual([1, 0, 0])
  expect(await reached('a0 b1 x2 c3', ['a', 'b', 'c'], { exclude })).toEqual([1, 1, 1])
  expect(await reached('a0 x1 a2 b3', ['a', 'b', 'c'], { exclude })).toEqual([1, 1, 0])
  expect(await reached('a0 b1 x2 b3 c4', ['a', 'b', 'c'], { exclude: [{ uses: step('x'), after: 1, before: 2 }] })).toEqual([1, 1, 1])
})

it('lets nothing come between strict steps but what is later', async () => {
  expect(await reached('a0 b1 c2', ['a', 'b', 'c'], { order: 'strict' })).toEqual([1, 1, 1])
  expect(await reached('a0 x1 b2', ['a', 'b', 'c'], { order: 'strict' })).toEqual([1, 0, 0])
  expect(await reached('a0 a1 b2 x3 c4', ['a', 'b', 'c'], { order: 'strict' })).toEqual([1, 1, 0])
  // the second of three at the same time is a first step, too
  expect(await reached('a0 a0 a0 b1', ['a', 'a', 'b'], { order: 'strict' })).toEqual([1, 1, 1])
})

it('holds a property at one value', async () => {
  const source = createMemorySource([
    { person: 1, name: 'a', at: 0, properties: { project: 1 } },
    { person: 1, name: 'b', at: 1, properties: { project: 2 } },
    { person: 2, name: 'a', at: 0, properties: { project: 1 } },
    { person: 2, name: 'b', at: 1, properties: { project: '1' } },
    { person: 2, name: 'b', at: 2, properties: { project: 1 } },
    { person: 3, name: 'a', at: 0 },
    { person: 3, name: 'b', at: 0 },
  ])
  expect((await countFunnel(source, question(['a', 'b'], { hold: 'project' }))).all.reached).toEqual([2, 1])
})

it('groups by the value of a trait at the first step, and of a property of it', async () => {
  const told = {
    role: [
      [1, 3, 'admin'],
      [1, 8, 'owner'],
      [2, 30, 'late'],
    ] as const,
  }
  const list = [...events('a5 b6'), ...events('a5 b9', 2)].map((one) => ({ ...one, properties: { from: one.person } }))
  const by = async (one: FunnelQuestion['by']) =>
    (await countFunnel(createMemorySource(list, told), question(['a', 'b'], { by: one }))).groups.map(({ value, reached }) => [value, ...reached])
  expect(await by({ trait: 'role' })).toEqual([
    ['"admin"', 1, 1],
    [null, 1, 1],
  ])
  expect(await by({ property: 'from' })).toEqual([
    ['1', 1, 1],
    ['2', 1, 1],
  ])
})

it('counts who still has time', async () => {
  const { all } = await countFunnel(createMemorySource([...events('a0'), ...events('a95', 2), ...events('a95 b96', 3)]), question(['a', 'b'], { until: 100 }))
  expect(all).toMatchObject({ reached: [3, 1], open: 1 })
})

/** Everything that could be done, tried: the obvious way. */
function slow(list: readonly PlainEvent[], { steps, order, from, to, exclude }: FunnelQuestion): number {
  const names = steps.map((uses) => uses.map(({ event }) => event))
  const sorted = list.map((one, place) => ({ ...one, place })).toSorted((a, b) => a.at - b.at || a.place - b.place)
  const is = (index: number, step: number): boolean => names[step]!.includes(sorted[index]!.name)
  const ended = (index: number, level: number): boolean =>
    exclude.some(({ uses, after, before }) => level > after && level <= before && uses.some(({ event }) => event === sorted[index]!.name))
  const inOrder = (level: number, last: number, start: number): number => {
    if (level === steps.length) return level
    let best = level
    for (let next = last + 1; next < sorted.length && sorted[next]!.at - start <= WINDOW; next++) {
      if (is(next, level)) best = Math.max(best, inOrder(level + 1, next, start))
      if (order === 'strict' || ended(next, level)) break
    }
    return best
  }
  const anyOrder = (left: readonly number[], index: number, start: number): number => {
    if (index >= sorted.length || sorted[index]!.at - start > WINDOW || !left.length) return 0
    const without = anyOrder(left, index + 1, start)
    return left.reduce(
      (best, step) =>
        is(index, step)
          ? Math.max(
              best,
              1 +
                anyOrder(
                  left.filter((one) => one !== step),
                  index + 1,
                  start,
                ),
            )
          : best,
      without,
    )
  }
  let best = 0
  sorted.forEach(({ at }, index) => {
    if (at < from || at >= to || !steps.some((_, step) => is(index, step))) return
    if (order === 'any')
      best = Math.max(
        best,
        anyOrder(
          steps.map((_, one) => one),
          index,
          at,
        ),
      )
    else if (is(index, 0)) best = Math.max(best, inOrder(1, index, at))
  })
  return best
}

const names = fc.constantFrom('a', 'b', 'c', 'x')
const list = fc.array(fc.record({ person: fc.constant(1), name: names, at: fc.integer({ min: 0, max: 25 }) }), { maxLength: 9 })
const steps = fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 4 })

it('agrees with trying everything that could be done', async () => {
  const exclusion = fc.option(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })), { nil: undefined })
  let far = 0
  await fc.assert(
    fc.asyncProperty(list, steps, fc.constantFrom('ordered', 'strict', 'any'), exclusion, async (all, some, order, between) => {
      const exclude =
        between && order !== 'any' && between[0] < between[1] && between[1] < some.length ? [{ uses: step('x'), after: between[0], before: between[1] }] : []
      const asked = question([], { steps: some.map((own) => own.flatMap(step)), order, to: 15, exclude })
      const { all: counted } = await countFunnel(createMemorySource(all), asked)
      const level = slow(all, asked)
      expect(counted.reached).toEqual(some.map((_, index) => (index < level ? 1 : 0)))
      if (level > 1) far++
      // what it took is within the window, and never negative
      expect(counted.whole.median ?? 0).toBeLessThanOrEqual(WINDOW)
      for (const { median } of counted.durations) expect(median ?? 0).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 3000 },
  )
  expect(far).toBeGreaterThan(200)
})

it('visits everybody once, in order, within its memory', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ person: fc.integer({ min: 1, max: 40 }), name: fc.constant('a'), at: fc.integer({ min: 0, max: 50 }) }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 60 }),
      async (all, limit) => {
        const source = createMemorySource(all)
        const scan = await source.scan({ uses: step('a'), from: 0, to: 100 })
        const seen = new Map<number, number[]>()
        await eachPerson(scan, { people: source.people, limit }, (person, { columns, order, start, end }) => {
          expect(seen.has(person)).toBe(false)
          seen.set(
            person,
            [...order.subarray(start, end)].map((one) => columns.at[one]! * 1000 + columns.position[one]!),
          )
        })
        expect(seen.size).toBe(new Set(all.map(({ person }) => person)).size)
        for (const [person, own] of seen)
          expect(own).toEqual(all.flatMap((one, position) => (one.person === person ? [one.at * 1000 + position] : [])).toSorted((a, b) => a - b))
      },
    ),
    { numRuns: 100 },
  )
})
