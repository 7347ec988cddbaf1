// Owns the standings of a leaderboard: who of an account did how much. It must not know HTTP, nor answer about other accounts.
import { GUIDE_EVENTS, toMs, type Leaderboard, type Standings, type StandingsAnswer, type StandingsRow } from '@foothold/protocol'
import { compileWhere, lowerWhere } from '@foothold/targeting'
import { workForAll } from '../asker.ts'
import { parseRecord, type EventLog } from '../store/event-log.ts'
import type { EventQuery } from '../store/event-query.ts'
import type { PeopleStore } from '../store/state-store.ts'
import { toText } from './traits.ts'

/** What standings are reckoned from. */
export interface StandingsSource {
  log: EventLog
  query: EventQuery
  people: PeopleStore
  /** Whether somebody is in the segment now. */
  isIn(project: string, person: string, segment: string): Promise<boolean>
}

/** Whose standings, and of what. */
export interface StandingsQuestion {
  project: string
  account: string
  guide: Leaderboard & { standings: Standings }
  /** Of the published files: other files, other standings. */
  version: string
  /** Epoch ms. */
  now: number
}

/** What is kept for a minute: everybody with a value above 0, best first. */
interface Reckoned {
  at: number
  values: { person: string; value: number; name: string | null }[]
  members: string[]
}

const KEPT_MS = 60_000
const KEPT = 500

/** Reckons standings, each at most once a minute. */
export interface StandingsReckoner {
  /**
   * @param person - who asks; always among the rows, unless out of the standings.
   * @param proven - whether it is proven that this person is one of the account: others get initials at most.
   */
  standings(question: StandingsQuestion, person: string, proven: boolean): Promise<StandingsAnswer>
}

export function createStandings(source: StandingsSource): StandingsReckoner {
  const kept = new Map<string, { startedAt: number; reckoned: Promise<Reckoned> }>()

  function reckonOnce(question: StandingsQuestion): Promise<Reckoned> {
    const { project, account, guide, version, now } = question
    const key = JSON.stringify([project, account, guide.key, version])
    const known = kept.get(key)
    if (known && now - known.startedAt < KEPT_MS) return known.reckoned
    // the next who asks waits for it too
    const fresh = { startedAt: now, reckoned: workForAll(() => reckon(source, question)) }
    kept.delete(key)
    kept.set(key, fresh)
    // a failure is nobody's answer a minute long, nor is it that of a later one
    fresh.reckoned.catch(() => kept.get(key) === fresh && kept.delete(key))
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return fresh.reckoned
  }

  return {
    async standings(question, person, proven) {
      const { at, values, members } = await reckonOnce(question)
      // asked each time: who leaves is gone at once
      const out = await outOf(source.query, question, members)
      const inside = values.filter((one) => !out.has(one.person))
      const all = inside.some((one) => one.person === person) || out.has(person) ? inside : [...inside, { person, value: 0, name: null }]
      const rows: StandingsRow[] = []
      let rank = 0
      for (const [i, { person: id, value, name }] of all.entries()) {
        // equal values share a rank
        if (i === 0 || value < all[i - 1]!.value) rank = i + 1
        const you = id === person
        if (you || rows.length < question.guide.standings.top)
          rows.push({ rank, value, you, name: you || name === null ? null : proven ? name : toInitials(name) })
      }
      return { at: new Date(at).toISOString(), people: inside.length, rows }
    },
  }
}

async function reckon({ log, query, people, isIn }: StandingsSource, { project, account, guide, now }: StandingsQuestion): Promise<Reckoned> {
  const { standings } = guide
  const members = await membersOf(log, people, project, account)
  const since = now - toMs(standings.over)!
  const values = new Map<string, number>()
  if ('milestones' in standings.of) {
    const wanted = new Set(standings.of.milestones)
    for (const [person, reached] of await people.milestones(project, members))
      values.set(person, [...reached].filter(([key, { at }]) => wanted.has(key) && at >= since && at <= now).length)
  } else {
    const { event, where } = standings.of
    const matches = compileWhere(where && lowerWhere(where))
    for (const { person, timestamp, properties } of await query.eventsOf(project, members, [event]))
      if (timestamp >= since && timestamp <= now && matches(parseRecord(properties), timestamp)) values.set(person, (values.get(person) ?? 0) + 1)
  }
  const ranked: { person: string; value: number }[] = []
  for (const [person, value] of values)
    if (value > 0 && (standings.segment === undefined || (await isIn(project, person, standings.segment)))) ranked.push({ person, value })
  ranked.sort((a, b) => b.value - a.value || (a.person < b.person ? -1 : 1))
  const traits = new Map(
    (
      await people.people(
        project,
        ranked.map(({ person }) => person),
      )
    ).map((row) => [row.id, row.traits]),
  )
  return { at: now, members, values: ranked.map(({ person, value }) => ({ person, value, name: nameOf(traits.get(person) ?? {}, standings.names) })) }
}

/** People whose account this is now; who was there once is no colleague any more. */
async function membersOf(log: EventLog, people: PeopleStore, project: string, account: string): Promise<string[]> {
  const { userIds, anonymousIds } = await log.accountIds(project, account)
  const links = await people.links(project, anonymousIds)
  const ids = new Set([...userIds, ...anonymousIds.map((id) => links.get(id) ?? id)])
  // a visitor who never signed in is nobody's colleague
  return (await people.people(project, [...ids])).filter((row) => row.account === account && row.identified).map(({ id }) => id)
}

async function outOf(query: EventQuery, { project, guide }: StandingsQuestion, members: readonly string[]): Promise<Set<string>> {
  const out = new Set<string>()
  for (const { person, properties } of await query.eventsOf(project, members, [GUIDE_EVENTS.standingsLeft])) {
    const told = parseRecord(properties)
    if (told['guide'] !== guide.key) continue
    if (told['out'] === true) out.add(person)
    else out.delete(person)
  }
  return out
}

function nameOf(traits: Readonly<Record<string, unknown>>, names: Standings['names']): string | null {
  const name = names && toText(traits, names.trait)?.trim()
  if (!names || !name) return null
  const agreed = names.consent === undefined || (Object.hasOwn(traits, names.consent) && traits[names.consent] === true)
  return agreed ? name.slice(0, 80) : toInitials(name)
}

/** "Ada Lovelace" to "A. L." */
export function toInitials(name: string): string {
  const words = name.split(/[\s,.;@_-]+/).filter(Boolean)
  return words
    .slice(0, 2)
    .map((word) => `${[...new Intl.Segmenter().segment(word)][0]!.segment.toLocaleUpperCase()}.`)
    .join(' ')
}
