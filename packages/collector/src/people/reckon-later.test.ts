import { expect, it, onTestFinished } from 'vitest'
import { compileConfig } from '../config/live.ts'
import { EMPTY_CONTENT } from '../config/bundle.ts'
import { silent } from '../options.ts'
import { openStores } from '../store/sqlite/open.ts'
import { makeEvent } from '../store/testing.ts'
import type { Reached } from '../store/state-store.ts'
import { NOON, temporaryFolder } from '../testing/temporary.ts'
import { createTimers } from './model/timers.ts'
import { Projection } from './projection.ts'
import { toLater } from './reckon-later.ts'

const MANY = 6_000
const MINUTE = 60_000
const STAGES = ['first', 'second', 'third']

it.each([
  ['with a live model', { segments: [{ key: 'lately', when: { event: 'first', within: '30d' } }] }],
  ['with milestones alone', {}],
])('reads the events of somebody who has very many once for all that came late, and nobody waits for it: %s', async (_, more) => {
  const stores = await openStores(temporaryFolder())
  onTestFinished(() => stores.close())
  const { log, state } = stores
  const model = { ...EMPTY_CONTENT.model, ...more, milestones: STAGES.map((name) => ({ key: name, when: { event: name } })) }
  const config = compileConfig({ ...EMPTY_CONTENT, model } as typeof EMPTY_CONTENT, 'v', 1)
  const configs = { of: async () => config }
  const clock = { now: NOON + (MANY + 30) * MINUTE }
  const live = { model: state.model, now: () => clock.now, tell: async () => {} }
  let reads = 0
  const counted: typeof log = {
    ...log,
    readPerson: (project, ids, filter) => {
      if (ids.userId === 'heavy') reads++
      return log.readPerson(project, ids, filter)
    },
  }
  const open = (): { projection: Projection; timers: ReturnType<typeof createTimers> } => {
    const projection = new Projection({ log: counted, people: state.people, configs, logger: silent, live })
    const pace = (): Promise<void> => new Promise((go) => setImmediate(go))
    return { projection, timers: createTimers({ state, configs, projection, newestAt: async () => undefined, now: live.now, pace, logger: silent }) }
  }
  await state.projects.create({ id: 'p', name: 'P', createdAt: NOON, identity: 'off' }, [])
  let number = 0
  const send = (userId: string, name: string, timestamp: number, anonymousId: string | null = null): Promise<unknown> =>
    log.append([makeEvent({ messageId: `${number++}`, name, userId, anonymousId, timestamp, receivedAt: clock.now })])
  const reached = async (id: string): Promise<Map<string, Reached> | undefined> => (await state.people.milestones('p', [id])).get(id)
  const at = (name: string, minute: number): [string, Reached] => [name, { at: NOON + minute * MINUTE, account: null }]

  const first = open()
  await first.timers.run()
  await log.append(
    Array.from({ length: MANY }, (__, index) =>
      makeEvent({ messageId: `h${index}`, name: index ? 'third' : 'second', userId: 'heavy', timestamp: NOON + (index + 10) * MINUTE, receivedAt: clock.now }),
    ),
  )
  await first.projection.caughtUp('p')
  // what comes in order goes on as ever
  await send('heavy', 'first', NOON + (MANY + 20) * MINUTE)
  await first.projection.caughtUp('p')
  expect(await reached('heavy')).toEqual(new Map([at('second', 10), at('third', 11), at('first', MANY + 20)]))
  reads = 0
  for (let minute = 9; minute > 0; minute--) {
    // from a browser that is new each time
    await send('heavy', 'first', NOON + minute * MINUTE, `browser ${minute}`)
    await send('light', 'first', NOON + minute * MINUTE)
    await first.projection.caughtUp('p')
    expect(await reached('light')).toEqual(new Map([at('first', minute)]))
    await first.projection.person('p', 'heavy')
  }
  expect([reads, (await reached('heavy'))?.get('first')?.at]).toEqual([0, NOON + (MANY + 20) * MINUTE])
  // who asks for the person meanwhile has every event counted, and waits for no reading
  const rough = await first.projection.person('p', 'heavy')
  expect([[...rough.tallies.values()].reduce((sum, { count }) => sum + count, 0), reads]).toEqual([MANY + 10, 0])

  // the process is gone before the time has come; the next one knows
  const next = open()
  clock.now += 29_000
  expect(await next.timers.run()).toBe(0)
  clock.now += 1_000
  reads = 0
  let turns = 0
  let running = true
  const turn = (): unknown => running && (turns++, setImmediate(turn))
  turn()
  expect(await next.timers.run()).toBeGreaterThan(0)
  running = false
  expect(reads).toBe(1)
  // requests have had turns meanwhile
  expect(turns).toBeGreaterThan(10)
  expect(await reached('heavy')).toEqual(new Map([at('first', 1), at('second', 10), at('third', 11)]))
  expect(await next.timers.run()).toBe(0)
  // and the process that still has the fold asks the log again
  expect((await first.projection.person('p', 'heavy')).reached).toEqual(await reached('heavy'))
  expect(reads).toBe(2)
})

it('forgets the mark of somebody who is erased', async () => {
  const { state, close } = await openStores(temporaryFolder())
  onTestFinished(close)
  const step = { from: 0, to: 0, links: [], people: [], merged: [], accounts: [], milestones: [] }
  await state.people.apply({ ...step, model: [toLater('p', 'ada', 5)] })
  expect(await state.model.due(5, 9)).toEqual([{ project: 'p', kind: 'later', id: 'ada', dueAt: 5 }])
  await state.people.erase('p', ['ada'])
  expect(await state.model.rows('p', 'later', ['ada'])).toEqual([])
})
