import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createProject } from '../../packages/collector/src/project/create-project.ts'
import { EMPTY_CONTENT, toContentText, toVersion } from '../../packages/collector/src/config/bundle.ts'
import { createLiveConfigs } from '../../packages/collector/src/config/live.ts'
import { startCollector, type StartedCollector } from '../../packages/collector/src/node.ts'
import { silent } from '../../packages/collector/src/options.ts'
import { Projection } from '../../packages/collector/src/people/projection.ts'
import { openStores } from '../../packages/collector/src/store/sqlite/open.ts'
import { makeEvent } from '../../packages/collector/src/store/testing.ts'
import type { PersonRow, StateStore } from '../../packages/collector/src/store/state-store.ts'
import { createDatabase } from './database.ts'

const PEOPLE = 30
const ROUNDS = 40
const MILESTONE = { key: 'busy', when: { event: 'report.created', count: { gte: 5 } } }

const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-cluster-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Events of a round: people who were anonymous and say who they are, who change accounts and traits, and reach a milestone. */
function makeRound(round: number): { type: string; messageId: string }[] {
  const at = (index: number): string => new Date(Date.UTC(2026, 2, 1) + round * 60_000 + index * 1000).toISOString()
  return Array.from({ length: PEOPLE }, (_, index) => {
    const event = { messageId: `${round}-${index}`, timestamp: at(index), anonymousId: `device-${index}` }
    const userId = `user-${index}`
    if (round < index % 7) return { ...event, type: 'page', name: 'Home' }
    if (round % 10 === index % 10) return { ...event, userId, type: 'identify', traits: { name: `Person ${index}`, round } }
    if (round % 10 === (index + 1) % 10) return { ...event, userId, type: 'group', groupId: `account-${(index + round) % 4}`, traits: { round } }
    return { ...event, ...(index % 3 ? { userId } : {}), type: 'track', event: round % 2 ? 'report.created' : 'report.opened', properties: { round } }
  })
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => makeRound(round))
const post = async (collector: StartedCollector, path: string, key: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${collector.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return (await answer.json()) as Record<string, unknown>
}
const publish = (collector: StartedCollector, key: string): Promise<unknown> =>
  post(collector, '/admin/v1/publish', key, { files: [{ path: 'model.json', text: JSON.stringify({ milestones: [MILESTONE] }) }] })

/** All that was made of the events, in an order that does not depend on how they came. */
async function everything(state: StateStore, project: string): Promise<unknown> {
  const people = await state.people.page(project, '', 1000)
  const ids = people.map(({ id }) => id)
  const milestones = await state.people.milestones(project, ids)
  const accounts = await state.people.accounts(
    project,
    [0, 1, 2, 3].map((number) => `account-${number}`),
  )
  // which of two events of one time came first differs, and nothing else
  const plain = ({ project: _, traitTimes, ...row }: Pick<PersonRow, 'project' | 'id' | 'traitTimes'>): object => ({
    ...row,
    traitTimes: Object.fromEntries(Object.entries(traitTimes).map(([key, [timestamp]]) => [key, timestamp])),
  })
  return {
    people: people.map(plain),
    accounts: accounts.sort((a, b) => a.id.localeCompare(b.id)).map(plain),
    milestones: ids.map((id) => [id, [...(milestones.get(id) ?? [])].map(([key, { at }]) => [key, at])]),
    links: (await state.people.linksAfter(undefined, 1000)).map(({ anonymousId, userId }) => [anonymousId, userId]),
  }
}

/** What one collector makes of the same events, with nobody beside it. */
let reference: unknown
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-cluster-'))
  const alone = await startCollector({ dataDirectory: folder, port: 0, firstProject: 'P' })
  const { project, writeKey, adminKey } = alone.created!
  await publish(alone, adminKey)
  for (const batch of rounds) await post(alone, '/v1/batch', writeKey, { batch })
  await alone.collector.caughtUp(project.id)
  reference = await everything(alone.stores.state, project.id)
  await alone.close()
  rmSync(folder, { recursive: true, force: true })
})

it('loses nothing and counts nothing twice where two collectors take the events of the same people', async () => {
  const stateUrl = await createDatabase()
  const dataDirectory = makeFolder()
  const start = async (): Promise<StartedCollector> => {
    const started = await startCollector({ dataDirectory, port: 0, stateUrl })
    onTestFinished(() => started.close())
    return started
  }
  const both = [await start(), await start()] as const
  const { project, writeKey, adminKey } = await createProject(both[0].stores.state, 'P')
  await publish(both[0], adminKey)
  let accepted = 0
  for (const [index, batch] of rounds.entries()) {
    // each takes a half of it, now and then both take the same, and both reckon at once
    const halves = index % 4 ? [batch.filter((_, n) => n % 2), batch.filter((_, n) => !(n % 2))] : [batch, batch]
    const answers = await Promise.all(both.map((one, side) => post(one, '/v1/batch', writeKey, { batch: halves[(side + index) % 2] })))
    for (const answer of answers) accepted += answer['accepted'] as number
    if (index % 5 === 0) await Promise.all(both.map((one) => one.collector.caughtUp(project.id)))
  }
  expect(accepted).toBe(PEOPLE * ROUNDS)
  await Promise.all(both.map((one) => one.collector.caughtUp(project.id)))
  expect(await both[0].stores.state.people.position()).toBe(await both[1].stores.log.lastPosition())
  const made = await everything(both[0].stores.state, project.id)
  expect(made).toEqual(reference)
  expect((made as { people: { events: number }[] }).people.reduce((sum, { events }) => sum + events, 0)).toBe(PEOPLE * ROUNDS)
  // and each sees what the other was given
  const answers = await Promise.all(
    both.map(async (one) => {
      const answer = await fetch(`${one.url}/admin/v1/people?limit=100`, { headers: { authorization: `Bearer ${adminKey}` } })
      return (await answer.json()) as { total: number }
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]!.total).toBeGreaterThanOrEqual(PEOPLE)
})

it('follows definitions that are published on the one, and rolled back on the other', async () => {
  const stateUrl = await createDatabase()
  const dataDirectory = makeFolder()
  const start = async (): Promise<StartedCollector> => {
    const started = await startCollector({ dataDirectory, port: 0, stateUrl })
    onTestFinished(() => started.close())
    return started
  }
  const [one, other] = [await start(), await start()]
  const { project, writeKey, adminKey } = await createProject(one.stores.state, 'P')
  const define = (collector: StartedCollector, gte: number): Promise<unknown> =>
    post(collector, '/admin/v1/publish', adminKey, {
      files: [{ path: 'model.json', text: JSON.stringify({ milestones: [{ key: 'busy', when: { event: 'a', count: { gte } } }] }) }],
    })
  const reached = async (collector: StartedCollector): Promise<number> => {
    await collector.collector.caughtUp(project.id)
    return (await collector.stores.state.people.milestoneCounts(project.id)).get('busy') ?? 0
  }
  await define(one, 1)
  await post(one, '/v1/batch', writeKey, { batch: [1, 2].map((number) => ({ type: 'track', event: 'a', userId: 'ada', messageId: `a${number}` })) })
  await post(other, '/v1/batch', writeKey, { batch: [{ type: 'track', event: 'a', userId: 'bob', messageId: 'b' }] })
  expect([await reached(one), await reached(other)]).toEqual([2, 2])
  await define(other, 2)
  expect(await reached(other)).toBe(1)
  // back to what the first has seen before: it was away meanwhile
  await define(other, 1)
  expect(await reached(one)).toBe(2)
  await define(one, 3)
  expect([await reached(other), await reached(one)]).toEqual([0, 0])
  // published on either while both take events: whoever reckoned by what was live a moment ago, it comes right
  for (let round = 0; round < 15; round++) {
    const gte = 1 + (round % 3)
    const both = [one, other]
    const track = both.map((collector, side) =>
      post(collector, '/v1/batch', writeKey, { batch: [{ type: 'track', event: 'a', userId: `${round}-${side}`, messageId: `${round}-${side}` }] }),
    )
    await Promise.all([...track, define(both[round % 2]!, gte), ...both.map((collector) => collector.collector.caughtUp(project.id))])
    const people = 2 + 2 * (round + 1)
    const wanted = gte === 1 ? people : gte === 2 ? 1 : 0
    expect([round, await reached(other), await reached(one)]).toEqual([round, wanted, wanted])
  }
})

it('puts right what one reckoned by former definitions after the other had reckoned everybody by the new ones', async () => {
  const stores = await openStores(makeFolder(), undefined, { stateUrl: await createDatabase() })
  onTestFinished(() => stores.close())
  const { log, state } = stores
  const define = (gte: number, publishedAt: number): Promise<void> => {
    const { content, version } = toVersioned({ milestones: [{ key: 'busy', when: { event: 'a', count: { gte } } }] })
    return state.versions.publish('p', { version, content, files: [], guides: 0 }, { version, publishedAt, note: null })
  }
  /** Holds up what goes through it, once it is shut. */
  const createGate = (): { pass(): Promise<void>; shut(): Promise<void>; open(): void } => {
    let shut: Promise<void> | undefined
    let [open, come] = [(): void => {}, (): void => {}]
    return {
      pass: async () => {
        come()
        await shut
      },
      shut: () => {
        shut = new Promise((resolve) => (open = resolve))
        return new Promise((resolve) => (come = resolve))
      },
      open: () => open(),
    }
  }
  const [writing, asking] = [createGate(), createGate()]
  const configs = createLiveConfigs(state.versions)
  const slow = new Projection({
    log,
    configs: createLiveConfigs(state.versions),
    logger: silent,
    people: { ...state.people, apply: async (step) => writing.pass().then(() => state.people.apply(step)) },
  })
  const other = new Projection({ log, logger: silent, people: state.people, configs: { of: async (project) => asking.pass().then(() => configs.of(project)) } })
  const counts = async (): Promise<number | undefined> => (await state.people.milestoneCounts('p')).get('busy')
  await define(1, 1)
  await log.append([makeEvent({ messageId: '1', userId: 'ada' })])
  await slow.caughtUp('p')
  await other.caughtUp('p')
  expect(await counts()).toBe(1)

  // the other has caught up, and is about to ask what is live
  const isAsking = asking.shut()
  const otherDone = other.caughtUp('p')
  await isAsking
  // an event comes, which the slow one has reckoned by what is live now
  await log.append([makeEvent({ messageId: '2', userId: 'bob' })])
  const isWriting = writing.shut()
  const slowDone = slow.caughtUp('p')
  await isWriting
  await define(2, 2)
  asking.open()
  await otherDone
  writing.open()
  await slowDone
  expect(await counts()).toBeUndefined()
})

function toVersioned(model: object): { content: string; version: string } {
  const content = toContentText({ ...EMPTY_CONTENT, model: { ...EMPTY_CONTENT.model, ...model } })
  return { content, version: toVersion(content) }
}
