import type { PersonState, Tally, TallyNeed } from '@foothold/protocol'
import { expect, test } from 'vitest'
import type { Platform } from '../platform.ts'
import { createMemoryStore, type Store } from '../storage/store.ts'
import { START, turns } from '../testing/fake-platform.ts'
import { createPerson, type Person } from './state.ts'

const NEEDS: TallyNeed[] = [
  { key: 'created', event: 'created' },
  { key: 'constructor', event: 'constructor' },
]
const known = { fresh: false, keepHistory: true }
const remote = (more: Partial<PersonState> = {}): PersonState => ({
  at: '',
  version: '',
  traits: {},
  account: {},
  tallies: {},
  milestones: {},
  guides: {},
  arms: {},
  accountMilestones: {},
  ...more,
})
const count = (person: Person, event = 'created'): number => person.facts(START).tally(event)?.count ?? 0

/** A localStorage of its own, or a shared one. */
const fakeLocal = (kept = new Map<string, string>()): Platform['local'] => ({
  names: () => [...kept.keys()],
  read: (name) => kept.get(name) ?? null,
  write: (name, value) => void kept.set(name, value),
})

/** A store that answers when it is told to. */
function late(): { store: Store; answer: () => Promise<void> } {
  const store = createMemoryStore()
  const waiting: (() => void)[] = []
  return {
    store: { ...store, get: async (keys) => (await new Promise<void>((resolve) => void waiting.push(resolve)), store.get(keys)) },
    async answer() {
      waiting.splice(0).forEach((go) => go())
      await turns()
    },
  }
}

test('what a person did is there on the next page', async () => {
  const state = createMemoryStore()
  const one = createPerson({ state, local: fakeLocal() })
  await one.load('a', known)
  one.need(NEEDS)
  one.record('created', {}, START)
  one.setTraits({ role: 'admin' })
  one.setAccount('acme', { plan: 'pro' })
  one.reach('m', START)
  one.setProgress('tour', { seen: 1, state: 'seen', at: START })
  await turns()
  const two = createPerson({ state, local: fakeLocal() })
  await two.load('a', known)
  const facts = two.facts(START)
  expect(facts).toMatchObject({ traits: { role: 'admin' }, account: { plan: 'pro' } })
  expect(facts.reachedAt('m')).toBe(START)
  expect(count(two)).toBe(1)
  expect(two.progress('tour')).toMatchObject({ state: 'seen' })
})

test('a visit that tells nothing new writes nothing, one that does writes it', async () => {
  const state = createMemoryStore()
  let writes = 0
  const counted: Store = { ...state, update: (key, change) => (writes++, state.update(key, change)) }
  const answer = remote({ traits: { role: 'rep' }, guides: { tour: { seen: 1, state: 'completed', at: START } }, milestones: { m: START } })
  const visit = async (traits?: Record<string, unknown>): Promise<number> => {
    const before = writes
    const person = createPerson({ state: counted, local: fakeLocal() })
    await person.load('a', known)
    person.need(NEEDS)
    person.merge(answer, START)
    if (traits) person.setTraits(traits)
    await turns()
    return writes - before
  }
  expect(await visit()).toBeGreaterThan(0)
  expect(await visit()).toBe(0)
  expect(await visit({ role: 'admin' })).toBe(1)
  expect(await visit({ role: 'admin' })).toBe(0)
})

test('a new visitor has a history that is known: none', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  expect(person.loaded).toBe(false)
  await person.load('a', { fresh: true, keepHistory: true })
  expect(person.loaded).toBe(true)
  expect(person.facts(START).historyKnown).toBe(true)
  expect(person.facts(START).guide('tour')).toBeNull()
})

test('of somebody who was here before nothing is certain until the collector has answered', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  expect(person.facts(START).historyKnown).toBe(false)
  expect(person.facts(START).guide('tour')).toBeUndefined()
  person.merge(remote({ tallies: { created: { count: 4, first: 1, last: 2, days: { '1970-01-01': 4 }, recent: [1, 1, 2, 2] } }, traits: { role: 'rep' } }))
  expect(person.facts(START).historyKnown).toBe(true)
  expect(count(person)).toBe(4)
})

test('what the page says is newer than what the collector says', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.setTraits({ role: 'admin' })
  person.merge(remote({ traits: { role: 'rep', city: 'Oslo' } }))
  expect(person.facts(START).traits).toEqual({ role: 'admin', city: 'Oslo' })
})

test('events that come before the bundle are counted once it is there', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  person.record('created', {}, START)
  await person.load('a', known)
  person.record('created', {}, START)
  expect(count(person)).toBe(0)
  person.need(NEEDS)
  expect(count(person)).toBe(2)
  person.need(NEEDS)
  expect(count(person)).toBe(2)
})

test('early events of one person are not counted for another', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.record('created', {}, START)
  await person.load('b', { fresh: false, keepHistory: false })
  person.need(NEEDS)
  expect(count(person)).toBe(0)
})

test('a switch of person takes nothing over, also while storage answers late', async () => {
  const { store, answer } = late()
  const person = createPerson({ state: store, local: fakeLocal() })
  const first = person.load('a', known)
  person.setTraits({ role: 'admin' })
  const second = person.load('b', { fresh: false, keepHistory: false })
  expect(person.loaded).toBe(false)
  await answer()
  await Promise.all([first, second])
  expect(person.loaded).toBe(true)
  expect(person.facts(START).traits).toEqual({})
})

test('who signs in before storage has answered keeps what was done as a visitor', async () => {
  const { store, answer } = late()
  const before = createPerson({ state: store, local: fakeLocal() })
  const loading = before.load('anon_1', known)
  await answer()
  await loading
  before.setProgress('tour', { seen: 1, state: 'dismissed', at: START })
  await turns()
  const person = createPerson({ state: store, local: fakeLocal() })
  void person.load('anon_1', known)
  const signedIn = person.load('u_1', known)
  await answer()
  await signedIn
  expect(person.progress('tour')?.state).toBe('dismissed')
})

test('what is known of one account says nothing about another', async () => {
  const state = createMemoryStore()
  const person = createPerson({ state, local: fakeLocal() })
  await person.load('a', known)
  person.setAccount('acme', { plan: 'pro' })
  person.setAccount('acme', { size: 3 })
  expect(person.facts(START).account).toEqual({ plan: 'pro', size: 3 })
  person.setAccount('beta', { size: 9 })
  expect(person.facts(START).account).toEqual({ size: 9 })
  await turns()
  const next = createPerson({ state, local: fakeLocal() })
  await next.load('a', known)
  expect(next.facts(START).account).toEqual({ size: 9 })
})

test('tabs do not overwrite what the other has done', async () => {
  const state = createMemoryStore()
  const [one, two] = [createPerson({ state, local: fakeLocal() }), createPerson({ state, local: fakeLocal() })]
  await Promise.all([one.load('a', known), two.load('a', known)])
  one.setProgress('tour', { seen: 1, state: 'dismissed', at: START })
  two.reach('m', START)
  await turns()
  const next = createPerson({ state, local: fakeLocal() })
  await next.load('a', known)
  expect(next.progress('tour')?.state).toBe('dismissed')
  expect(next.facts(START).reachedAt('m')).toBe(START)
})

test('hostile names are names like any other', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', { fresh: true, keepHistory: true })
  person.need(NEEDS)
  const facts = person.facts(START)
  expect([facts.tally('constructor'), facts.reachedAt('constructor'), facts.guide('constructor'), person.progress('toString')]).toEqual([
    null,
    undefined,
    null,
    undefined,
  ])
  person.record('constructor', {}, START)
  expect(count(person, 'constructor')).toBe(1)
})

test('where a tour stands survives a page that is left before its store has written', async () => {
  const local = fakeLocal()
  const never: Store = { ...createMemoryStore(), update: () => new Promise(() => {}) }
  const one = createPerson({ state: never, local })
  await one.load('a', known)
  one.setProgress('tour', { seen: 1, state: 'seen', step: 'four', at: START })
  const two = createPerson({ state: createMemoryStore(), local })
  await two.load('a', known)
  expect(two.progress('tour')).toEqual({ seen: 1, state: 'seen', step: 'four', at: START })
  const other = createPerson({ state: createMemoryStore(), local })
  await other.load('b', known)
  expect(other.progress('tour')).toBeUndefined()
})

test('where a tour stands here is not put back by what the collector heard late; what another device brought to an end is', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.setProgress('tour', { seen: 1, state: 'seen', step: 'b', at: START })
  person.merge(remote({ guides: { tour: { seen: 1, state: 'seen', step: 'a', at: START + 900 } } }))
  expect(person.progress('tour')).toMatchObject({ step: 'b', at: START })
  person.merge(remote({ guides: { tour: { seen: 1, state: 'seen', step: 'c', at: START + 60_000 } } }))
  expect(person.progress('tour')).toMatchObject({ step: 'c' })
  person.setProgress('tour', { seen: 1, state: 'seen', step: 'b', at: START + 61_000 })
  person.merge(remote({ guides: { tour: { seen: 1, state: 'completed', at: START + 61_900 } } }))
  expect(person.progress('tour')).toMatchObject({ state: 'completed' })
})

test('an arm that the person was exposed to stays, here and where the collector knows an earlier one', async () => {
  const state = createMemoryStore()
  const one = createPerson({ state, local: fakeLocal() })
  await one.load('a', known)
  expect([one.expose('tour', 'long'), one.expose('tour', 'long')]).toEqual([true, false])
  await turns()
  const two = createPerson({ state, local: fakeLocal() })
  await two.load('a', known)
  expect(two.facts(START).stuckArm!('tour')).toBe('long')
  two.merge(remote({ arms: { tour: 'short' } }))
  expect(two.facts(START).stuckArm!('tour')).toBe('short')
  expect(two.facts(START).stuckArm!('constructor')).toBeUndefined()
})

test('what the account has done is known once the collector has told, and of that account only', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.need([{ key: '@account created', event: 'created', account: true }])
  person.setAccount('acme', {})
  expect(person.facts(START)).toMatchObject({ accountKnown: false, units: { user: 'a', account: 'acme' } })
  person.merge(
    remote({ tallies: { '@account created': { count: 4, first: 1, last: 2, days: { '1970-01-01': 4 }, recent: [1, 1, 2, 2] } }, accountMilestones: { m: 7 } }),
  )
  person.record('created', {}, START)
  const facts = person.facts(START)
  expect([facts.accountKnown, facts.tally('@account created')?.count, facts.reachedAt('m', 'account'), facts.reachedAt('m')]).toEqual([true, 5, 7, undefined])
  person.setAccount('beta', {})
  const other = person.facts(START)
  expect([other.accountKnown, other.tally('@account created'), other.reachedAt('m', 'account')]).toEqual([false, null, undefined])
})

test('what no condition asks about any more is forgotten', async () => {
  const state = createMemoryStore()
  const person = createPerson({ state, local: fakeLocal() })
  await person.load('a', known)
  person.need(NEEDS)
  person.record('created', {}, START)
  await turns()
  person.need(NEEDS.slice(1))
  person.record('constructor', {}, START)
  await turns()
  const [kept] = await state.get<{ tallies: object }>(['person:a'])
  expect(Object.keys(kept!.tallies)).toEqual(['constructor'])
})

const tallyOf = (...recent: number[]): Tally => ({
  count: recent.length,
  first: recent[0]!,
  last: recent.at(-1)!,
  days: { '2026-11-22': recent.length },
  recent,
})
const HOUR_MS = 3_600_000

test('who signs in is somebody whose history is not known, though nothing of the visitor was missed', async () => {
  const state = createMemoryStore()
  const person = createPerson({ state, local: fakeLocal() })
  await person.load('anon_1', { fresh: true, keepHistory: false })
  person.need(NEEDS)
  expect(person.facts(START).historyKnown).toBe(true)
  await turns()
  await person.load('user', known)
  expect([person.facts(START).historyKnown, person.facts(START).guide('tour')]).toEqual([false, undefined])
  await turns()
  const next = createPerson({ state, local: fakeLocal() })
  await next.load('user', known)
  next.need(NEEDS)
  expect(next.facts(START).historyKnown).toBe(false)
  next.merge(remote())
  expect(next.facts(START).historyKnown).toBe(true)
})

test('of what a new bundle counts nothing is certain until the collector has answered for that bundle', async () => {
  const state = createMemoryStore()
  const one = createPerson({ state, local: fakeLocal() })
  await one.load('a', known)
  one.need(NEEDS.slice(0, 1), '1')
  one.merge(remote({ version: '1' }))
  expect(one.facts(START).historyKnown).toBe(true)
  await turns()
  const two = createPerson({ state, local: fakeLocal() })
  await two.load('a', known)
  two.need(NEEDS.slice(0, 1), '2')
  expect(two.facts(START).historyKnown).toBe(true)
  two.need(NEEDS, '3')
  expect(two.facts(START)).toMatchObject({ historyKnown: false })
  two.merge(remote({ version: '2' }))
  expect(two.facts(START).historyKnown).toBe(false)
  two.merge(remote({ version: '4' }))
  expect(two.facts(START).historyKnown).toBe(false)
  two.need(NEEDS, '4')
  expect(two.facts(START).historyKnown).toBe(true)
})

test('of a visitor everything is counted that came before the bundle, or nothing is certain', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', { fresh: true, keepHistory: false })
  for (let i = 0; i < 200; i++) person.record('other', {}, START)
  person.need(NEEDS)
  expect(person.facts(START).historyKnown).toBe(false)
})

test('what the account has reached is certain only of the bundle that the collector has answered for', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.need([], '1')
  person.setAccount('acme', {})
  person.merge(remote({ version: '1' }))
  expect(person.facts(START).accountKnown).toBe(true)
  person.need([], '2')
  expect(person.facts(START)).toMatchObject({ accountKnown: false, historyKnown: true })
})

test('an event that the collector does not have yet is counted on top of what it says, once', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.need(NEEDS)
  person.record('created', {}, START)
  const before = [START - 5 * HOUR_MS, START - 4 * HOUR_MS, START - 3 * HOUR_MS]
  const at = new Date(START).toISOString()
  person.merge(remote({ at, tallies: { created: tallyOf(...before) } }), START)
  expect(person.facts(START).tally('created')).toMatchObject({ count: 4, last: START, recent: [...before, START] })
  person.merge(remote({ at, tallies: { created: tallyOf(...before, START) } }), START)
  expect(count(person)).toBe(4)
})

test('an event that the collector has by another clock is not counted twice', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.need(NEEDS)
  person.record('created', {}, START)
  // this browser is an hour ahead
  person.merge(remote({ at: new Date(START - HOUR_MS).toISOString(), tallies: { created: tallyOf(START - HOUR_MS) } }), START)
  expect(count(person)).toBe(1)
})

test('events that came before storage has answered are added to those that it has', async () => {
  const state = createMemoryStore()
  const one = createPerson({ state, local: fakeLocal() })
  await one.load('a', known)
  one.need(NEEDS)
  for (let i = 3; i > 0; i--) one.record('created', {}, START - i)
  await turns()
  const two = createPerson({ state, local: fakeLocal() })
  two.need(NEEDS)
  const loading = two.load('a', known)
  two.record('created', {}, START)
  await loading
  expect(count(two)).toBe(4)
})

test('tabs in two accounts leave each other what they know of theirs', async () => {
  const state = createMemoryStore()
  const open = async (group: string, more: Partial<PersonState>): Promise<Person> => {
    const person = createPerson({ state, local: fakeLocal() })
    await person.load('a', known)
    person.need([{ key: '@account created', event: 'created', account: true }], '1')
    person.setAccount(group, { name: group })
    person.merge(remote({ version: '1', ...more }))
    await turns()
    return person
  }
  const one = await open('acme', { accountMilestones: { m: 1 }, tallies: { '@account created': tallyOf(START) } })
  await open('beta', {})
  await one.load('a', known)
  const facts = one.facts(START)
  expect([facts.accountKnown, facts.reachedAt('m', 'account'), facts.tally('@account created')?.count, facts.account]).toEqual([true, 1, 1, { name: 'acme' }])
})

test('what was done before an account is known does not count for it', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.record('created', {}, START)
  person.setAccount('acme', {})
  person.record('created', {}, START)
  person.need([...NEEDS, { key: '@account created', event: 'created', account: true }])
  expect([count(person), count(person, '@account created')]).toEqual([2, 1])
})

test('who was held out of everything takes a real arm later, and each is news once', async () => {
  const state = createMemoryStore()
  const one = createPerson({ state, local: fakeLocal() })
  await one.load('a', known)
  expect([one.expose('tour', 'holdout-all'), one.expose('tour', 'holdout-all')]).toEqual([true, false])
  expect(one.facts(START).stuckArm!('tour')).toBeUndefined()
  await turns()
  const two = createPerson({ state, local: fakeLocal() })
  await two.load('a', known)
  expect([two.expose('tour', 'holdout-all'), two.expose('tour', 'x')]).toEqual([false, true])
  await turns()
  const three = createPerson({ state, local: fakeLocal() })
  await three.load('a', known)
  expect([three.facts(START).stuckArm!('tour'), three.expose('tour', 'x'), three.expose('tour', 'y')]).toEqual(['x', false, true])
  await turns()
  const four = createPerson({ state, local: fakeLocal() })
  await four.load('a', known)
  expect([four.facts(START).stuckArm!('tour'), four.expose('tour', 'y')]).toEqual(['x', false])
})

test('the arm of one account is not that of another', async () => {
  const person = createPerson({ state: createMemoryStore(), local: fakeLocal() })
  await person.load('a', known)
  person.need([], '1', new Set(['shared']))
  const arms = (): unknown[] => ['shared', 'own'].map((guide) => person.facts(START).stuckArm!(guide))
  person.setAccount('acme', {})
  person.expose('shared', 'x')
  person.expose('own', 'x')
  person.setAccount('beta', {})
  expect(arms()).toEqual([undefined, 'x'])
  person.merge(remote({ arms: { shared: 'y' } }))
  expect(arms()).toEqual(['y', 'x'])
  person.setAccount('acme', {})
  expect(arms()).toEqual(['x', 'x'])
})
