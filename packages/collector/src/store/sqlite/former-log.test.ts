import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createJsonLogger, silent } from '../../options.ts'
import { createProject } from '../../project/create-project.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import type { NewEvent, StoredEvent } from '../event-log.ts'
import { makeEvent, NAUGHTY } from '../testing.ts'
import { openDatabase, transact } from './database.ts'
import { LOG_MIGRATIONS } from './event-schema.ts'
import { takeOverFormerLog } from './former-log.ts'
import { openStores } from './open.ts'

const COUNT = 9000
const FIELDS = 'position, project, message_id, type, name, anonymous_id, user_id, group_id, previous_id, timestamp, received_at, sequence, flags'

/** Two projects, one of them now and then; texts of all kinds; gaps, as an event that was known left them. */
const EVENTS: readonly StoredEvent[] = Array.from({ length: COUNT }, (_, index) => ({
  position: index + 1 + Math.floor(index / 700) * 3,
  ...makeEvent({
    project: index % 50 ? 'p' : 'q',
    messageId: index % 9 ? `m${(index * 7919) % COUNT}` : `é💥${index}`,
    timestamp: index * 60_000,
    receivedAt: index + 5,
    sequence: index,
    groupId: index % 3 ? null : 'acme',
    properties: JSON.stringify({ text: NAUGHTY[index % NAUGHTY.length], long: 'x'.repeat(300) }),
  }),
}))

/** Makes a data folder as it was left by the former layout, of either of its versions. */
async function makeFormer(version: 1 | 2 = 2): Promise<string> {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  await createProject(stores.state, 'Demo')
  await stores.state.people.apply({ from: 0, to: EVENTS.at(-1)!.position, links: [], people: [], merged: [], accounts: [], milestones: [] })
  await stores.close()
  const path = join(folder, 'events.db')
  const fresh = new DatabaseSync(path)
  fresh.exec(
    'DROP TABLE chunk; DROP TABLE message; DROP TABLE message_position; DROP TABLE project; PRAGMA user_version = 0; PRAGMA auto_vacuum = NONE; VACUUM',
  )
  fresh.close()
  const database = openDatabase(path, LOG_MIGRATIONS.slice(0, version))
  const insert = database.prepare(`INSERT INTO event (${FIELDS}, properties, traits, context) VALUES (${'?, '.repeat(15)}?)`)
  transact(database, () => {
    for (const e of EVENTS)
      insert.run(
        e.position,
        e.project,
        e.messageId,
        e.type,
        e.name,
        e.anonymousId,
        e.userId,
        e.groupId,
        e.previousId,
        e.timestamp,
        e.receivedAt,
        e.sequence,
        e.flags,
        e.properties,
        e.traits,
        e.context,
      )
  })
  database.close()
  return folder
}

async function expectAll(folder: string): Promise<unknown[]> {
  const lines: unknown[] = []
  const { log, query, close } = await openStores(
    folder,
    createJsonLogger((line) => lines.push(JSON.parse(line)), 'info'),
  )
  const last = EVENTS.at(-1)!.position
  expect(await log.read(0, COUNT + 1)).toEqual(EVENTS)
  expect(await log.count('p')).toBe(EVENTS.filter(({ project }) => project === 'p').length)
  expect(await log.lastPosition()).toBe(last)
  const known = EVENTS.map(({ position: _, ...event }): NewEvent => event)
  expect((await log.append(known)).some(Boolean)).toBe(false)
  expect(await log.append([makeEvent({ messageId: 'new', project: 'q' })])).toEqual([true])
  expect(await log.lastPosition()).toBe(last + 1)
  expect((await query.eventDays('p', 0)).reduce((sum, { events }) => sum + events, 0)).toBe(await log.count('p'))
  expect(await log.readAccount('p', 'acme', { names: new Set(['a']) })).toHaveLength(
    EVENTS.filter(({ project, groupId }) => project === 'p' && groupId === 'acme').length,
  )
  await close()
  const database = new DatabaseSync(join(folder, 'events.db'))
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'event%'").all()).toEqual([])
  database.close()
  return lines
}

describe('takeOverFormerLog', () => {
  it.each([1, 2] as const)('brings each event with its position and id over from version %s, and gives the room back', async (version) => {
    const folder = await makeFormer(version)
    const path = join(folder, 'events.db')
    const before = statSync(path).size
    const last = EVENTS.at(-1)!.position
    expect(await expectAll(folder)).toMatchObject([{ level: 'info', event: 'log taken over', position: last, of: last }])
    expect(statSync(path).size).toBeLessThan(before / 2)
    expect(await openStores(folder).then(({ log, close }) => log.count('q').finally(close))).toBe(181)
  })

  it('goes on where it was ended', async () => {
    const folder = await makeFormer()
    const path = join(folder, 'events.db')
    const database = openDatabase(path, LOG_MIGRATIONS)
    const running = takeOverFormerLog(database, path, silent)
    // the first step is done, the second has not begun
    const { n } = database.prepare('SELECT sum(events) AS n FROM chunk').get() as { n: number }
    database.close()
    await expect(running).rejects.toMatchObject({ code: 'folder_not_writable', message: expect.stringContaining('None is lost') })
    expect(n).toBeGreaterThan(0)
    expect(n).toBeLessThan(COUNT)
    await expectAll(folder)
  })

  it('keeps all where the disk has no room for it, and says so', async () => {
    const folder = await makeFormer()
    const path = join(folder, 'events.db')
    const database = openDatabase(path, LOG_MIGRATIONS)
    database.exec('CREATE TABLE room (a); INSERT INTO room VALUES (zeroblob(1)); PRAGMA max_page_count = 1')
    // all free pages are taken, and SQLite may take no more
    const fill = database.prepare('INSERT INTO room VALUES (zeroblob(4000))')
    expect(() => {
      for (;;) fill.run()
    }).toThrow('full')
    await expect(takeOverFormerLog(database, path, silent)).rejects.toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringMatching(/full.*None is lost/),
    })
    expect(database.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: COUNT })
    database.exec('DROP TABLE room')
    database.close()
    await expectAll(folder)
  })

  it('takes no event over whose record is damaged', async () => {
    const folder = await makeFormer()
    const path = join(folder, 'events.db')
    const database = new DatabaseSync(path)
    database.prepare("UPDATE event SET properties = '{' WHERE position = ?").run(EVENTS.at(-9)!.position)
    database.close()
    await expect(openStores(folder)).rejects.toMatchObject({ code: 'store_damaged', message: expect.stringContaining(`event ${EVENTS.at(-9)!.position} `) })
    const after = new DatabaseSync(path)
    expect(after.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: COUNT })
    after.close()
  })
})
