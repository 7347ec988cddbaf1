import { toMs, type Tally } from '@foothold/protocol'
import { recordTally, tallyKey } from '@foothold/targeting'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_CONTENT, parseContent, toContentText } from '../config/bundle.ts'
import { compileConfig } from '../config/live.ts'
import { checkFiles } from '../config/publish.ts'
import { silent } from '../options.ts'
import { openStores } from '../store/sqlite/open.ts'
import { parseRecord, type NewEvent, type StoredEvent } from '../store/event-log.ts'
import type { ProjectionStep } from '../store/state-store.ts'
import type { Stores } from '../store/stores.ts'
import { makeEvent } from '../store/testing.ts'
import { toFiles } from '../testing/files.ts'
import { temporaryFolder } from '../testing/temporary.ts'
import { addLinks, toPersonId } from './identity.ts'
import { Projection } from './projection.ts'

const X = { event: 'x', scope: 'account' } as const
const X1 = { ...X, where: { k: { is: 1 } } } as const
const MILESTONES = [
  { key: 'begun', when: { ...X, count: { gte: 2 } } },
  // what comes late may lengthen this or take it back
  { key: 'quiet', when: { all: [{ event: 'y' }, { ...X1, within: '9ms', count: { is: 1 } }] } },
  { key: 'alone', when: { event: 'y', count: { gte: 2 } } },
  { key: 'with-others', when: { milestone: 'alone', is: 'reached', scope: 'account' } },
  { key: 'after-others', when: { all: [{ event: 'y' }, { segment: 'in-company' }] } },
]
const SEGMENTS = [{ key: 'in-company', when: { milestone: 'with-others', is: 'reached', scope: 'account' } }]
const { content, issues } = checkFiles(toFiles([], { milestones: MILESTONES, segments: SEGMENTS }))
const CONFIG = compileConfig(parseContent(toContentText(content)), 'v1', 1)
const start = (stores: Stores, people = stores.state.people): Projection =>
  new Projection({ log: stores.log, people, configs: { of: async () => CONFIG }, logger: silent })

interface Plain {
  name: string
  timestamp: number
  groupId: string | null
  userId: string | null
  anonymousId: string
  k: number
}
const plainEvent: fc.Arbitrary<Plain> = fc.record({
  name: fc.constantFrom('x', 'x', 'y', 'page', 'group'),
  timestamp: fc.integer({ min: 0, max: 25 }),
  groupId: fc.constantFrom('g', 'g', 'h', null),
  userId: fc.constantFrom('u', 'v', 'w', null),
  anonymousId: fc.constantFrom('a', 'b'),
  k: fc.constantFrom(1, 1, 2),
})
const toEvent = (project: string, { name, k, ...ids }: Plain, index: number): NewEvent =>
  makeEvent({
    ...ids,
    project,
    messageId: String(index),
    type: name === 'page' || name === 'group' ? name : 'track',
    name: name === 'page' || name === 'group' ? null : name,
    receivedAt: 1e6,
    properties: JSON.stringify({ k }),
  })
const inOrder = (events: readonly StoredEvent[]): StoredEvent[] => [...events].sort((a, b) => a.timestamp - b.timestamp || a.position - b.position)

/** Counts the plain way: every event of the account, one after another. */
function count(events: readonly StoredEvent[], group: string, only: boolean, until: number): Tally | null {
  const own = events.filter(
    ({ groupId, type, name, timestamp, properties }) =>
      groupId === group && type === 'track' && name === 'x' && timestamp <= until && (!only || parseRecord(properties)['k'] === 1),
  )
  return own.reduce<Tally | null>((tally, { timestamp }) => recordTally(tally, timestamp), null)
}

/** Milestones the plain way: each one over everybody's events, before those that rest on it. */
function reckon(events: readonly StoredEvent[]): Map<string, Map<string, { at: number; account: string | null }>> {
  const links = new Map<string, string>()
  addLinks(links, 'p', events)
  const byPerson = new Map<string, StoredEvent[]>()
  for (const event of events) byPerson.set(toPersonId(event, links), [...(byPerson.get(toPersonId(event, links)) ?? []), event])
  const result = new Map([...byPerson.keys()].map((person) => [person, new Map<string, { at: number; account: string | null }>()]))
  /** At which of a person's events, as several may have one time. */
  const placesOf = new Map([...byPerson.keys()].map((person) => [person, new Map<string, number>()]))
  const first = (milestone: string, account: string | null, until: number): boolean =>
    account !== null && [...result.values()].some((own) => own.get(milestone)?.account === account && own.get(milestone)!.at <= until)
  for (const milestone of MILESTONES.map(({ key }) => key)) {
    // what one reaches by way of another's may be what a third waits for
    for (let before = ''; before !== JSON.stringify([...result].map(([, own]) => own.get(milestone)));) {
      before = JSON.stringify([...result].map(([, own]) => own.get(milestone)))
      for (const [person, own] of byPerson) {
        const reached = result.get(person)!
        const places = placesOf.get(person)!
        reached.delete(milestone)
        places.delete(milestone)
        let account: string | null = null
        let uses = 0
        for (const [place, { name, type, groupId, timestamp: at }] of inOrder(own).entries()) {
          account = groupId ?? account
          if (type === 'track' && name === 'y') uses++
          const times = (only: boolean, from: number): number =>
            account === null
              ? 0
              : events.filter(
                  (one) =>
                    one.groupId === account &&
                    one.type === 'track' &&
                    one.name === 'x' &&
                    one.timestamp <= at &&
                    one.timestamp >= from &&
                    (!only || parseRecord(one.properties)['k'] === 1),
                ).length
          const holds = (key: string): boolean => {
            if (key !== milestone && places.get(key)! <= place) return true
            if (key === 'begun') return times(false, -Infinity) >= 2
            if (key === 'quiet') return uses > 0 && times(true, at - toMs('9ms')!) === 1
            if (key === 'with-others') return first('alone', account, at) || holds('alone')
            if (key === 'after-others') return uses > 0 && (first('with-others', account, at) || holds('with-others'))
            return uses >= 2
          }
          if (holds(milestone)) {
            reached.set(milestone, { at, account })
            places.set(milestone, place)
            break
          }
        }
      }
    }
  }
  return new Map([...result].filter(([, own]) => own.size))
}

it('is tried with a model that could be published', () => expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]))

describe('what everybody in an account did', () => {
  it('is the same as a plain count over the log, whoever it was and however late it came, and so are milestones that ask for it', async () => {
    const stores = await openStores(temporaryFolder())
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(plainEvent, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(29), { maxLength: 6 }),
        fc.constantFrom('never', 'write', 'process'),
        async (plain, cuts, crash) => {
          const own = `p${run++}`
          const events = plain.map((one, index) => toEvent(own, one, index))
          let fails = false
          const apply = (step: ProjectionStep): Promise<boolean> => (fails ? Promise.reject(new Error('disk full')) : stores.state.people.apply(step))
          const begin = (): Projection => start(stores, { ...stores.state.people, apply })
          let projection = begin()
          const bounds = [0, ...[...new Set(cuts)].filter((cut) => cut > 0 && cut < events.length).sort((a, b) => a - b), events.length]
          for (let index = 1; index < bounds.length; index++) {
            await stores.log.append(events.slice(bounds[index - 1], bounds[index]))
            if (crash !== 'never') {
              fails = true
              await expect(projection.caughtUp(own)).rejects.toThrow('disk full')
              fails = false
            }
            if (crash === 'process') projection = begin()
            const stored = await stores.log.read(0, 1000, own)
            for (const account of ['g', 'h']) {
              const { view } = await projection.account(own, account)
              for (const until of [Infinity, plain[0]!.timestamp]) {
                expect(view!.tally(tallyKey(X), until)).toEqual(count(stored, account, false, until))
                expect(view!.tally(tallyKey(X1), until)).toEqual(count(stored, account, true, until))
              }
            }
            const persons = ['u', 'v', 'w', 'a', 'b']
            expect(await stores.state.people.milestones(own, persons)).toEqual(reckon(stored))
          }
        },
      ),
      { numRuns: 300 },
    )
    await stores.close()
  }, 120_000)

  it('is reckoned for everybody when the definitions change, down a whole row of milestones', async () => {
    const stores = await openStores(temporaryFolder())
    let config = compileConfig(EMPTY_CONTENT, 'v0', 0)
    const projection = new Projection({ log: stores.log, people: stores.state.people, configs: { of: async () => config }, logger: silent })
    // the one that others wait for comes last by id
    const plain: Partial<Plain>[] = [
      { name: 'y', timestamp: 1, userId: 'w' },
      { name: 'y', timestamp: 2, userId: 'w' },
      { name: 'page', timestamp: 3, userId: 'v', groupId: 'h' },
      { name: 'page', timestamp: 4, userId: 'v' },
      { name: 'y', timestamp: 5, userId: 'u' },
    ]
    await stores.log.append(
      plain.map((one, index) => toEvent('p', { name: 'x', timestamp: 0, groupId: 'g', userId: null, anonymousId: 'a', k: 1, ...one }, index)),
    )
    await projection.caughtUp('p')
    expect(await stores.state.people.milestones('p', ['u', 'v', 'w'])).toEqual(new Map())
    config = CONFIG
    await projection.caughtUp('p')
    const reached = await stores.state.people.milestones('p', ['u', 'v', 'w'])
    expect(reached).toEqual(reckon(await stores.log.read(0, 99, 'p')))
    expect([reached.get('v')?.get('with-others')?.at, reached.get('u')?.get('after-others')?.at]).toEqual([4, 5])
    await stores.close()
  })

  it.each(['u', null])('is taken back where it turns out that somebody (%s) was elsewhere', async (userId) => {
    const stores = await openStores(temporaryFolder())
    const one = { userId, anonymousId: 'a' }
    const event = (name: string, timestamp: number, groupId: string | null, more: Partial<Plain>): NewEvent =>
      toEvent('p', { name, timestamp, groupId, userId: null, anonymousId: 'b', k: 1, ...more }, number++)
    let number = 0
    await stores.log.append([event('y', 10, 'g', one), event('y', 20, null, one), event('page', 30, 'g', { userId: 'v' })])
    await start(stores).caughtUp('p')
    const ofOther = async (): Promise<unknown> => (await stores.state.people.milestones('p', ['v'])).get('v')
    expect(await ofOther()).toEqual(new Map([['with-others', { at: 30, account: 'g' }]]))
    // between the two they went to another account, and took the milestone with them
    await stores.log.append([event('page', 15, 'h', { userId: 'u', anonymousId: 'a' })])
    await start(stores).caughtUp('p')
    expect(await ofOther()).toBeUndefined()
    expect((await stores.state.people.milestones('p', ['u'])).get('u')?.get('alone')).toEqual({ at: 20, account: 'h' })
    await stores.close()
  })
})
