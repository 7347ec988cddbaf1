// Owns the folds of people in memory: those of late are kept and go on event by event, others are folded anew from the log.
// It must not know when it is asked; the projection sees to it that nothing changes meanwhile.
import type { LiveConfig } from '../config/live.ts'
import type { EventLog, PersonIds, StoredEvent } from '../store/event-log.ts'
import { PersonFold, relevantEvents } from './fold.ts'

/** People whose fold is kept. */
const KEPT = 5000

/** Folds by person. */
export interface Folds {
  /** The fold of a person with every relevant event up to a position; from memory where it is there. */
  load(
    project: string,
    person: string,
    want: { config: LiveConfig; ids: PersonIds; upTo: number; account: Readonly<Record<string, unknown>> },
  ): Promise<PersonFold>
  /**
   * Adds new events to a kept fold.
   *
   * @returns the fold, or `undefined` where it must be loaded: not kept, of another config, or an event came late.
   */
  advance(
    project: string,
    person: string,
    step: { config: LiveConfig; events: readonly StoredEvent[]; account: Readonly<Record<string, unknown>> },
  ): PersonFold | undefined
  forget(project: string, person: string): void
  /** After a failed write: what is kept may be ahead of the store. */
  clear(): void
}

export function createFolds(log: EventLog): Folds {
  const kept = new Map<string, PersonFold>()
  const toKey = (project: string, person: string): string => `${project} ${person}`
  const keep = (key: string, fold: PersonFold): PersonFold => {
    kept.delete(key)
    kept.set(key, fold)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return fold
  }
  return {
    async load(project, person, { config, ids, upTo, account }) {
      const key = toKey(project, person)
      const known = kept.get(key)
      if (known?.config === config) {
        known.account = account
        return keep(key, known)
      }
      const fold = new PersonFold(config)
      fold.account = account
      for (const event of await log.readPerson(project, ids, { names: relevantEvents(config), upTo })) fold.add(event)
      return keep(key, fold)
    },
    advance(project, person, { config, events, account }) {
      const key = toKey(project, person)
      const fold = kept.get(key)
      const inOrder = [...events].sort((a, b) => a.timestamp - b.timestamp || a.position - b.position)
      if (!fold || fold.config !== config || (inOrder[0] && inOrder[0].timestamp < fold.lastAt)) {
        kept.delete(key)
        return undefined
      }
      fold.account = account
      for (const event of inOrder) fold.add(event)
      return keep(key, fold)
    },
    forget: (project, person) => void kept.delete(toKey(project, person)),
    clear: () => kept.clear(),
  }
}
