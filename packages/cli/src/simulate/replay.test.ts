// The live model over 120 days of a simulated product, on a real store with a clock that is set, against the slow reference.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountDetail, PersonDetail } from '@foothold/protocol'
import { createCollector, createProject, openStores, type Collector, type CreatedProject, type Stores } from '@foothold/collector'
import { afterAll, expect, it } from 'vitest'
import { REPLAY_MODEL } from '../testing/replay-model.ts'
import { behaviourOf, DAY, readPerson, type Expected, type Happened, type Stand } from '../testing/replay-reference.ts'
import type { SimulatedEvent } from './life.ts'
import { PRODUCTS } from './products.ts'
import { createRandom } from './random.ts'
import { simulate } from './simulate.ts'

const DAYS = 120
const START = Date.parse('2026-01-05T00:00:00Z')
const HOSTILE: Readonly<Record<string, string>> = { 'saas-u1': '__proto__', 'saas-u2': 'constructor' }

/** An event on its way, and when it arrives at the earliest. */
interface Sent {
  at: number
  arrives: number
  event: SimulatedEvent
}

/** Months of a product; a third of the people never told when they signed up, a third were told of by a server before they came. */
function live(late: boolean): Sent[] {
  const away = createRandom(7, 'away')
  /** Until when somebody's device is offline. */
  const offline = new Map<string, number>()
  return [...simulate(PRODUCTS.saas, { people: 200, days: DAYS, seed: 7, until: START + DAYS * DAY })].flat().map((event) => {
    const at = Date.parse(event.timestamp)
    const id = event['userId'] as string
    if (late && !((offline.get(id) ?? 0) > at) && away.chance(0.01)) offline.set(id, at + away.share() * 5 * DAY)
    return {
      at,
      arrives: Math.max(at, offline.get(id) ?? 0),
      event: { ...event, userId: HOSTILE[id] ?? id, ...(ofThird(id) === 1 ? withoutSignUp(event) : {}) },
    }
  })
}
const ofThird = (id: string): number => Number(/\d+$/.exec(id)![0]) % 3
function withoutSignUp({ traits }: SimulatedEvent): object {
  if (!traits) return {}
  const { createdAt: _, ...rest } = traits as Record<string, unknown>
  return { traits: rest }
}
const isInvitation = ({ event }: Sent): boolean => event['anonymousId'] === undefined
const isToldOf = (one: Sent): boolean => isInvitation(one) && /^saas-u\d+$/.test(one.event['userId'] as string) && ofThird(one.event['userId'] as string) === 2

const toHappened = (one: Sent): Happened => {
  const { event, at } = one
  const context = (event['context'] ?? {}) as { groupId?: string }
  return {
    at,
    person: event['userId'] as string,
    account: (event['groupId'] as string | undefined) ?? context.groupId ?? null,
    name: event['type'] === 'track' ? (event['event'] as string) : '',
    traits: event['type'] === 'identify' ? ((event['traits'] as Record<string, unknown>) ?? {}) : {},
    own: !isToldOf(one),
  }
}

/** What was missed, when it was due, and when that was taken back. */
type Missed = [id: string, due: number, back: number | null]

/** What was told of a person: what was missed, when it was due, and when that was taken back. */
type Told = Map<string, [due: number, back: number | null]>

/** One way through the months: in these pieces, and with a look at everybody at the end of each. */
class Replay {
  readonly folder = mkdtempSync(join(tmpdir(), 'foothold-replay-'))
  readonly #sent: Sent[]
  readonly #clock = { now: START }
  readonly #told = new Map<string, Told>()
  /** What the log says that was told, a line each. */
  readonly lines = new Set<string>()
  readonly #ofPerson = new Map<string, Happened[]>()
  readonly #invites: Happened[] = []
  readonly #read = new Map<string, { known: string; expected: Expected[] }>()
  #stores!: Stores
  #collector!: Collector
  #created!: CreatedProject

  constructor(sent: readonly Sent[]) {
    this.#sent = sent.toSorted((a, b) => a.arrives - b.arrives)
  }

  async open(): Promise<void> {
    this.#stores = await openStores(this.folder)
    this.#collector = createCollector({ stores: this.#stores, now: () => this.#clock.now, adminRequestsPerMinute: 0 })
  }

  async begin(): Promise<void> {
    await this.open()
    this.#created = await createProject(this.#stores.state, 'Replay', START)
    await this.#ask('/admin/v1/publish', { files: [{ path: 'model.json', text: JSON.stringify(REPLAY_MODEL) }] })
    await this.#collector.runTimers()
  }

  async close(): Promise<void> {
    await this.#collector.close()
    await this.#stores.close()
  }

  get now(): number {
    return this.#clock.now
  }

  /** People of whom anything is known. */
  get people(): string[] {
    return [...this.#ofPerson.keys()]
  }

  /** Lets time pass to an instant. What has happened arrives then, the latest first where `shuffled`; then everybody is looked at. */
  async passTo(until: number, shuffled: boolean): Promise<void> {
    const end = this.#sent.findIndex(({ arrives }) => arrives > until)
    const arrived = this.#sent.splice(0, end < 0 ? this.#sent.length : end)
    if (shuffled) arrived.reverse()
    // no look by itself between the clock and what happened until then
    const lock = await this.#lock()
    this.#clock.now = until
    await this.#tell(arrived.filter(isToldOf))
    const own = arrived.filter((one) => !isToldOf(one)).map(({ event }) => event)
    for (let i = 0; i < own.length; i += 500)
      await this.#ask('/v1/batch', { batch: own.slice(i, i + 500), sentAt: new Date(until).toISOString(), batchId: `${until}-${i}` })
    await this.#collector.caughtUp(this.#created.project.id)
    await lock.release()
    // what a look tells may change something, too
    while (await this.#collector.runTimers());
    this.#arrive(arrived)
    this.#lookAt(until)
  }

  async #lock(): Promise<{ release(): Promise<void> }> {
    for (;;) {
      const lock = await this.#stores.state.lock('timers')
      if (lock) return lock
      await new Promise((go) => setImmediate(go))
    }
  }

  async #tell(invitations: readonly Sent[]): Promise<void> {
    for (const userId of new Set(invitations.map(({ event }) => event['userId'] as string))) {
      const those = invitations.filter(({ event }) => event['userId'] === userId)
      const [about, account] = ['identify', 'group'].map((type) => those.find(({ event }) => event['type'] === type)!.event)
      const person = { userId, traits: about!['traits'], groupId: account!['groupId'], groupTraits: account!['traits'], invitedAt: about!.timestamp }
      await this.#ask('/admin/v1/people', { batch: [person] })
    }
  }

  async #ask(path: string, body: object): Promise<void> {
    const { adminKey, writeKey } = this.#created
    const headers = { authorization: `Bearer ${path.startsWith('/admin') ? adminKey : writeKey}` }
    const answer = await this.#collector.app.request(path, { method: 'POST', headers, body: JSON.stringify(body) })
    const said = (await answer.json()) as { rejected?: unknown[]; retry?: unknown[] }
    expect([answer.status, said.rejected ?? [], said.retry ?? []], JSON.stringify(said)).toEqual([200, [], []])
  }

  /** What the reference says of a person now. */
  stand(person: string): { now: Stand; expected: Expected[]; told: Missed[] } {
    const told = [...this.#told.get(person)!].map(([id, [due, back]]): Missed => [id, due, back])
    const { expected, stand } = readPerson(this.#ofPerson.get(person)!, this.#invites, this.now)
    return { now: stand(), expected, told: told.sort(byId) }
  }

  /** What the collector has noted of everybody, with nobody asking. */
  async noted(): Promise<Map<string, PersonState>> {
    const rows = await this.#stores.state.model.rows(this.#created.project.id, 'person', this.people)
    return new Map(rows.map(({ id, state }) => [id, JSON.parse(state) as PersonState]))
  }

  /** What the collector answers of `people/…` or `accounts/…`. */
  async answer<T>(kind: 'people' | 'accounts', id: string): Promise<T> {
    const headers = { authorization: `Bearer ${this.#created.adminKey}` }
    return (await (await this.#collector.app.request(`/admin/v1/${kind}/${encodeURIComponent(id)}`, { headers })).json()) as T
  }

  /** The reference: accounts with the people whose account each was last, and what these did. */
  get accounts(): Map<string, AccountPast> {
    const accounts = new Map<string, AccountPast>()
    for (const [person, own] of this.#ofPerson) {
      for (const { account, at } of own) {
        if (account === null) continue
        const one = accounts.get(account) ?? { since: at, people: new Map() }
        accounts.set(account, { ...one, since: Math.min(one.since, at) })
      }
      accounts.get(own.findLast(({ account }) => account !== null)?.account ?? '')?.people.set(person, own)
    }
    return accounts
  }

  /** What the log has that was told by the collector itself, as `lines`. */
  async told(): Promise<string[]> {
    const lines: string[] = []
    for (let after = 0; ;) {
      const events = await this.#stores.log.read(after, 1000)
      for (const { userId, anonymousId, groupId, name, properties, timestamp } of events) {
        const { source, due, milestone, feature, journey, stage } = JSON.parse(properties) as Record<string, string>
        if (source !== 'foothold') continue
        if (name!.startsWith('account.')) {
          if (name === 'account.stalled') lines.push(`${groupId} stalled ${Date.parse(due!)}`)
          continue
        }
        const id = milestone ? `milestone:${milestone}` : feature ? `feature:${feature}` : journey ? `journey:${journey}:${stage}` : 'dormant'
        lines.push(`${userId ?? anonymousId} ${id} ${Date.parse(due!)}${name!.endsWith('recovered') ? ` back ${timestamp}` : ''}`)
      }
      if (!events.length) return lines
      after = events.at(-1)!.position
    }
  }

  #arrive(arrived: readonly Sent[]): void {
    const touched = new Set<Happened[]>()
    for (const one of arrived) {
      const happened = toHappened(one)
      const own = this.#ofPerson.get(happened.person) ?? []
      this.#ofPerson.set(happened.person, own)
      own.push(happened)
      touched.add(own)
      if (happened.name === 'member.invited') this.#invites.push(happened)
    }
    for (const own of touched) own.sort((a, b) => a.at - b.at)
  }

  /** The reference: what is told at a look, by what is known then. */
  #lookAt(now: number): void {
    for (const [account, { people }] of this.accounts) {
      const last = lastUseOf([...people.values()].flat())
      if (last !== undefined && last + STALLED <= now) this.lines.add(`${account} stalled ${last + STALLED}`)
    }
    for (const [person, own] of this.#ofPerson) {
      const known = `${own.length} ${this.#invites.length}`
      let read = this.#read.get(person)
      if (read?.known !== known) this.#read.set(person, (read = { known, expected: readPerson(own, this.#invites, now).expected }))
      const told: Told = this.#told.get(person) ?? new Map()
      this.#told.set(person, told)
      for (const { id, due, metAt, backAt } of read.expected) {
        const before = told.get(id)
        const missed = due <= now && !(metAt! <= due)
        if (missed && (!before || (before[1] !== null && before[0] !== due))) {
          told.set(id, [due, null])
          this.lines.add(`${person} ${id} ${due}`)
        }
        const open = told.get(id)
        if (!open || open[1] !== null || (missed && metAt === undefined)) continue
        const back = metAt ?? backAt ?? now
        told.set(id, [open[0], back])
        this.lines.add(`${person} ${id} ${open[0]} back ${Math.max(open[0], back)}`)
      }
    }
  }
}

/** Everything of an account: its first event, and what each of its people did, wherever. */
interface AccountPast {
  since: number
  people: Map<string, Happened[]>
}

/** As it is stored. */
type PersonState = Omit<Stand, 'trend'> & { levels: [string, string, number, number][]; told: Missed[] }

const HOUR = 3_600_000
const STALLED = 10 * DAY
const USES = new Map(REPLAY_MODEL.features.flatMap(({ key, usedWhen }) => usedWhen.map(({ event }) => [event as string, key as string])))
function lastUseOf(all: readonly Happened[]): number | undefined {
  let last: number | undefined
  for (const { name, at } of all) if (USES.has(name) && !(at <= last!)) last = at
  return last
}
const byId = ([a]: Missed, [b]: Missed): number => (a < b ? -1 : 1)
/** The last use is noted to the day. */
const toDay = ([key, level, since, last]: Stand['levels'][number]): Stand['levels'][number] => [key, level, since, Math.floor(last / DAY)]
const replays: Replay[] = []
const begin = async (late: boolean): Promise<Replay> => {
  const replay = new Replay(live(late))
  replays.push(replay)
  await replay.begin()
  return replay
}
afterAll(async () => {
  for (const replay of replays) {
    await replay.close()
    rmSync(replay.folder, { recursive: true, force: true })
  }
})

/** Holds everything that is noted to the reference. */
async function check(replay: Replay): Promise<void> {
  const noted = await replay.noted()
  expect([...noted.keys()].sort()).toEqual(replay.people.sort())
  for (const person of replay.people) {
    const { levels, segments, stages, class: one, maturity, told } = noted.get(person)!
    const { now: wanted, told: toldOf } = replay.stand(person)
    const { trend: _, ...rest } = wanted
    expect(
      {
        levels: levels.map(([key, level, since, last]) => [key, level, since, Math.floor(last / DAY)]),
        segments,
        stages,
        class: one,
        maturity,
        told: told.sort(byId),
      },
      `${person} on day ${(replay.now - START) / DAY}`,
    ).toEqual({ ...rest, told: toldOf })
  }
  expect((await replay.told()).sort()).toEqual([...replay.lines].sort())
}

/** Where everybody stands at the end, without what was told: that depends on what was known when. */
async function ends(replay: Replay): Promise<[string, object][]> {
  return [...(await replay.noted())]
    .map(([person, { told: _, levels, ...rest }]): [string, object] => [person, { levels: levels.map(toDay), ...rest }])
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Holds what is answered of some people to the reference. */
async function checkAnswers(replay: Replay): Promise<void> {
  for (const person of ['__proto__', 'constructor', ...replay.people.slice(-20)]) {
    const { standing } = await replay.answer<PersonDetail>('people', person)
    const { now, expected } = replay.stand(person)
    expect([person, standing.behaviour?.class ?? null, standing.behaviour?.trend ?? null]).toEqual([person, now.class?.[0] ?? null, now.trend])
    expect(standing.expected.map(({ due, metAt }) => `${Date.parse(due)} ${metAt && Date.parse(metAt)}`).sort()).toEqual(
      expected.map(({ due, metAt }) => `${due} ${metAt ?? null}`).sort(),
    )
    const late = expected.filter(({ due, metAt }) => due <= replay.now && !(metAt! <= due))
    expect(standing.expected.filter(({ status }) => status === 'missed' || status === 'late')).toHaveLength(late.length)
  }
}

/** Holds what is answered of accounts to the reference. @returns the classes that there are. */
async function checkAccounts(replay: Replay): Promise<Set<string | undefined>> {
  const classes = new Set<string | undefined>()
  for (const [account, { since, people }] of replay.accounts) {
    const { standing } = await replay.answer<AccountDetail>('accounts', account)
    const all = [...people.values()]
    const uses = all.flat().filter(({ name }) => USES.has(name))
    const used = new Map<string, number[]>()
    for (const { name, at } of uses) used.set(USES.get(name)!, [...(used.get(USES.get(name)!) ?? []), Math.floor(at / DAY)])
    const roles = new Set(all.map((own) => own.findLast(({ traits }) => 'role' in traits)?.traits['role']))
    const isFor = (feature: object): boolean => !('relevantTo' in feature) || [...roles].some((role) => (feature.relevantTo as unknown[]).includes(role))
    const relevant = new Map(REPLAY_MODEL.features.filter(isFor).map(({ key }) => [key, used.get(key) ?? []]))
    const here = all.some((own) => own.some((one) => one.own))
    const wanted = here ? behaviourOf(new Set(uses.map(({ at }) => Math.floor(at / DAY))), relevant, since, replay.now) : undefined
    const found = standing!.behaviour
    const last = lastUseOf(uses)
    expect([
      account,
      standing!.people,
      found && [found.class, Date.parse(found.since), found.trend],
      standing!.stalled,
      standing!.lastUseAt?.slice(0, 10),
    ]).toEqual([
      account,
      people.size,
      wanted ? [...wanted.class, wanted.trend] : null,
      last !== undefined && last + STALLED <= replay.now,
      last === undefined ? undefined : new Date(last).toISOString().slice(0, 10),
    ])
    // what it says of its people is what they are
    const stands = [...people.keys()].map((person) => replay.stand(person))
    const stages = REPLAY_MODEL.journeys.flatMap(({ key, stages: keys }) => {
      const there = stands.flatMap(({ now }) => now.stages.filter(([journey]) => journey === key))
      const furthest = keys.findLast((stage) => there.some(([, one]) => one === stage.key))?.key
      const those = there.filter(([, one]) => one === furthest).map(([, , at]) => at)
      return furthest === undefined ? [] : [[key, furthest, new Date(Math.min(...those)).toISOString(), those.length]]
    })
    expect(standing!.stages.map((one) => [one.journey, one.stage, one.since, one.people])).toEqual(stages)
    for (const { key, people: inside } of standing!.segments)
      expect([key, inside]).toEqual([key, stands.filter(({ now }) => now.segments.some(([one, is]) => one === key && is)).length])
    classes.add(found?.class)
  }
  return classes
}

it('notes and tells of 200 people over 120 days what the slow reference says, on any day, with nobody asking; after a restart, too', async () => {
  const replay = await begin(false)
  const days = new Set([3, 20, 45, 90, DAYS])
  const classes = new Set<string>()
  const ofAccounts = new Set<string>()
  for (let at = START + 12 * HOUR; at <= START + DAYS * DAY; at += 12 * HOUR) {
    await replay.passTo(at, false)
    const day = (at - START) / DAY
    if (days.has(day)) await check(replay)
    if (day === 60 || day === DAYS) for (const one of await checkAccounts(replay)) if (one) ofAccounts.add(one)
    if (days.has(day)) for (const { class: one } of (await replay.noted()).values()) if (one) classes.add(one[0])
    if (day === 60) {
      await replay.close()
      await replay.open()
    }
  }
  await checkAnswers(replay)
  // that there was something to be right about
  expect([...classes].sort()).toEqual(['at-risk', 'casual', 'dormant', 'new', 'power'])
  expect([...ofAccounts].sort()).toEqual(['at-risk', 'casual', 'dormant', 'new', 'power'])
  const kinds = [...replay.lines].map((line) => `${line.split(' ')[1]!.split(':')[0]}${line.includes(' back ') ? ' back' : ''}`)
  expect([...new Set(kinds)].sort()).toEqual([
    'dormant',
    'dormant back',
    'feature',
    'feature back',
    'journey',
    'journey back',
    'milestone',
    'milestone back',
    'stalled',
  ])

  // the same months in pieces of two days and a bit, the latest first: the same state, whatever was told meanwhile
  const other = await begin(false)
  for (let at = START + 53 * HOUR; at < START + DAYS * DAY; at += 53 * HOUR) await other.passTo(at, true)
  await other.passTo(START + DAYS * DAY, true)
  expect(await ends(other)).toEqual(await ends(replay))
}, 240_000)

it('comes to the same where devices are offline for days, and what they did arrives late and backwards', async () => {
  const replay = await begin(true)
  for (let at = START + 9 * HOUR; at < START + DAYS * DAY; at += 9 * HOUR) {
    await replay.passTo(at, true)
    if (at === START + 99 * 9 * HOUR) await check(replay)
    if (at === START + 180 * 9 * HOUR) {
      await replay.close()
      await replay.open()
    }
  }
  // until the last of them is online again
  for (const end of [START + DAYS * DAY, START + (DAYS + 6) * DAY]) await replay.passTo(end, true)
  await check(replay)
  await checkAnswers(replay)
  await checkAccounts(replay)
  // some of it had been told as missed, and was in time
  const inTime = [...replay.lines].filter((line) => /^\S+ (milestone|feature|journey)\S+ (\d+) back \2$/.test(line))
  expect(inTime.length).toBeGreaterThan(5)
}, 240_000)
