import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { migrateState } from '../kysely/migrate.ts'
import { createPeopleStore } from '../kysely/people-store.ts'
import { createProjectStore } from '../kysely/project-store.ts'
import type { StateTables } from '../kysely/schema.ts'
import type { ProjectionStep } from '../state-store.ts'
import { openDatabase, pragma } from './database.ts'
import { toKyselyDatabase } from './kysely-database.ts'
import { createLightApply } from './light-apply.ts'

const FULL = 2
const STEP: ProjectionStep = { from: 0, to: 1, links: [{ project: 'p', anonymousId: 'a', userId: 'u' }], people: [], merged: [], accounts: [], milestones: [] }

it('waits for the disk with everything but steps of people, also after one that failed', async () => {
  const path = join(temporaryFolder(), 'state.db')
  const database = openDatabase(path, [])
  const during: unknown[] = []
  const bridge = toKyselyDatabase(database)
  const watched: typeof bridge = {
    ...bridge,
    prepare(text) {
      if (/insert into "link"/.test(text)) during.push(pragma(database, 'synchronous'))
      return bridge.prepare(text)
    },
  }
  const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: watched }) })
  onTestFinished(() => kysely.destroy())
  await migrateState(kysely, path)
  const apply = createLightApply(kysely, database)
  const projects = createProjectStore(kysely)
  // others take their turn on the same connection meanwhile
  const [applied] = await Promise.all([apply(STEP), projects.create({ id: 'p', name: 'P', createdAt: 0, identity: 'off' }, [])])
  expect([applied, during]).toEqual([true, [1]])
  expect(pragma(database, 'synchronous')).toBe(FULL)
  expect(await apply(STEP)).toBe(false)
  await expect(apply({ ...STEP, from: 1, to: 2, links: [{ project: 'p', anonymousId: null as unknown as string, userId: 'u' }] })).rejects.toThrow('NOT NULL')
  expect(pragma(database, 'synchronous')).toBe(FULL)
  expect(await createPeopleStore(kysely).position()).toBe(1)
})
