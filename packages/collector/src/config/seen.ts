// Owns the names that a project has really used, for the check of files against them. It must not know SQL.
import type { EventQuery } from '../store/event-query.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** What a project's log has: the names of its track events, and traits with the types of their values. */
export interface SeenNames {
  /** Most frequent first. */
  events: { name: string; count: number }[]
  /** By name; types are those of JSON, without null. */
  traits: { name: string; types: string[] }[]
  /** The same of accounts; older collectors do not tell them. */
  accountTraits?: { name: string; types: string[] }[] | undefined
}

/** More names than an author knows; anybody with the write key can make up more. */
export const NAMES = 2000
/** Traits are told from the people who were here last: they say what the product sends now. */
const PEOPLE = 2000

/** Lists the names that a project has used. */
export async function findSeenNames(project: string, { query, people }: { query: EventQuery; people: PeopleStore }): Promise<SeenNames> {
  const events = await query.eventNames(project, NAMES)
  const latest = await people.list(project, { limit: PEOPLE })
  const ids = [...new Set(latest.people.flatMap(({ account }) => (account === null ? [] : [account])))]
  return {
    events,
    traits: typesOf(latest.people),
    accountTraits: typesOf(await people.accounts(project, ids)),
  }
}

function typesOf(rows: readonly { traits: Record<string, unknown> }[]): SeenNames['traits'] {
  const types = new Map<string, Set<string>>()
  for (const { traits } of rows) {
    for (const [name, value] of Object.entries(traits)) {
      if (value === null) continue
      const known = types.get(name) ?? new Set()
      if (known.size || types.size < NAMES) types.set(name, known.add(Array.isArray(value) ? 'array' : typeof value))
    }
  }
  return [...types].map(([name, those]) => ({ name, types: [...those].sort() })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
