// Owns what a run of events changes about the people of one project: ids that belong together, traits, accounts, what was reached, where
// they stand. It writes nothing, and must not know how the run came to be.
import type { LiveConfig } from '../config/live.ts'
import type { Logger } from '../options.ts'
import type { EventLog, PersonIds, StoredEvent } from '../store/event-log.ts'
import type { ModelRow } from '../store/model-store.ts'
import type { PeopleStore, ProjectionStep } from '../store/state-store.ts'
import type { AccountFold } from './account-fold.ts'
import type { AccountFolds } from './account-folds.ts'
import { applyEvents, mergeLinked, type Rows } from './apply-events.ts'
import type { Folds } from './folds.ts'
import { addLinks, toPersonId, toPersonIds } from './identity.ts'
import type { Keeper } from './model/keeper.ts'
import { BROKEN_MS, canWait, toLater, toWaitMs } from './reckon-later.ts'
import { reckonMilestones } from './reckon.ts'
import { unlessBroken } from './unless-broken.ts'

/** What is to be written. */
export type Change = Omit<ProjectionStep, 'from' | 'to'>

/** What a run is worked on with. */
export interface StepOptions {
  log: EventLog
  people: PeopleStore
  logger: Logger
  live?: { now: () => number } | undefined
  /** Kept between two runs. */
  folds: Folds
  accounts: AccountFolds
  keeper: Keeper | undefined
}

/** Takes events of one project, in the order of the log. @param config - `undefined` where it cannot be compiled: then nothing is reckoned by it. */
export type ToChange = (project: string, events: readonly StoredEvent[], at: { config: LiveConfig | undefined; upTo: number }) => Promise<Change>

export function createToChange({ log, people, live, logger, folds, accounts, keeper }: StepOptions): ToChange {
  /** The ids of a person, links of this step included. */
  const idsNow = async (project: string, person: string, links: ReadonlyMap<string, string>): Promise<PersonIds> => {
    const stored = await toPersonIds(people, project, person)
    const linkedNow = [...links].filter(([, user]) => user === person).map(([id]) => id)
    const own = stored.anonymousIds.filter((id) => (links.get(id) ?? person) === person)
    return { userId: person, anonymousIds: [...new Set([...own, ...linkedNow])] }
  }

  /**
   * Makes the row of a person anew from the log. Needed where one text was both somebody's user id and an anonymous id that
   * turns out to be another's: the row counts events of two people, and cannot tell which.
   */
  const rebuild = async (
    project: string,
    person: string,
    { links, rows, upTo }: { links: ReadonlyMap<string, string>; rows: Rows; upTo: number },
  ): Promise<void> => {
    const events = await log.readPerson(project, await idsNow(project, person, links), { upTo })
    const fresh: Rows = { people: new Map(), accounts: new Map() }
    applyEvents(
      fresh,
      events.sort((a, b) => a.position - b.position),
      new Map(events.flatMap(({ userId, anonymousId }) => (userId === null && anonymousId !== null ? [[anonymousId, person]] : []))),
    )
    const row = fresh.people.get(person)
    if (row) rows.people.set(person, row)
  }

  return async (project, events, { config, upTo }) => {
    const anonymous = new Set(events.flatMap(({ anonymousId, previousId }) => [anonymousId, previousId]).filter((id) => id !== null))
    const links = await people.links(project, [...anonymous])
    const added = addLinks(links, project, events)
    const ids = new Set([...events.map((event) => toPersonId(event, links)), ...added.flatMap(({ anonymousId, userId }) => [anonymousId, userId])])
    const rows: Rows = {
      people: new Map((await people.people(project, [...ids])).map((row) => [row.id, row])),
      accounts: new Map(),
    }
    const known = new Map(rows.people)
    const split = added.filter(({ anonymousId }) => rows.people.get(anonymousId)?.identified)
    const gone = mergeLinked(rows.people, added)
    const accountIds = new Set(
      [...events.map(({ groupId }) => groupId), ...[...rows.people.values()].map(({ account }) => account)].filter((id) => id !== null),
    )
    for (const row of await people.accounts(project, [...accountIds])) rows.accounts.set(row.id, row)
    const knownAccounts = new Map(rows.accounts)
    applyEvents(rows, events, links)
    for (const { anonymousId, userId } of split) for (const person of [anonymousId, userId]) await rebuild(project, person, { links, rows, upTo })

    const later = new Map<string, ModelRow>()
    const putOff = (person: string, until: number): void => void later.set(person, toLater(project, person, until))
    const attempt = async <T>(person: string, work: () => Promise<T>): Promise<T | undefined> => {
      if (!canWait(config)) return work()
      const done = await unlessBroken(logger, project, person, async () => ({ result: await work() }))
      if (done) return done.result
      // it may have got as far as the middle of the step
      folds.forget(project, person)
      if (live) putOff(person, live.now() + BROKEN_MS)
      return undefined
    }
    const reached =
      config &&
      (await reckonMilestones(folds, accounts, people, {
        project,
        config,
        events,
        byPerson: Map.groupBy(events, (event) => toPersonId(event, links)),
        // an id that nobody was known by brings no past
        joined: new Set([
          ...added.filter(({ anonymousId }) => known.has(anonymousId)).map(({ userId }) => userId),
          ...split.map(({ anonymousId }) => anonymousId),
        ]),
        gone,
        links,
        upTo,
        // of people who did nothing here only what they reached is wanted, and that goes by what they told themselves
        attempt,
        putOff,
        waitOf(person) {
          const waitMs = live && canWait(config) ? toWaitMs(rows.people.get(person)?.events ?? 0) : undefined
          return waitMs === undefined ? undefined : live!.now() + waitMs
        },
        accountOf: (person) => ({ id: rows.people.get(person)?.account ?? undefined, traits: accountTraits(rows, person) }),
        idsOf: (person) => idsNow(project, person, links),
      }))
    const model =
      config &&
      (await keeper?.step({
        project,
        config,
        events,
        stirred: [...new Set([...ids, ...(reached?.keys() ?? [])])]
          // what was linked may be an id that nobody was known by
          .filter((person) => !gone.includes(person) && (rows.people.has(person) || reached?.has(person)))
          .map((person) => ({ person, row: rows.people.get(person), isNew: !known.get(person)?.events })),
        foldOf: async (person, must) => {
          const account = { id: rows.people.get(person)?.account ?? undefined, traits: accountTraits(rows, person) }
          const loadAccount = (id: string): Promise<AccountFold> => accounts.load(project, id, { config, upTo, unwritten: reached })
          const kept = folds.kept(project, person, config)
          const fold =
            kept ??
            (must
              ? await attempt(person, async () =>
                  folds.load(project, person, { config, account, loadAccount, ids: await idsNow(project, person, links), upTo }),
                )
              : undefined)
          if (fold) fold.account = config.accountScope.asked && account.id !== undefined ? { ...account, view: await loadAccount(account.id) } : account
          return fold
        },
      }))
    return {
      links: added,
      people: [...rows.people.values()].filter((row) => known.get(row.id) !== row),
      merged: gone.map((id) => ({ project, id })),
      accounts: [...rows.accounts.values()].filter((row) => knownAccounts.get(row.id) !== row),
      milestones: [...(reached ?? [])].map(([person, those]) => ({ project, person, reached: those })),
      bases: config && reached?.size ? [{ project, basis: config.milestoneBasis, ofEverybody: false }] : [],
      model: [...(model ?? []), ...later.values()],
    }
  }
}

function accountTraits(rows: Rows, person: string): Readonly<Record<string, unknown>> {
  return rows.accounts.get(rows.people.get(person)?.account ?? '')?.traits ?? {}
}
