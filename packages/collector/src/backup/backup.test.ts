import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createCollector, type Collector } from '../app.ts'
import { createProject, type CreatedProject } from '../project/create-project.ts'
import { openStores } from '../store/sqlite/open.ts'
import type { Stores } from '../store/stores.ts'
import { createBench, NOON, temporaryFolder } from '../testing/temporary.ts'
import { cleanBackups, listBackups, pruneBackups } from './folder.ts'
import { makeBackup, type MadeBackup } from './make.ts'
import { restoreBackup } from './restore.ts'
import { verifyBackup } from './verify.ts'

// erasing writes files anew
vi.setConfig({ testTimeout: 60_000 })

interface Running {
  data: string
  backups: string
  stores: Stores
  collector: Collector
  created: CreatedProject
  send(batch: readonly object[]): Promise<number>
  backup(): Promise<MadeBackup>
  erase(person: string): Promise<void>
}

let minute = 0
async function run(): Promise<Running> {
  const data = join(temporaryFolder(), 'data')
  const backups = join(dirname(data), 'backups')
  const stores = await openStores(data)
  const created = await createProject(stores.state, 'P')
  const collector = createCollector({ stores })
  onTestFinished(async () => {
    await collector.close()
    await stores.close()
  })
  const ask = (path: string, key: string, body: object): Promise<Response> =>
    Promise.resolve(collector.app.request(path, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body) }))
  return {
    data,
    backups,
    stores,
    collector,
    created,
    send: async (batch) => ((await (await ask('/v1/batch', created.writeKey, { batch })).json()) as { accepted: number }).accepted,
    backup: () => makeBackup({ dataDirectory: data, folder: backups, version: '0.1.0', now: Date.UTC(2026, 0, 1, 0, minute++) }),
    async erase(person) {
      const answer = await ask(`/admin/v1/people/${person}/erase`, created.adminKey, {})
      expect(answer.status).toBe(202)
      await vi.waitFor(async () => expect(await stores.state.erasures.unfinished()).toEqual([]), { timeout: 30_000 })
    },
  }
}

const track = (userId: string, n: number): object => ({ type: 'track', event: 'used', userId, anonymousId: `anon-of-${userId}`, messageId: `${userId}-${n}` })

async function contents(folder: string): Promise<{ ids: string[]; people: string[] }> {
  const stores = await openStores(folder)
  try {
    const ids = (await stores.log.read(0, 100_000)).map(({ messageId }) => messageId)
    const [project] = await stores.state.projects.list()
    const { people } = await stores.state.people.list(project!.id, { limit: 100 })
    return { ids, people: people.map(({ id }) => id).toSorted() }
  } finally {
    await stores.close()
  }
}

/** Every file of a folder in which a text is found, chunks of the log unpacked. */
function find(folder: string, text: string): string[] {
  const found = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes(text))
  const log = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  for (const { body } of log.prepare('SELECT body FROM chunk').all() as { body: Uint8Array }[])
    if (inflateRawSync(body).toString().includes(text)) found.push('a chunk')
  log.close()
  return found
}

describe('a backup', () => {
  it('has all that was acknowledged before it began, while more comes, and comes back whole', async () => {
    const running = await run()
    const acknowledged: string[] = []
    let over = false
    const load = async (client: number): Promise<void> => {
      for (let n = 0; !over; n++) if ((await running.send([track(`u${client}`, n)])) === 1) acknowledged.push(`u${client}-${n}`)
    }
    const clients = [1, 2, 3, 4].map(load)
    onTestFinished(() => void (over = true))
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(200), { timeout: 30_000 })
    const before = [...acknowledged]
    const { path, manifest } = await running.backup()
    over = true
    await Promise.all(clients)
    expect(await verifyBackup(path)).toEqual(manifest)
    const data = join(temporaryFolder(), 'restored')
    expect(await restoreBackup({ backup: path, dataDirectory: data })).toMatchObject({ manifest, people: 0 })
    const { ids } = await contents(data)
    expect(before.filter((id) => !ids.includes(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(manifest.events.count)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o077).toBe(0)
  })

  it('is refused where a byte was changed, a file is missing, or the two do not fit each other', async () => {
    const running = await run()
    await running.send([track('lovelace', 1)])
    await running.collector.caughtUp(running.created.project.id)
    const older = await running.backup()
    await running.send([track('lovelace', 2)])
    await running.collector.caughtUp(running.created.project.id)
    const { path } = await running.backup()
    const data = join(temporaryFolder(), 'restored')
    const broken = async (spoil: (folder: string) => void): Promise<unknown> => {
      const folder = join(temporaryFolder(), 'backup')
      mkdirSync(folder)
      for (const name of readdirSync(path)) copyFileSync(join(path, name), join(folder, name))
      spoil(folder)
      return restoreBackup({ backup: folder, dataDirectory: data }).catch((error: unknown) => error)
    }
    const flip = (folder: string): void => {
      const bytes = readFileSync(join(folder, 'events.db'))
      bytes[bytes.length - 100]! ^= 1
      writeFileSync(join(folder, 'events.db'), bytes)
    }
    expect(await broken(flip)).toMatchObject({ code: 'backup_invalid', message: expect.stringContaining('events.db was changed') })
    expect(await broken((folder) => appendFileSync(join(folder, 'state.db'), 'x'))).toMatchObject({ code: 'backup_invalid' })
    expect(await broken((folder) => writeFileSync(join(folder, 'manifest.json'), '{}'))).toMatchObject({ code: 'backup_invalid' })
    const swapped = (folder: string): void => {
      copyFileSync(join(older.path, 'events.db'), join(folder, 'events.db'))
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as MadeBackup['manifest']
      manifest.files['events.db'] = older.manifest.files['events.db']
      manifest.events = older.manifest.events
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    }
    expect(await broken(swapped)).toMatchObject({ code: 'backup_invalid', message: expect.stringContaining('state.db has seen events up to 2') })
    expect(existsSync(data)).toBe(false)
  })

  it('goes into an empty folder only', async () => {
    const running = await run()
    await running.send([track('lovelace', 1)])
    const { path } = await running.backup()
    const before = readFileSync(join(running.data, 'state.db'))
    await expect(restoreBackup({ backup: path, dataDirectory: running.data })).rejects.toMatchObject({ code: 'folder_not_writable' })
    expect(readFileSync(join(running.data, 'state.db')).equals(before)).toBe(true)
    // what was left of another database would be played over the one that comes
    const left = temporaryFolder()
    writeFileSync(join(left, 'events.db-wal'), 'left')
    await expect(restoreBackup({ backup: path, dataDirectory: left })).rejects.toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringContaining('There is events.db-wal in'),
    })
  })
})

describe('who is erased', () => {
  it('is in no backup of the folder any more once it was cleaned, and others are', async () => {
    const running = await run()
    await running.send([track('lovelace', 1), track('bob', 1), { type: 'identify', userId: 'lovelace', traits: { email: 'lovelace@byron.example' } }])
    await running.collector.caughtUp(running.created.project.id)
    const first = await running.backup()
    await running.backup()
    expect(find(first.path, 'lovelace')).toContain('a chunk')
    await running.erase('lovelace')
    const last = await running.backup()
    expect(find(last.path, 'lovelace')).toEqual([])
    const [one, two] = listBackups(running.backups)
    expect(await cleanBackups(running.backups)).toEqual([one, two])
    for (const backup of listBackups(running.backups)) {
      expect(find(backup, 'lovelace')).toEqual([])
      expect((await verifyBackup(backup)).events.last).toBe(3)
      expect(readdirSync(backup).toSorted()).toEqual(['events.db', 'manifest.json', 'state.db'])
    }
    // nothing is left to do
    expect(await cleanBackups(running.backups)).toEqual([])
    const data = join(temporaryFolder(), 'restored')
    await restoreBackup({ backup: first.path, dataDirectory: data })
    expect(await contents(data)).toEqual({ ids: ['bob-1'], people: ['bob'] })
  })

  it('is erased again when a backup from before is restored, also where only the lost folder knows', async () => {
    const running = await run()
    await running.send([track('lovelace', 1), track('bob', 1)])
    await running.collector.caughtUp(running.created.project.id)
    const { path } = await running.backup()
    await running.erase('lovelace')
    const data = join(temporaryFolder(), 'restored')
    expect(await restoreBackup({ backup: path, dataDirectory: data, erasures: [running.data] })).toMatchObject({ people: 1, events: 1 })
    expect(find(data, 'lovelace')).toEqual([])
    expect(await contents(data)).toEqual({ ids: ['bob-1'], people: ['bob'] })
    const stores = await openStores(data)
    // and stays so: late events are refused
    const collector = createCollector({ stores })
    const late = await collector.app.request('/v1/batch', {
      method: 'POST',
      headers: { authorization: `Bearer ${running.created.writeKey}` },
      body: JSON.stringify({ batch: [track('lovelace', 9)] }),
    })
    expect(await late.json()).toMatchObject({ accepted: 0, rejected: [{ code: 'person_erased' }] })
    await collector.close()
    await stores.close()
  })

  it('leaves a backup, too, that was made while they were being erased', async () => {
    const running = await run()
    await running.send([track('lovelace', 1), track('bob', 1)])
    await running.collector.caughtUp(running.created.project.id)
    const erased = running.erase('lovelace')
    await vi.waitFor(async () => expect(await running.stores.state.erasures.unfinished()).toHaveLength(1), { interval: 1 })
    const during = await running.backup()
    expect(find(during.path, 'lovelace')).toEqual(['state.db', 'a chunk'])
    await erased
    expect(await cleanBackups(running.backups)).toEqual([during.path])
    expect(find(during.path, 'lovelace')).toEqual([])
    expect(await cleanBackups(running.backups)).toEqual([])
  })

  it('is looked for where it was said that somebody knows of them', async () => {
    const running = await run()
    await running.send([track('lovelace', 1), track('bob', 1)])
    await running.collector.caughtUp(running.created.project.id)
    const { path } = await running.backup()
    const alone = join(temporaryFolder(), 'alone')
    cpSync(path, alone, { recursive: true })
    await running.erase('lovelace')
    await running.backup()
    const data = join(temporaryFolder(), 'restored')
    const nowhere = join(temporaryFolder(), 'typo')
    await expect(restoreBackup({ backup: alone, dataDirectory: data, erasures: [nowhere] })).rejects.toMatchObject({ code: 'not_found' })
    expect(existsSync(data)).toBe(false)
    // a folder of backups
    expect(await restoreBackup({ backup: alone, dataDirectory: data, erasures: [running.backups] })).toMatchObject({ people: 1, events: 1 })
    expect(await contents(data)).toEqual({ ids: ['bob-1'], people: ['bob'] })
  })

  it('does not come back where a restore ends before they are erased again', async () => {
    const running = await run()
    await running.send([track('lovelace', 1)])
    await running.collector.caughtUp(running.created.project.id)
    const { path } = await running.backup()
    await running.erase('lovelace')
    // a list that cannot be taken over: the second of two erasures has no person
    const damaged = temporaryFolder()
    const list = new DatabaseSync(join(damaged, 'state.db'))
    list.exec(`CREATE TABLE erased_id (project, erasure, hash); CREATE TABLE erasure (project, id, person, requested_at);
      INSERT INTO erasure VALUES ('${running.created.project.id}', 'era_damaged', NULL, 1)`)
    list.close()
    const data = join(temporaryFolder(), 'restored')
    await expect(restoreBackup({ backup: path, dataDirectory: data, erasures: [running.data, damaged] })).rejects.toThrow(/NOT NULL/)
    // nothing that a start would take
    expect(readdirSync(data)).not.toContain('state.db')
    expect(readdirSync(data)).not.toContain('events.db')
    expect(await restoreBackup({ backup: path, dataDirectory: data, erasures: [running.data] })).toMatchObject({ people: 1, events: 1 })
    expect(readdirSync(data).toSorted()).toEqual(['events.db', 'lock.db', 'state.db'])
    expect(find(data, 'lovelace')).toEqual([])
  })
})

it('keeps as many backups as are wanted, the newest', async () => {
  const running = await run()
  const made: string[] = []
  for (let n = 0; n < 4; n++) made.push((await running.backup()).path)
  expect(pruneBackups(running.backups, 2)).toEqual(made.slice(0, 2))
  expect(listBackups(running.backups)).toEqual(made.slice(2))
})

it('says where the state went that was moved', async () => {
  const folder = temporaryFolder()
  await (await openStores(folder)).close()
  renameSync(join(folder, 'state.db'), join(folder, 'state.db.moved'))
  await expect(makeBackup({ dataDirectory: folder, folder: temporaryFolder(), version: '1', now: NOON })).rejects.toThrow(/was moved away from .*--state-url/)
})

it('says to bring the state over where another one is empty', async () => {
  const { folder, stores, send, collector, project } = await createBench()
  await send('/v1/track', { userId: 'ada', event: 'saved' })
  await collector.caughtUp(project.project.id)
  await collector.close()
  await stores.close()
  await expect(openStores(folder, undefined, { stateUrl: join(temporaryFolder(), 'other.db') })).rejects.toThrow(/foothold move/)
})
