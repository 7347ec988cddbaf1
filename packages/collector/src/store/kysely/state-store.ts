// Owns the state store over a Kysely connection of any dialect.
import type { StateStore } from '../state-store.ts'
import { createAuditStore } from './audit-store.ts'
import { createErasureStore } from './erasure-store.ts'
import { createPeopleStore } from './people-store.ts'
import { createProjectStore } from './project-store.ts'
import type { StateDatabase } from './schema.ts'
import { createVersionStore } from './version-store.ts'

/**
 * Creates the state store on tables that `migrateState` made.
 *
 * @param database - destroyed with the store.
 */
export function createStateStore(database: StateDatabase): StateStore {
  return {
    projects: createProjectStore(database),
    versions: createVersionStore(database),
    people: createPeopleStore(database),
    audit: createAuditStore(database),
    erasures: createErasureStore(database),
    close: () => database.destroy(),
  }
}
