// Owns which milestones people have reached after some new events: of the people who did something, and, where milestones ask
// about accounts, of those who were with them. The result does not depend on where the log was cut. It must not know rows.
import type { LiveConfig } from '../config/live.ts'
import type { PersonIds, StoredEvent } from '../store/event-log.ts'
import type { PeopleStore, Reached } from '../store/state-store.ts'
import type { AccountFold } from './account-fold.ts'
import type { AccountFolds } from './account-folds.ts'
import { relevantEvents, type AccountFacts, type PersonFold } from './fold.ts'
import type { Folds } from './folds.ts'

/** New events of one project, and who they are of. */
export interface ReckonStep {
  project: string
  config: LiveConfig
  events: readonly StoredEvent[]
  byPerson: ReadonlyMap<string, readonly StoredEvent[]>
  /** People whose events are others than before: they are folded anew. */
  joined: ReadonlySet<string>
  /** People who went up in others. */
  gone: readonly string[]
  /** Links of the anonymous ids in the step. */
  links: ReadonlyMap<string, string>
  /** Position of the last event. */
  upTo: number
  accountOf(person: string): AccountFacts
  /** Does work for one person; `undefined` where it fails for a reason of theirs. */
  attempt<T>(person: string, work: () => Promise<T>): Promise<T | undefined>
  /** Until when somebody is put off of whom very many events would have to be read again, epoch ms; `undefined`: they are read now. */
  waitOf(person: string): number | undefined
  /** Puts somebody off. */
  putOff(person: string, until: number): void
  idsOf(person: string): Promise<PersonIds>
}

type Milestones = ReadonlyMap<string, Reached>

/** Reckons the milestones of a step. @returns by person, where they can have changed. */
export async function reckonMilestones(folds: Folds, accounts: AccountFolds, people: PeopleStore, step: ReckonStep): Promise<Map<string, Milestones>> {
  const { project, config, events, byPerson, joined, gone, links, upTo } = step
  const { accountScope } = config
  const results = new Map<string, Milestones>()
  for (const id of gone) folds.forget(project, id)
  accounts.advance(project, config, events)

  const loadAccount = (id: string): Promise<AccountFold> => accounts.load(project, id, { config, upTo, unwritten: results })
  const load = async (person: string): Promise<PersonFold> =>
    folds.load(project, person, { config, account: step.accountOf(person), loadAccount, ids: await step.idsOf(person), upTo })

  /** Members of an account who were looked at at `since` or later: what is known of the account was another thing then. */
  const lookedAtSince = async (account: string, since: number): Promise<string[]> => {
    const { users, anonymous } = (await loadAccount(account)).members
    const stored = await people.links(project, [...anonymous])
    const persons = new Set([...users, ...[...anonymous].map((id) => links.get(id) ?? stored.get(id) ?? id)])
    const [found, elsewhere]: [string[], string[]] = [[], []]
    for (const person of persons) {
      const fold = folds.kept(project, person, config)
      if (fold ? fold.lastAt >= since : byPerson.has(person)) found.push(person)
      else if (!fold) elsewhere.push(person)
    }
    return [...found, ...(await people.seenSince(project, elsewhere, since))]
  }

  const reachedBy = async (person: string): Promise<Milestones | undefined> => {
    const names = relevantEvents(config)
    const relevant = (byPerson.get(person) ?? []).filter(({ type, name }) => !names || type !== 'track' || names.has(name ?? ''))
    if (!relevant.length && !joined.has(person) && !late.has(person)) return undefined
    const reckons = config.reckoned.milestones.length > 0 || config.live.on
    if (!reckons || joined.has(person)) folds.forget(project, person)
    if (!reckons) return undefined
    const before = folds.kept(project, person, config)?.reached.size
    const roughUntil = step.waitOf(person)
    const kept = await folds.advance(project, person, { config, account: step.accountOf(person), loadAccount, events: relevant, roughUntil })
    if (roughUntil !== undefined && (!kept || kept.roughUntil !== undefined)) step.putOff(person, roughUntil)
    if (kept) return kept.reached.size === before ? undefined : new Map(kept.reached)
    return roughUntil === undefined ? new Map((await load(person)).reached) : undefined
  }

  /** Takes note of what a person has reached. @returns accounts of which something else is known now, and from when on. */
  const note = async (person: string, reached: Milestones): Promise<Map<string, number>> => {
    const changed = new Map<string, number>()
    if (!accountScope.milestones.size) return changed
    const touched = new Map(accounts.kept(project, config))
    if (accountScope.milestonesInMilestones) {
      const stored = (await people.milestones(project, [person])).get(person) ?? new Map<string, Reached>()
      for (const { account } of [...stored.values(), ...reached.values()]) if (account !== null) touched.set(account, await loadAccount(account))
    }
    for (const [account, fold] of touched) {
      const since = fold.setReached(account, person, reached)
      if (since !== undefined) changed.set(account, since)
    }
    return changed
  }

  const late = new Set<string>()
  if (accountScope.inMilestones) {
    for (const [account, since] of earliestByAccount(events, config)) for (const person of await lookedAtSince(account, since)) late.add(person)
    for (const person of late) folds.forget(project, person)
  }
  let changed = new Map<string, number>()
  for (const person of gone) merge(changed, await note(person, new Map()))
  for (const person of new Set([...byPerson.keys(), ...joined, ...late])) {
    const reached = await step.attempt(person, () => reachedBy(person))
    if (!reached) continue
    merge(changed, await note(person, reached))
    results.set(person, reached)
  }
  // what one has reached may be what another's milestone waits for; milestones make no circle, so this ends
  for (let round = 0; accountScope.milestonesInMilestones && changed.size && round <= config.reckoned.milestones.length; round++) {
    const affected = new Set<string>()
    for (const [account, since] of changed) for (const person of await lookedAtSince(account, since)) affected.add(person)
    changed = new Map()
    for (const person of affected) {
      folds.forget(project, person)
      const reached = await step.attempt(person, async () => new Map((await load(person)).reached))
      if (!reached) continue
      merge(changed, await note(person, reached))
      results.set(person, reached)
    }
  }
  return results
}

/** Accounts of which something is counted here, with the time of the first such event. */
function earliestByAccount(events: readonly StoredEvent[], { accountNeeds }: LiveConfig): Map<string, number> {
  const earliest = new Map<string, number>()
  for (const { type, name, groupId, timestamp } of events)
    if (groupId !== null && type === 'track' && accountNeeds.has(name ?? '')) merge(earliest, new Map([[groupId, timestamp]]))
  return earliest
}

function merge(into: Map<string, number>, from: ReadonlyMap<string, number>): void {
  for (const [account, since] of from) into.set(account, Math.min(into.get(account) ?? Infinity, since))
}
