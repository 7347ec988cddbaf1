import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { workFor } from '../asker.ts'
import { compileConfig, createLiveConfigs, type LiveConfigs } from '../config/live.ts'
import { checkFiles } from '../config/publish.ts'
import { parseContent, toContentText } from '../config/bundle.ts'
import { silent } from '../options.ts'
import { openStores } from '../store/sqlite/open.ts'
import type { NewEvent } from '../store/event-log.ts'
import type { ProjectionStep } from '../store/state-store.ts'
import type { Stores } from '../store/stores.ts'
import { makeEvent } from '../store/testing.ts'
import { MODEL, TOUR, toFiles } from '../testing/files.ts'
import { temporaryFolder } from '../testing/temporary.ts'
import { Projection } from './projection.ts'

const CONFIG = compileConfig(parseContent(toContentText(checkFiles(toFiles([TOUR])).content)), 'v1', 1)
const configs: LiveConfigs = { of: async () => CONFIG }
const start = (stores: Stores, people = stores.state.people): Projection => new Projection({ log: stores.log, people, configs, logger: silent })

let number = 0
const event = (name: string, timestamp: number, more: Partial<NewEvent> = {}): NewEvent =>
  makeEvent({ messageId: `${number++}`, name, timestamp, receivedAt: 10_000, ...more })
const identify = (timestamp: number, traits: object, more: Partial<NewEvent> = {}): NewEvent =>
  event('', timestamp, { type: 'identify', name: null, traits: JSON.stringify(traits), ...more })
const anonymous = (id: string): Partial<NewEvent> => ({ userId: null, anonymousId: id })

async function project(events: NewEvent[]): Promise<Stores> {
  const stores = await openStores(temporaryFolder())
  await stores.log.append(events)
  await start(stores).caughtUp('p')
  return stores
}

/** Everything that the projection wrote. */
async function stateOf({ state: { people } }: Stores, own: string): Promise<unknown> {
  const rows = (await people.page(own, '', 1000)).map((row) => ({ ...row, traitTimes: Object.keys(row.traitTimes) }))
  const ids = rows.map(({ id }) => id)
  const accounts = (await people.accounts(own, ['g', 'h'])).map(({ traitTimes: _, ...row }) => row)
  return { rows, milestones: await people.milestones(own, ids), links: await people.links(own, ['a', 'b', 'c', 'u', 'v']), accounts }
}

describe('people', () => {
  it('merges somebody anonymous into the user that they turn out to be, with all of their past', async () => {
    const stores = await project([
      identify(10, { plan: 'free', name: 'Anon' }, anonymous('a')),
      event('project.created', 20, anonymous('a')),
      event('x', 100, { userId: 'u' }),
      identify(30, { name: 'Ada', email: 'ada@example.com', role: 'admin' }, { userId: 'u', anonymousId: 'a' }),
      event('member.invited', 40, anonymous('a')),
    ])
    const [row, ...others] = await stores.state.people.page('p', '', 10)
    expect(others).toEqual([])
    expect(row).toMatchObject({
      id: 'u',
      identified: true,
      events: 5,
      firstSeenAt: 10,
      lastSeenAt: 100,
      name: 'Ada',
      email: 'ada@example.com',
      role: 'admin',
      traits: { plan: 'free' },
    })
    // both events count for the user, though none carries its id
    expect(await stores.state.people.milestones('p', ['u'])).toEqual(new Map([['u', new Map([['activated', { at: 40, account: null }]])]]))
    await stores.close()
  })

  it('keeps the first link of an anonymous id, and the user of an event that names one', async () => {
    const stores = await project([
      event('x', 1, { userId: 'u', anonymousId: 'a' }),
      event('x', 2, { userId: 'v', anonymousId: 'a' }),
      event('x', 3, anonymous('a')),
      event('', 4, { type: 'alias', name: null, userId: 'v', previousId: 'b' }),
      event('x', 5, anonymous('b')),
    ])
    expect((await stores.state.people.page('p', '', 10)).map(({ id, events }) => [id, events])).toEqual([
      ['u', 2],
      ['v', 3],
    ])
    await stores.close()
  })

  it('does not merge two users, as anybody may write', async () => {
    const stores = await project([
      event('x', 1, { userId: 'victim' }),
      event('', 2, { type: 'alias', name: null, userId: 'thief', previousId: 'victim' }),
      event('x', 3, { userId: 'victim' }),
    ])
    expect((await stores.state.people.page('p', '', 10)).map(({ id, events }) => [id, events])).toEqual([
      ['thief', 1],
      ['victim', 2],
    ])
    await stores.close()
  })

  it('keeps the last value of each trait by time, not by arrival', async () => {
    const stores = await project([identify(50, { role: 'admin', a: 1 }), identify(20, { role: 'guest', b: 2 }), identify(50, { a: null })])
    expect((await stores.state.people.people('p', ['u']))[0]).toMatchObject({ role: 'admin', traits: { role: 'admin', a: null, b: 2 } })
    await stores.close()
  })

  it('knows accounts and who is in them', async () => {
    const group = (timestamp: number, groupId: string, traits: object): NewEvent =>
      event('', timestamp, { type: 'group', name: null, groupId, traits: JSON.stringify(traits) })
    const stores = await project([group(10, 'g', { plan: 'free' }), group(30, 'h', {}), group(20, 'g', { plan: 'pro' })])
    expect((await stores.state.people.people('p', ['u']))[0]).toMatchObject({ account: 'h' })
    expect(await stores.state.people.accounts('p', ['g'])).toMatchObject([{ traits: { plan: 'pro' }, firstSeenAt: 10, lastSeenAt: 20 }])
    await stores.close()
  })

  it('does not let a clock that runs ahead make somebody the latest for years', async () => {
    const stores = await project([event('x', 9e12)])
    expect((await stores.state.people.people('p', ['u']))[0]!.lastSeenAt).toBe(70_000)
    await stores.close()
  })
})

describe('milestones', () => {
  const reached = async (stores: Stores, person = 'u'): Promise<unknown> =>
    Object.fromEntries([...((await stores.state.people.milestones('p', [person])).get(person) ?? [])].map(([key, { at }]) => [key, at]))

  it('are reached when the last part of the condition comes, also one that rests on another', async () => {
    const stores = await project([
      event('project.created', 10),
      event('', 20, { type: 'group', name: null, groupId: 'g', traits: '{"plan":"pro"}' }),
      event('member.invited', 30),
    ])
    expect(await reached(stores)).toEqual({ activated: 30, pro: 30 })
    await stores.close()
  })

  it('take the time of the event also where one arrives late', async () => {
    const stores = await openStores(temporaryFolder())
    const projection = start(stores)
    await stores.log.append([event('project.created', 500), event('member.invited', 900)])
    await projection.caughtUp('p')
    expect(await reached(stores)).toEqual({ activated: 900 })
    await stores.log.append([event('member.invited', 100)])
    await projection.caughtUp('p')
    expect(await reached(stores)).toEqual({ activated: 500 })
    await stores.close()
  })

  it('are taken from the browser too, if the model knows them', async () => {
    const told = (milestone: string): NewEvent => event('milestone.reached', 70, { properties: JSON.stringify({ milestone }) })
    const stores = await project([told('activated'), told('never-declared'), told('__proto__')])
    expect(await reached(stores)).toEqual({ activated: 70 })
    await stores.close()
  })

  it('follow the definitions that are live, for the past too', async () => {
    const stores = await openStores(temporaryFolder())
    await stores.log.append([event('x', 10), event('y', 20)])
    const live = createLiveConfigs(stores.state.versions)
    const projection = new Projection({ log: stores.log, people: stores.state.people, configs: live, logger: silent })
    await projection.caughtUp('p')
    let at = 1
    for (const [name, expected] of [
      ['y', { first: 20 }],
      ['x', { first: 10 }],
      ['z', {}],
    ] as const) {
      const { content } = checkFiles(toFiles([], { milestones: [{ key: 'first', when: { event: name } }] }))
      await stores.state.versions.publish(
        'p',
        { version: name, content: toContentText(content), files: [], guides: 0 },
        { version: name, publishedAt: at++, note: null },
      )
      await projection.caughtUp('p')
      expect(await reached(stores)).toEqual(expected)
    }
    await stores.close()
  })
})

describe('restart', () => {
  const eventArbitrary = fc.record({
    name: fc.constantFrom('project.created', 'member.invited', 'x', 'identify', 'group', 'alias', 'milestone.reached'),
    timestamp: fc.integer({ min: 0, max: 50 }),
    userId: fc.constantFrom(null, 'u', 'v'),
    anonymousId: fc.constantFrom('a', 'b', 'c', 'u'),
    value: fc.constantFrom('pro', 'free', 'admin'),
  })
  const toEvent = (
    { name, timestamp, userId, anonymousId, value }: { name: string; timestamp: number; userId: string | null; anonymousId: string; value: string },
    index: number,
  ): NewEvent => {
    const type = name === 'identify' || name === 'group' || name === 'alias' ? name : 'track'
    return makeEvent({
      messageId: String(index),
      type,
      name: type === 'track' ? name : null,
      timestamp,
      receivedAt: 1e6,
      userId,
      anonymousId,
      previousId: type === 'alias' ? 'c' : null,
      groupId: type === 'group' ? 'g' : null,
      traits: JSON.stringify({ role: value, plan: value }),
      properties: JSON.stringify({ milestone: 'pro' }),
    })
  }

  it('gives the same state wherever the log was cut, whatever was lost in a crash', async () => {
    const [whole, pieces] = [await openStores(temporaryFolder()), await openStores(temporaryFolder())]
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventArbitrary, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(24), { maxLength: 4 }),
        fc.boolean(),
        async (plain, cuts, crash) => {
          // a project a run: opening stores costs more than the test
          const own = `p${run++}`
          const events = plain.map(toEvent).map((one) => ({ ...one, project: own }))
          await whole.log.append(events)
          await start(whole).caughtUp(own)
          const bounds = [0, ...[...new Set(cuts)].filter((cut) => cut < events.length).sort((a, b) => a - b), events.length]
          let projection = start(pieces)
          for (let index = 1; index < bounds.length; index++) {
            await pieces.log.append(events.slice(bounds[index - 1], bounds[index]))
            if (crash) {
              // the write is lost, and so is the process
              const failing = {
                ...pieces.state.people,
                apply: async (_: ProjectionStep): Promise<boolean> => {
                  throw new Error('crash')
                },
              }
              await start(pieces, failing)
                .caughtUp(own)
                .catch(() => {})
              projection = start(pieces)
            }
            await projection.caughtUp(own)
          }
          expect(await stateOf(pieces, own)).toEqual(await stateOf(whole, own))
        },
      ),
      { numRuns: 150 },
    )
    await whole.close()
    await pieces.close()
  }, 60_000)

  it('lets one of two processes win each step, and loses nothing', async () => {
    const stores = await openStores(temporaryFolder())
    const [one, two] = [start(stores), start(stores)]
    for (let round = 0; round < 5; round++) {
      await stores.log.append([event('x', round), event('project.created', round, anonymous('a'))])
      await Promise.all([one.caughtUp('p'), two.caughtUp('p')])
    }
    expect((await stores.state.people.page('p', '', 9)).map(({ id, events }) => [id, events])).toEqual([
      ['a', 5],
      ['u', 5],
    ])
    await stores.close()
  })
})

describe('the model of the tests', () => {
  it('is valid', () => expect(checkFiles(toFiles([TOUR], MODEL)).issues.filter(({ severity }) => severity === 'error')).toEqual([]))
})

it('goes on without a project whose config cannot be compiled, and reckons its milestones when the next one can', async () => {
  const stores = await openStores(temporaryFolder())
  const { versions, people } = stores.state
  const publish = (project: string, version: string, content: string, publishedAt: number): Promise<void> =>
    versions.publish(project, { version, content, files: [], guides: 0 }, { version, publishedAt, note: null })
  const good = toContentText(checkFiles(toFiles([TOUR])).content)
  await publish('p', 'good', good, 1)
  await publish('bad', 'good', good, 1)
  const live = createLiveConfigs(versions)
  const lines: unknown[] = []
  const logger = { ...silent, error: (line: object) => void lines.push(line) }
  const projection = new Projection({ log: stores.log, people, configs: live, logger })
  await stores.log.append([event('project.created', 20, { project: 'bad' })])
  await projection.caughtUp('bad')
  await publish('bad', 'broken', '{"guides":[],"model":{"milestones":[{"key":"activated","when":null}]}}', 2)
  await expect(live.of('bad')).rejects.toThrow()

  await stores.log.append([
    event('project.created', 30),
    event('member.invited', 40, { project: 'bad' }),
    event('member.invited', 40),
    event('x', 50, { project: 'bad', userId: null, anonymousId: 'a' }),
  ])
  await projection.caughtUp('p')
  expect((await people.milestones('p', ['u'])).get('u')?.has('activated')).toBe(true)
  expect(new Map((await people.people('bad', ['u', 'a'])).map(({ id, events }) => [id, events]))).toEqual(
    new Map([
      ['a', 1],
      ['u', 2],
    ]),
  )
  await expect(projection.caughtUp('bad')).rejects.toThrow()
  expect(lines).toEqual([expect.objectContaining({ event: 'config unusable', project: 'bad' })])

  await publish('bad', 'good', good, 3)
  await projection.caughtUp('bad')
  expect((await people.milestones('bad', ['u'])).get('u')?.has('activated')).toBe(true)
  await stores.close()
})

describe('who asks', () => {
  /** One event, and a projection that writes nothing before it is released. */
  const held = async () => {
    const stores = await openStores(temporaryFolder())
    onTestFinished(() => stores.close())
    let release = (): void => {}
    const promise = new Promise<void>((resolve) => (release = resolve))
    const { people } = stores.state
    const projection = start(stores, { ...people, apply: (step) => promise.then(() => people.apply(step)) })
    await stores.log.append([event('project.created', 10)])
    return { projection, release }
  }

  it('is left out when gone before its turn, while others are answered', async () => {
    const { projection, release } = await held()
    const gone = new AbortController()
    const first = projection.caughtUp('p')
    const left = workFor(gone.signal, () => projection.person('p', 'u'))
    const stays = projection.person('p', 'u')
    gone.abort()
    release()
    await first
    await expect(left).rejects.toThrow('given up')
    expect((await stays).lastAt).toBe(10)
  })

  it('is answered nothing, and not waited with, where gone before asking', async () => {
    const { projection, release } = await held()
    const first = projection.caughtUp('p')
    // the turn of those who are here has not come
    await expect(workFor(AbortSignal.abort(), () => projection.person('p', 'u'))).rejects.toThrow('given up')
    release()
    await first
  })

  it('about accounts is told to come again where that takes long, and is left out when gone', async () => {
    const stores = await openStores(temporaryFolder())
    onTestFinished(() => stores.close())
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { people, model } = stores.state
    const applied: ProjectionStep[] = []
    const projection = new Projection({
      log: stores.log,
      people: { ...people, apply: (step) => held.then(() => (applied.push(step), people.apply(step))) },
      configs,
      logger: silent,
      behindMs: 20,
      live: { model, now: () => 10_000, tell: async () => {} },
      // nobody waits for it: it rests until the end of the test
      pace: () => held,
    })
    await stores.log.append([event('project.created', 10)])
    projection.wake()
    const gone = new AbortController()
    const left = expect(workFor(gone.signal, () => projection.look('p', ['left']))).rejects.toThrow()
    gone.abort()
    await expect(projection.look('p', ['acme'])).rejects.toMatchObject({ code: 'projection_behind' })
    await left
    release()
    await projection.look('p', ['other'])
    expect(applied.flatMap(({ model: rows = [] }) => rows.flatMap(({ kind, id }) => (kind === 'account' ? [id] : [])))).toEqual(['other'])
  })

  it('is not looked for again at the end of the log where the last events are gone', async () => {
    const stores = await openStores(temporaryFolder())
    onTestFinished(() => stores.close())
    await stores.log.append([event('x', 10)])
    await stores.log.append([event('x', 20, { userId: 'gone' })])
    await stores.log.erase('p', { userId: 'gone', anonymousIds: [] })
    await start(stores).caughtUp('p')
    expect(await stores.state.people.position()).toBe(await stores.log.lastPosition())
  })
})
