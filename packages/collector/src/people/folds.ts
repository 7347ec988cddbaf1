// Owns the folds of people in memory: those of late are kept and go on event by event, others are folded anew from the log.
// It must not know when it is asked; the projection sees to it that nothing changes meanwhile.
import type { LiveConfig } from '../config/live.ts'
import type { EventLog, PersonIds, StoredEvent } from '../store/event-log.ts'
import type { AccountFold } from './account-fold.ts'
import { PersonFold, relevantEvents, type AccountFacts } from './fold.ts'

/** People whose fold is kept. */
const KEPT = 5000
/** Events that are folded in one turn of the event loop. */
const SLICE = 500

/** What a fold is loaded or taken along with. */
export interface FoldStep {
  config: LiveConfig
  /** The account that the person is in now. */
  account: AccountFacts
  /** Loads an account; asked where milestones ask about accounts. */
  loadAccount(id: string): Promise<AccountFold>
}

/** Folds by person. */
export interface Folds {
  /** The fold of a person with every relevant event up to a position; from memory where it is there. */
  load(project: string, person: string, want: FoldStep & { ids: PersonIds; upTo: number }): Promise<PersonFold>
  /**
   * Adds new events to a kept fold.
   *
   * @param step - `roughUntil`: what comes late is added all the same, and the fold is used until then.
   * @returns the fold, or `undefined` where it must be loaded: not kept, of another config, or an event came late.
   */
  advance(project: string, person: string, step: FoldStep & { events: readonly StoredEvent[]; roughUntil: number | undefined }): Promise<PersonFold | undefined>
  /** The kept fold, as it is. */
  kept(project: string, person: string, config: LiveConfig): PersonFold | undefined
  forget(project: string, person: string): void
  /** Forgets a fold that is not exact. */
  settle(project: string, person: string): void
  /** After a failed write: what is kept may be ahead of the store. */
  clear(): void
}

/** @param now - epoch ms. */
export function createFolds(log: EventLog, now: () => number): Folds {
  const kept = new Map<string, PersonFold>()
  const toKey = (project: string, person: string): string => `${project} ${person}`
  const find = (key: string): PersonFold | undefined => {
    const fold = kept.get(key)
    if (!fold || !(fold.roughUntil! <= now())) return fold
    kept.delete(key)
    return undefined
  }
  const keep = (key: string, fold: PersonFold): PersonFold => {
    kept.delete(key)
    kept.set(key, fold)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return fold
  }
  const add = async (fold: PersonFold, events: readonly StoredEvent[], { config, account, loadAccount }: FoldStep): Promise<void> => {
    fold.account = account
    if (config.accountScope.inMilestones && events.length) {
      const ids = new Set([fold.groupId, ...events.map(({ groupId }) => groupId)])
      const accounts = new Map<string, AccountFold>()
      for (const id of ids) if (typeof id === 'string') accounts.set(id, await loadAccount(id))
      fold.accountOf = (id) => accounts.get(id)
    }
    for (const [index, event] of events.entries()) {
      fold.add(event)
      // requests that came meanwhile go first
      if (index % SLICE === SLICE - 1) await new Promise((go) => setImmediate(go))
    }
    // kept folds of accounts may be dropped; this must not hold on to them
    fold.accountOf = () => undefined
  }
  return {
    async load(project, person, { ids, upTo, ...step }) {
      const key = toKey(project, person)
      const known = find(key)
      if (known?.config === step.config) {
        known.account = step.account
        return keep(key, known)
      }
      const fold = new PersonFold(step.config, person)
      await add(fold, await log.readPerson(project, ids, { names: relevantEvents(step.config), upTo }), step)
      return keep(key, fold)
    },
    async advance(project, person, { events, roughUntil, ...step }) {
      const key = toKey(project, person)
      const fold = find(key)
      let inOrder = [...events].sort((a, b) => a.timestamp - b.timestamp || a.position - b.position)
      const isLate = fold !== undefined && inOrder[0] !== undefined && inOrder[0].timestamp < fold.lastAt
      if (!fold || fold.config !== step.config || (isLate && roughUntil === undefined)) {
        kept.delete(key)
        return undefined
      }
      if (isLate) {
        fold.roughUntil ??= roughUntil
        // what was told of somebody before must not take the place of what was told since
        const { lastAt } = fold
        inOrder = inOrder.filter(({ type, timestamp }) => type === 'track' || timestamp >= lastAt)
      }
      await add(fold, inOrder, step)
      return keep(key, fold)
    },
    kept(project, person, config) {
      const fold = find(toKey(project, person))
      return fold?.config === config ? fold : undefined
    },
    forget: (project, person) => void kept.delete(toKey(project, person)),
    settle(project, person) {
      const key = toKey(project, person)
      if (kept.get(key)?.roughUntil !== undefined) kept.delete(key)
    },
    clear: () => kept.clear(),
  }
}
