import { expect, it, onTestFinished } from 'vitest'
import { EMPTY_CONTENT, toContentText, toVersion } from '../../config/bundle.ts'
import { createLiveConfigs } from '../../config/live.ts'
import { silent } from '../../options.ts'
import type { NewEvent } from '../../store/event-log.ts'
import { openStores } from '../../store/sqlite/open.ts'
import { makeEvent } from '../../store/testing.ts'
import { NOON, temporaryFolder } from '../../testing/temporary.ts'
import { Projection } from '../projection.ts'
import { createTimers } from './timers.ts'

const DAY = 86_400_000
const SEGMENTS = { segments: [{ key: 'lately', when: { event: 'x', within: '3d' } }] }
const DEADLINE = { milestones: [{ key: 'begun', when: { event: 'begun' }, from: 'signup', deadline: '7d' }] }

async function setUp() {
  const stores = await openStores(temporaryFolder())
  onTestFinished(() => stores.close())
  const { log, state } = stores
  await state.projects.create({ id: 'p', name: 'P', createdAt: NOON, identity: 'off' }, [])
  const clock = { now: NOON }
  const now = (): number => clock.now
  const configs = createLiveConfigs(state.versions)
  const told: NewEvent[] = []
  const live = { model: state.model, now, tell: async (events: readonly NewEvent[]) => void told.push(...events) }
  const open = (people = state.people): { projection: Projection; timers: ReturnType<typeof createTimers> } => {
    const projection = new Projection({ log, people, configs, logger: silent, live })
    return {
      projection,
      timers: createTimers({ state: { ...state, people }, configs, projection, now, pace: () => new Promise((go) => setImmediate(go)), logger: silent }),
    }
  }
  let number = 0
  return {
    log,
    state,
    clock,
    told,
    open,
    async publish(model: object): Promise<void> {
      const content = toContentText({ ...EMPTY_CONTENT, model: { ...EMPTY_CONTENT.model, ...model } })
      const version = toVersion(content)
      await state.versions.publish('p', { version, content, files: [], guides: 0 }, { version, publishedAt: clock.now + number++, note: null })
    },
    track: (...userIds: string[]): Promise<unknown> =>
      log.append(userIds.map((userId) => makeEvent({ messageId: `${number++}`, name: 'x', userId, timestamp: clock.now, receivedAt: clock.now }))),
    noted: async (): Promise<string[]> => (await state.model.page('p', 'person', '', 1000)).map(({ id }) => id),
  }
}

it('ends where people or accounts are marked whom nothing is kept of any more', async () => {
  const { state, open, clock } = await setUp()
  const mark = { project: 'p', account: null, dueAt: clock.now - 1, state: '' } as const
  await state.people.apply({
    from: 0,
    to: 0,
    links: [],
    people: [],
    merged: [],
    accounts: [],
    milestones: [],
    model: [
      { ...mark, kind: 'account', id: 'acme' },
      { ...mark, kind: 'person', id: '__proto__' },
    ],
  })
  expect(await open().timers.run()).toBe(2)
  expect(await state.model.nextDue()).toBeUndefined()
})

it('notes everybody, also where another process takes a step between a look and its write', async () => {
  const { state, open, publish, track, noted, log } = await setUp()
  const ids = Array.from({ length: 250 }, (_, index) => `u${String(index).padStart(3, '0')}`)
  await track(...ids)
  await open().projection.caughtUp('p')
  await publish(SEGMENTS)
  const other = open().projection
  let looks = 0
  const apply: typeof state.people.apply = async (step) => {
    if (step.model?.length && looks++ < 3) {
      await track(`between ${looks}`)
      await other.caughtUp('p')
    }
    return state.people.apply(step)
  }
  await open({ ...state.people, apply }).timers.run()
  expect(new Set(await noted())).toEqual(new Set([...ids, 'between 1', 'between 2', 'between 3']))
  expect(looks).toBeGreaterThan(3)
  expect(await state.people.position()).toBe(await log.lastPosition())
})

it('does not tell in a process that stays what came due while nothing was kept', async () => {
  const { open, publish, track, clock, told } = await setUp()
  const { timers, projection } = open()
  await publish(DEADLINE)
  await track('ada')
  await projection.caughtUp('p')
  await timers.run()
  clock.now = NOON + DAY
  await publish({})
  await timers.run()
  clock.now = NOON + 10 * DAY
  await publish(DEADLINE)
  await timers.run()
  expect(told).toEqual([])
  // what comes due now is told
  await track('eve')
  await projection.caughtUp('p')
  clock.now = NOON + 18 * DAY
  await timers.run()
  expect(told.map(({ userId, name }) => [userId, name])).toEqual([['eve', 'milestone.missed']])
})
