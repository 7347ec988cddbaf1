// Owns the state store over a Kysely connection of any dialect.
import type { StateStore } from '../state-store.ts'
import { createAuditStore } from './audit-store.ts'
import { createErasureStore } from './erasure-store.ts'
import { createModelStore } from './model-store.ts'
import { createPeopleStore } from './people-store.ts'
import { createProjectStore } from './project-store.ts'
import { createQueryStore } from './query-store.ts'
import type { StateDatabase } from './schema.ts'
import { createVersionStore } from './version-store.ts'

/**
 * Creates the state store on tables that `migrateState` made.
 *
 * @param own - what each database does its own way.
 */
export function createStateStore(database: StateDatabase, own: Pick<StateStore, 'lock' | 'scrub' | 'close'>): StateStore {
  let closing: Promise<void> | undefined
  return {
    projects: createProjectStore(database),
    versions: createVersionStore(database),
    people: createPeopleStore(database),
    model: createModelStore(database),
    audit: createAuditStore(database),
    erasures: createErasureStore(database),
    queries: createQueryStore(database),
    lock: own.lock,
    scrub: own.scrub,
    close: () => (closing ??= own.close()),
  }
}
