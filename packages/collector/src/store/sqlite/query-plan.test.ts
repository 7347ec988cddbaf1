import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { migrateState } from '../kysely/migrate.ts'
import { createPeopleStore } from '../kysely/people-store.ts'
import type { StateTables } from '../kysely/schema.ts'
import type { PeopleStore } from '../state-store.ts'
import { openDatabase } from './database.ts'
import { toKyselyDatabase } from './kysely-database.ts'

it.each<[string, RegExp, (people: PeopleStore) => Promise<unknown>]>([
  ['the ids of one person', /INDEX link_by_user \(project=\? AND user_id=\?\)/, (people) => people.anonymousIdsOf('p', 'u')],
  ['one person', /person_1 \(project=\? AND id=\?\)/, (people) => people.people('p', ['u'])],
  ['a link', /link_1 \(project=\? AND anonymous_id=\?\)/, (people) => people.links('p', ['a'])],
  ['the milestones of one person', /milestone_1 \(project=\? AND person=\?\)/, (people) => people.milestones('p', ['u'])],
])('finds %s without going through all of the project', async (_, plan, ask) => {
  const path = join(temporaryFolder(), 'state.db')
  const database = openDatabase(path, [])
  const bridge = toKyselyDatabase(database)
  let text = ''
  const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: { ...bridge, prepare: (asked) => bridge.prepare((text = asked)) } }) })
  onTestFinished(() => kysely.destroy())
  await migrateState(kysely, path)
  await ask(createPeopleStore(kysely))
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...Array.from(text.matchAll(/\?/g), () => 'x')) as { detail: string }[]
  expect(steps.map(({ detail }) => detail).join('; ')).toMatch(plan)
})
