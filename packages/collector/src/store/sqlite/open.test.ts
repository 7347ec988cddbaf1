import { chmodSync, closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createProject } from '../../project/create-project.ts'
import { createKey, findKey, hashKey } from '../../project/key.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import type { NewEvent } from '../event-log.ts'
import { makeEvent } from '../testing.ts'
import { openDatabase, pragma, transact } from './database.ts'
import { STATE_MIGRATIONS, type StateTables } from '../kysely/schema.ts'
import { LOG_MIGRATIONS } from './event-schema.ts'
import { toKyselyDatabase } from './kysely-database.ts'
import { holdFolder } from './hold-folder.ts'
import { openStores } from './open.ts'

describe('openDatabase', () => {
  it('commits with WAL and synchronous=FULL', () => {
    const database = openDatabase(join(temporaryFolder(), 'x.db'), [])
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(2)
    database.close()
  })

  it('runs each migration once', () => {
    const path = join(temporaryFolder(), 'x.db')
    const create = (database: DatabaseSync): void => database.exec('CREATE TABLE t (a)')
    openDatabase(path, [create]).close()
    const database = openDatabase(path, [create, (later) => later.exec('ALTER TABLE t ADD COLUMN b')])
    expect(pragma(database, 'user_version')).toBe(2)
    database.close()
  })

  it('rolls back a transaction that throws', () => {
    const database = openDatabase(join(temporaryFolder(), 'x.db'), [(fresh) => fresh.exec('CREATE TABLE t (a)')])
    expect(() =>
      transact(database, () => {
        database.exec('INSERT INTO t VALUES (1)')
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(database.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 })
    database.close()
  })
})

describe('openStores', () => {
  it('has everything after reopening that was acknowledged', async () => {
    const folder = temporaryFolder()
    const first = await openStores(folder)
    await createProject(first.state, 'Demo')
    await first.log.append([makeEvent({ messageId: '1' }), makeEvent({ messageId: '2' })])
    await first.close()
    const second = await openStores(folder)
    expect((await second.log.read(0, 9)).map(({ messageId }) => messageId)).toEqual(['1', '2'])
    expect(await second.log.append([makeEvent({ messageId: '2' })])).toEqual([false])
    await second.close()
    await second.close()
  })

  it('takes over a data folder from before accounts were noted with milestones, and has them reckoned anew', async () => {
    const folder = temporaryFolder()
    openDatabase(join(folder, 'events.db'), LOG_MIGRATIONS.slice(0, 1)).close()
    const old = new DatabaseSync(join(folder, 'state.db'))
    const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(old) }) })
    await STATE_MIGRATIONS[0]!(kysely)
    old.exec(`CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version VALUES (1);
      INSERT INTO milestone VALUES ('p', 'u', 'm', 7); INSERT INTO milestone_basis VALUES ('p', 'x')`)
    await kysely.destroy()
    const stores = await openStores(folder)
    expect(await stores.state.people.milestones('p', ['u'])).toEqual(new Map([['u', new Map([['m', { at: 7, account: null }]])]]))
    expect(await stores.state.people.milestoneBasis('p')).toBeUndefined()
    await stores.log.append([makeEvent({ messageId: '1', groupId: 'g' })])
    expect(await stores.log.readAccount('p', 'g', { names: new Set(['a']) })).toHaveLength(1)
    await stores.close()
  })

  it.each(['events.db', 'state.db'])('refuses a newer %s', async (file) => {
    const folder = temporaryFolder()
    await (await openStores(folder)).close()
    const database = new DatabaseSync(join(folder, file))
    database.exec(file === 'events.db' ? 'PRAGMA user_version = 99' : 'INSERT INTO schema_version VALUES (99)')
    database.close()
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_newer', message: expect.stringMatching(/99.*Update Foothold/) })
  })

  it.each(['events.db', 'state.db'])('refuses a %s that is no database', async (file) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, file), 'not a database, but long enough to have a header'.repeat(100))
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_damaged', message: expect.stringContaining(file) })
  })

  it('refuses a log with a page that was overwritten', async () => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    await stores.log.append(
      Array.from({ length: 500 }, (_, index) => makeEvent({ messageId: String(index), properties: JSON.stringify({ text: 'x'.repeat(500) }) })),
    )
    await stores.close()
    const file = openSync(join(folder, 'events.db'), 'r+')
    for (const page of [3, 5, 20]) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096)
    closeSync(file)
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_damaged' })
  })

  it('refuses to start with an empty log where the state has seen events', async () => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    await stores.state.people.apply({ from: 0, to: 7, links: [], people: [], merged: [], accounts: [], milestones: [] })
    await stores.close()
    for (const name of readdirSync(folder)) if (name.startsWith('events')) rmSync(join(folder, name))
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_damaged', message: expect.stringContaining('backup') })
  })

  it('refuses to begin anew beside old events where the state is gone', async () => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    await createProject(stores.state, 'Demo')
    await stores.log.append([makeEvent({ messageId: '1' })])
    await stores.close()
    rmSync(join(folder, 'state.db'))
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_damaged', message: expect.stringContaining('state.db is missing') })
  })

  it('stores an id once, whichever of two collectors on one folder takes it, and after both begin anew', async () => {
    const folder = temporaryFolder()
    const first = await openStores(folder)
    await createProject(first.state, 'Demo')
    const other = await openStores(folder)
    let one = first
    const id = (number: number): NewEvent => makeEvent({ messageId: `m${number}` })
    const ids = (from: number): NewEvent[] => Array.from({ length: 500 }, (_, index) => id(from + index))
    for (let n = 0; n < 60_000; n += 1000) {
      expect((await one.log.append(ids(n))).every(Boolean)).toBe(true)
      expect((await other.log.append(ids(n + 500))).every(Boolean)).toBe(true)
    }
    const known = [id(0), id(999), id(30_100), id(30_600), id(59_999)]
    expect(await one.log.append(known)).toEqual(known.map(() => false))
    expect(await other.log.append(known)).toEqual(known.map(() => false))
    await Promise.all([one.close(), other.close()])
    one = await openStores(folder)
    expect(await one.log.append([...known, id(60_000)])).toEqual([...known.map(() => false), true])
    expect(await one.log.count('p')).toBe(60_001)
    await one.close()
  })

  it('refuses a chunk that was overwritten inside its row', async () => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    await createProject(stores.state, 'Demo')
    await stores.log.append([makeEvent({ messageId: '1', properties: '{"plan":"pro"}' })])
    await stores.close()
    const database = new DatabaseSync(join(folder, 'events.db'))
    const { body } = database.prepare('SELECT body FROM chunk').get() as { body: Uint8Array }
    body[body.length >> 1]! ^= 1
    database.prepare('UPDATE chunk SET body = ?').run(body)
    database.close()
    const damaged = await openStores(folder).catch((error: Error) => error)
    expect(damaged).toMatchObject({ code: 'store_damaged', message: expect.stringContaining('checksum') })
  })

  it.each([
    ['lost', (path: string) => rmSync(path)],
    ['damaged', (path: string) => writeFileSync(path, 'x'.repeat(9000))],
  ])('makes the index anew where it is %s', async (_, spoil) => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    await createProject(stores.state, 'Demo')
    await stores.log.append(Array.from({ length: 2500 }, (_, index) => makeEvent({ messageId: String(index), timestamp: index })))
    expect(await stores.query.eventDays('p', 0)).toMatchObject([{ events: 2500 }])
    await stores.close()
    spoil(join(folder, 'index.db'))
    const again = await openStores(folder)
    expect(await again.query.eventDays('p', 0)).toMatchObject([{ events: 2500 }])
    expect(await again.log.readPerson('p', { userId: 'u', anonymousIds: [] })).toHaveLength(2500)
    await again.close()
  })

  // root may write everything
  it.skipIf(process.getuid?.() === 0)('refuses files that may only be read', async () => {
    const folder = temporaryFolder()
    await (await openStores(folder)).close()
    chmodSync(join(folder, 'events.db'), 0o444)
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'folder_not_writable', message: expect.stringContaining('events.db') })
  })

  it('names a folder that cannot be written', async () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, '')
    await expect(openStores(join(path, 'data'))).rejects.toMatchObject({ code: 'folder_not_writable' })
  })
})

describe('keys', () => {
  it('leaves no byte of an admin key in the data folder', async () => {
    const folder = temporaryFolder()
    const stores = await openStores(folder)
    const { project, adminKey, writeKey } = await createProject(stores.state, 'P')
    const second = await createKey(stores.state.projects, project.id, 'admin')
    expect(adminKey).toMatch(/^fh_adm_[0-9A-Za-z]{43}$/)
    expect(writeKey).toMatch(/^fh_pub_[0-9A-Za-z]{24}$/)
    expect(await findKey(stores.state.projects, second)).toMatchObject({ kind: 'admin', readable: null, hash: hashKey(second) })
    const bytes = (): string =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('')
    const open = bytes()
    await stores.close()
    for (const all of [open, bytes()]) {
      for (const key of [adminKey, second]) expect(all).not.toContain(key.slice(7))
      // the check itself works: a write key is readable on purpose
      expect(all).toContain(writeKey)
    }
  })
})

it('makes a data folder that other users of the machine cannot look into', async () => {
  const [opened, held] = [join(temporaryFolder(), 'data'), join(temporaryFolder(), 'data')]
  await (await openStores(opened)).close()
  holdFolder(held)()
  for (const folder of [opened, held]) expect(statSync(folder).mode & 0o777).toBe(0o700)
})
