import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { toContentText, toVersion } from '../../config/bundle.ts'
import { createLiveConfigs } from '../../config/live.ts'
import { checkFiles } from '../../config/publish.ts'
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
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  onTestFinished(() => stores.close())
  const { log, state } = stores
  await state.projects.create({ id: 'p', name: 'P', createdAt: NOON, identity: 'off' }, [])
  const clock = { now: NOON }
  const now = (): number => clock.now
  const configs = createLiveConfigs(state.versions)
  const told: NewEvent[] = []
  const ids = new Set<string>()
  /** The log, which takes an id once. */
  const tell = async (events: readonly NewEvent[]): Promise<void> => {
    await log.append(events)
    for (const event of events) if (!ids.has(event.messageId)) told.push(event)
    for (const { messageId } of events) ids.add(messageId)
  }
  const live = { model: state.model, now, tell }
  const newestAt = async (project: string): Promise<number | undefined> => (await log.readNewest(project, 1))[0]?.receivedAt
  const open = (people = state.people): { projection: Projection; timers: ReturnType<typeof createTimers> } => {
    const projection = new Projection({ log, people, configs, logger: silent, live })
    return {
      projection,
      timers: createTimers({
        state: { ...state, people },
        configs,
        projection,
        newestAt,
        now,
        pace: () => new Promise((go) => setImmediate(go)),
        logger: silent,
      }),
    }
  }
  let number = 0
  return {
    folder,
    log,
    state,
    clock,
    told,
    open,
    async publish(model: object): Promise<void> {
      const content = toContentText(checkFiles([{ path: 'model.json', text: JSON.stringify(model) }]).content)
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

it('notes nobody for the id of a browser whose first event says who it is', async () => {
  const { open, publish, clock, noted, log } = await setUp()
  const { timers, projection } = open()
  await publish(SEGMENTS)
  await timers.run()
  await log.append([makeEvent({ messageId: 'a', name: 'x', userId: 'ada', anonymousId: 'browser', timestamp: clock.now, receivedAt: clock.now })])
  await projection.caughtUp('p')
  await timers.run()
  expect(await noted()).toEqual(['ada'])
})

describe('one person who cannot be folded', () => {
  it('holds up neither the others whose time has come, nor the events of others, and is tried again', async () => {
    const { folder, open, publish, track, clock, told, state } = await setUp()
    await publish({ ...SEGMENTS, ...DEADLINE })
    await track('ada', 'bad', 'eve')
    const first = open()
    await first.projection.caughtUp('p')
    await first.timers.run()
    const spoil = (properties: string): void => {
      const index = new DatabaseSync(join(folder, 'index.db'))
      index.prepare("UPDATE event SET properties = ? WHERE user_id = 'bad' AND name = 'x'").run(properties)
      index.close()
    }
    spoil('{')
    clock.now = NOON + 8 * DAY
    // nobody's fold is in memory
    const next = open()
    await next.timers.run()
    const missing = (): unknown => new Set(told.map(({ userId, name }) => `${userId} ${name}`))
    expect(missing()).toEqual(new Set(['ada milestone.missed', 'eve milestone.missed']))
    expect((await state.model.rows('p', 'person', ['bad']))[0]!.dueAt).toBe(clock.now + 600_000)
    await track('bad', 'grace')
    await next.projection.caughtUp('p')
    expect(new Map((await state.people.people('p', ['bad', 'grace'])).map(({ id, events }) => [id, events]))).toEqual(
      new Map([
        ['bad', 2],
        ['grace', 1],
      ]),
    )
    // new definitions are followed too
    await publish({ segments: [{ key: 'ever', when: { event: 'x' } }], ...DEADLINE })
    await next.timers.run()
    expect(await state.model.bases('p')).toMatchObject([{ until: null, after: null, done: 4 }, {}])
    spoil('{}')
    clock.now += 600_000
    await next.timers.run()
    expect(JSON.parse((await state.model.rows('p', 'person', ['bad']))[0]!.state)).toMatchObject({ segments: [['ever', true, NOON]] })
  })
})

describe('a clock that ran ahead and came back', () => {
  const MODEL = { ...DEADLINE, features: [{ key: 'projects', name: 'Projects', usedWhen: [{ event: 'x' }] }], behaviour: {} }

  it.each(['the same process', 'another process'])('has what was told taken back, and told again in time, by %s', async (who) => {
    const { open, publish, clock, told, log } = await setUp()
    let { timers, projection } = open()
    await publish(MODEL)
    await timers.run()
    await log.append([makeEvent({ messageId: 'ada', name: 'x', userId: 'ada', groupId: 'acme', timestamp: NOON, receivedAt: NOON })])
    await projection.caughtUp('p')
    clock.now = NOON + 60_000
    await timers.run()
    const names = (): string[] =>
      told.splice(0).map(({ name, properties }) => `${name} ${(Date.parse((JSON.parse(properties) as { due: string }).due) - NOON) / DAY}`)
    expect(names()).toEqual([])
    clock.now = NOON + 100 * DAY
    await timers.run()
    expect(names().sort()).toEqual(['account.stalled 14', 'milestone.missed 7', 'person.dormant 28'])
    clock.now = NOON + DAY
    if (who === 'another process') ({ timers, projection } = open())
    await timers.run()
    await timers.run()
    expect(names().sort()).toEqual(['account.recovered 14', 'milestone.recovered 7', 'person.recovered 28'])
    await timers.run()
    expect(names()).toEqual([])
    for (const [day, expected] of [
      [6.9, []],
      [7.1, ['milestone.missed 7']],
      [15, ['account.stalled 14']],
      [30, ['person.dormant 28']],
    ] as const) {
      clock.now = NOON + day * DAY
      await timers.run()
      expect(names()).toEqual(expected)
    }
    await log.append([makeEvent({ messageId: 'back', name: 'begun', userId: 'ada', timestamp: clock.now, receivedAt: clock.now })])
    await projection.caughtUp('p')
    expect(names()).toEqual(['milestone.recovered 7'])
  })
})
