// Owns the folds of accounts in memory: made from the log when first asked for, then kept and taken along event by event.
// It must not know when it is asked; the projection sees to it that nothing changes meanwhile.
import type { LiveConfig } from '../config/live.ts'
import type { EventLog, StoredEvent } from '../store/event-log.ts'
import type { PeopleStore, Reached } from '../store/state-store.ts'
import { AccountFold } from './account-fold.ts'

/** Accounts that are kept, and the times that they may hold together. */
const KEPT = 2000
const KEPT_TIMES = 2_000_000

/** Folds by account; only projects whose bundle asks about accounts have any. */
export interface AccountFolds {
  /**
   * The fold of an account with every event up to a position; from memory where it is there.
   *
   * @param want - `unwritten`: milestones by person that the store does not have yet.
   */
  load(
    project: string,
    account: string,
    want: { config: LiveConfig; upTo: number; unwritten?: ReadonlyMap<string, ReadonlyMap<string, Reached>> | undefined },
  ): Promise<AccountFold>
  /** Adds new events of a project to its kept folds. */
  advance(project: string, config: LiveConfig, events: readonly StoredEvent[]): void
  /** The kept folds of a project by account. */
  kept(project: string, config: LiveConfig): [account: string, fold: AccountFold][]
  /** After a failed write: what is kept may be ahead of the store. */
  clear(): void
}

export function createAccountFolds(log: EventLog, people: PeopleStore): AccountFolds {
  const kept = new Map<string, Map<string, AccountFold>>()
  const of = (project: string): Map<string, AccountFold> => {
    const own = kept.get(project) ?? new Map<string, AccountFold>()
    kept.set(project, own)
    return own
  }
  const keep = (project: string, account: string, fold: AccountFold): AccountFold => {
    const own = of(project)
    own.delete(account)
    own.set(account, fold)
    let times = [...own.values()].reduce((sum, { size }) => sum + size, 0)
    for (const [oldest, { size }] of own) {
      if (oldest === account || (own.size <= KEPT && times <= KEPT_TIMES)) break
      own.delete(oldest)
      times -= size
    }
    return fold
  }
  const current = (project: string, account: string, config: LiveConfig): AccountFold | undefined => {
    const fold = kept.get(project)?.get(account)
    return fold?.config === config ? fold : undefined
  }
  return {
    async load(project, account, { config, upTo, unwritten = new Map() }) {
      const known = current(project, account, config)
      if (known) return keep(project, account, known)
      const fold = new AccountFold(config)
      const { accountNeeds, accountScope } = config
      if (accountNeeds.size) for (const event of await log.readAccount(project, account, { names: new Set(accountNeeds.keys()), upTo })) fold.count(event)
      if (accountScope.inMilestones) {
        const { userIds, anonymousIds } = await log.accountIds(project, account, upTo)
        for (const id of userIds) fold.members.users.add(id)
        for (const id of anonymousIds) fold.members.anonymous.add(id)
      }
      if (accountScope.milestones.size) {
        fold.setStored(account, await people.accountMilestones(project, account))
        for (const [person, reached] of unwritten) fold.setReached(account, person, reached)
      }
      return keep(project, account, fold)
    },
    advance(project, config, events) {
      for (const event of events) if (event.groupId !== null) current(project, event.groupId, config)?.add(event)
    },
    kept: (project, config) => [...of(project)].filter(([, fold]) => fold.config === config),
    clear: () => kept.clear(),
  }
}
