import { describe, expect, it, onTestFinished } from 'vitest'
import { silent } from '../../packages/collector/src/options.ts'
import { STATE_MIGRATIONS } from '../../packages/collector/src/store/kysely/schema.ts'
import { toLockNumber } from '../../packages/collector/src/store/postgres/advisory-lock.ts'
import { openPostgresState, type PostgresOptions } from '../../packages/collector/src/store/postgres/open-state.ts'
import type { StateStore } from '../../packages/collector/src/store/state-store.ts'
import { asOwner, createDatabase, createNetwork, toUrl } from './database.ts'

const NAME = 'the database'
const step = { links: [], people: [], merged: [], accounts: [], milestones: [] }
const project = { id: 'p', name: 'P', createdAt: 5, identity: 'off' } as const

async function open(url: string, options: Partial<PostgresOptions> = {}): Promise<StateStore> {
  const state = await openPostgresState({ url, name: NAME }, { logger: silent, ...options })
  onTestFinished(() => state.close())
  return state
}

/** Ends the connections of collectors to a database, as a server does that is restarted. @returns how many there were. */
async function terminate(url: string): Promise<number> {
  const rows = await asOwner(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'foothold' and datname = '${new URL(url).pathname.slice(1)}'`,
  )
  return rows.length
}

describe('start', () => {
  it('migrates once where several collectors start at once', async () => {
    const url = await createDatabase()
    const states = await Promise.all(Array.from({ length: 6 }, () => open(url)))
    await states[0]!.projects.create(project, [])
    expect(await Promise.all(states.map((state) => state.projects.get('p')))).toEqual(states.map(() => project))
    expect(await asOwner('select version from schema_version order by version', url)).toEqual(STATE_MIGRATIONS.map((_, index) => ({ version: index + 1 })))
  })

  it('leaves tables of a newer version alone', async () => {
    const url = await createDatabase()
    await (await open(url)).close()
    await asOwner('insert into schema_version values (99)', url)
    await expect(open(url)).rejects.toMatchObject({ code: 'store_newer', message: expect.stringMatching(/^the database .*99.*Update Foothold/) })
  })

  it.each([
    ['a wrong password', (url: URL) => void (url.password = 'secret'), /password authentication failed/],
    ['a user that there is not', (url: URL) => void (url.username = 'nobody'), /authentication failed/],
    ['a database that there is not', (url: URL) => void (url.pathname = '/none'), /"none" does not exist/],
  ])('says at once that it was given %s', async (_, spoil, message) => {
    const url = new URL(toUrl('postgres'))
    spoil(url)
    const begun = performance.now()
    const error = (await open(url.href).catch((caught: unknown) => caught)) as Error
    expect(error).toMatchObject({ code: 'state_unusable', message: expect.stringMatching(message) })
    expect(error.message).not.toContain('secret')
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('refuses a database that cannot hold every text', async () => {
    const url = await createDatabase("encoding 'LATIN1' locale 'C'")
    await expect(open(url)).rejects.toMatchObject({ code: 'state_unusable', message: expect.stringMatching(/LATIN1.*UTF8/) })
  })

  it('refuses a database in which it may make no tables', async () => {
    const url = new URL(await createDatabase())
    const role = `guest_${url.pathname.slice(1)}`
    await asOwner(`create role ${role} login password 'x'; revoke create on schema public from public`, url.href)
    url.username = role
    url.password = 'x'
    await expect(open(url.href)).rejects.toMatchObject({ code: 'state_unusable', message: expect.stringContaining('permission denied') })
  })

  it('waits for a server that is still starting, and not for ever', async () => {
    const network = await createNetwork(await createDatabase())
    await network.close()
    await expect(open(network.url, { connectMs: 300 })).rejects.toMatchObject({ code: 'store_unreachable', message: expect.stringContaining('ECONNREFUSED') })
    let told = 0
    const opening = open(network.url, { connectMs: 30_000, logger: { ...silent, info: () => void (told++, void network.open()) } })
    expect(await (await opening).projects.list()).toEqual([])
    expect(told).toBe(1)
  })
})

describe('a connection that is lost', () => {
  it('goes unnoticed where a statement only reads', async () => {
    const url = await createDatabase()
    const state = await open(url, { poolSize: 2 })
    await state.projects.create(project, [])
    for (let round = 0; round < 3; round++) {
      // both connections are there
      await Promise.all([state.projects.list(), state.projects.list()])
      expect(await terminate(url)).toBeGreaterThan(0)
      expect(await state.projects.get('p')).toEqual(project)
    }
    const network = await createNetwork(url)
    const through = await open(network.url)
    for (let round = 0; round < 3; round++) {
      network.cut()
      expect(await through.projects.get('p')).toEqual(project)
    }
  })

  it('leaves nothing half written, and the next step goes through', async () => {
    const url = await createDatabase()
    const state = await open(url, { poolSize: 1 })
    const blocker = await open(url)
    expect(await state.people.apply({ ...step, from: 0, to: 1 })).toBe(true)
    const lock = await asOwnerHolding(url, 'lock table projection')
    const applying = state.people.apply({
      ...step,
      from: 1,
      to: 2,
      accounts: [{ project: 'p', id: 'a', traits: {}, traitTimes: {}, firstSeenAt: 1, lastSeenAt: 1 }],
    })
    const failed = expect(applying).rejects.toMatchObject({ code: 'store_unreachable', headers: { 'Retry-After': '2' } })
    await waiting(url)
    await terminate(url)
    await failed
    await lock.end()
    expect([await state.people.position(), await state.people.accounts('p', ['a'])]).toEqual([1, []])
    expect(await state.people.apply({ ...step, from: 1, to: 2 })).toBe(true)
    expect(await blocker.people.position()).toBe(2)
  })

  it('is noticed where the server says nothing any more, and the statement fails in time', async () => {
    const network = await createNetwork(await createDatabase())
    const state = await open(network.url, { timeoutMs: 100 })
    network.hold()
    const begun = performance.now()
    // asked once more over a connection of its own, which gets through
    expect(await state.projects.list()).toEqual([])
    expect(performance.now() - begun).toBeLessThan(20_000)
  }, 30_000)

  it('answers with one clear error while the server is away, and by itself again when it is back', async () => {
    const network = await createNetwork(await createDatabase())
    const state = await open(network.url)
    await state.projects.create(project, [])
    await network.close()
    for (const work of [() => state.projects.get('p'), () => state.people.apply({ ...step, from: 0, to: 1 }), () => state.lock('x')])
      await expect(work()).rejects.toMatchObject({ code: 'store_unreachable', message: expect.not.stringContaining('loopback') })
    await network.open()
    expect(await state.projects.get('p')).toEqual(project)
    expect(await state.people.apply({ ...step, from: 0, to: 1 })).toBe(true)
    const lock = await state.lock('x')
    expect(lock?.lost.aborted).toBe(false)
  })
})

describe('limits', () => {
  it('breaks off a statement that takes too long, and goes on', async () => {
    const url = await createDatabase()
    const state = await open(url, { timeoutMs: 200 })
    expect(await state.people.apply({ ...step, from: 0, to: 1 })).toBe(true)
    const holding = await asOwnerHolding(url, 'lock table projection')
    await expect(state.people.apply({ ...step, from: 1, to: 2 })).rejects.toMatchObject({ code: 'query_timeout' })
    await holding.end()
    expect(await state.people.apply({ ...step, from: 1, to: 2 })).toBe(true)
  })

  it('takes no more connections than it may', async () => {
    const url = await createDatabase()
    const state = await open(url, { poolSize: 3 })
    await Promise.all(Array.from({ length: 60 }, () => state.projects.list()))
    const rows = await asOwner(`select pid from pg_stat_activity where application_name = 'foothold' and datname = '${new URL(url).pathname.slice(1)}'`)
    expect(rows).toHaveLength(3)
  })
})

describe('what takes as long as it takes', () => {
  /** Resolves when somebody has waited for a lock for longer than any statement of a request may. */
  const waitingLong = (url: string): Promise<true> =>
    until(async () => {
      const rows = await asOwner(
        `select pid from pg_stat_activity where wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '6 s' and datname = '${new URL(url).pathname.slice(1)}'`,
      )
      return rows.length > 0 || undefined
    })

  it('is the erasing of rows from the files', async () => {
    const url = await createDatabase()
    const state = await open(url, { timeoutMs: 100 })
    const holding = await asOwnerHolding(url, 'lock table person')
    const scrubbing = state.scrub()
    const scrubbed = expect(scrubbing).resolves.toBeUndefined()
    await waitingLong(url)
    await holding.end()
    await scrubbed
    // and nothing of it is left to requests
    const again = await asOwnerHolding(url, 'lock table projection')
    await expect(state.people.apply({ ...step, from: 0, to: 1 })).rejects.toMatchObject({ code: 'query_timeout' })
    await again.end()
  })

  it('is bringing the tables up to date', async () => {
    const url = await createDatabase()
    const holding = await asOwnerHolding(url, `select pg_advisory_xact_lock(${toLockNumber('migrate')})`)
    const opening = open(url, { timeoutMs: 100 })
    const opened = expect(opening.then((state) => state.projects.list())).resolves.toEqual([])
    await waitingLong(url)
    await holding.end()
    await opened
  })
})

describe('locks', () => {
  it('are held by one collector, and are the next one’s when that ends', async () => {
    const url = await createDatabase()
    const [one, other] = [await open(url), await open(url)]
    const lock = await one.lock('scheduler')
    expect([lock?.lost.aborted, await other.lock('scheduler')]).toEqual([false, undefined])
    await one.close()
    expect(lock?.lost.aborted).toBe(true)
    expect(await until(() => other.lock('scheduler'))).toBeDefined()
  })

  it('are given back at the end, also those taken again at once when the connection was gone', async () => {
    const url = await createDatabase()
    const [one, other] = [await open(url), await open(url)]
    const lock = (await one.lock('scheduler'))!
    const taking = new Promise<typeof lock | undefined>((resolve, reject) =>
      lock.lost.addEventListener('abort', () => void until(() => one.lock('scheduler')).then(resolve, reject)),
    )
    await terminate(url)
    const again = (await taking)!
    expect([again.lost.aborted, await other.lock('scheduler')]).toEqual([false, undefined])
    await one.close()
    expect(again.lost.aborted).toBe(true)
    expect(await until(() => other.lock('scheduler'))).toBeDefined()
  })

  it('tell their holder when the connection is gone', async () => {
    const url = await createDatabase()
    const [one, other] = [await open(url), await open(url)]
    const lock = (await one.lock('scheduler'))!
    const lost = new Promise((resolve) => lock.lost.addEventListener('abort', resolve))
    await terminate(url)
    await lost
    const next = await until(() => other.lock('scheduler'))
    expect([next.lost.aborted, await one.lock('scheduler')]).toEqual([false, undefined])
    await lock.release()
    expect(next.lost.aborted).toBe(false)
  })
})

it('leaves no row of who was erased in the tables', async () => {
  const url = await createDatabase()
  const state = await open(url)
  const id = 'erase-me-wholly'
  const row = { project: 'p', id, identified: true, name: id, email: null, role: null, account: null, accountAt: 0, firstSeenAt: 1, lastSeenAt: 1 }
  await state.people.apply({
    ...step,
    from: 0,
    to: 1,
    people: [{ ...row, signedUpAt: 1, events: 1, traits: { name: id }, traitTimes: {} }],
    milestones: [{ project: 'p', person: id, reached: new Map([['m', { at: 1, account: null }]]) }],
  })
  const found = async (): Promise<boolean> => {
    await asOwner('checkpoint')
    const files = await asOwner<{ bytes: Buffer }>(
      `select pg_read_binary_file(pg_relation_filepath(oid)) as bytes from pg_class where relkind in ('r', 'i') and relname ~ '^(person|milestone|link)'`,
      url,
    )
    return files.some(({ bytes }) => bytes.includes(id))
  }
  expect(await found()).toBe(true)
  await state.people.erase('p', [id])
  await state.scrub()
  expect(await found()).toBe(false)
})

/** Runs a statement in a transaction that stays open. */
async function asOwnerHolding(url: string, text: string): Promise<{ end(): Promise<void> }> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`begin; ${text}`)
  return { end: () => client.end() }
}

/** Resolves when somebody waits for a lock. */
const waiting = (url: string): Promise<true> =>
  until(async () => {
    const rows = await asOwner(`select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = '${new URL(url).pathname.slice(1)}'`)
    return rows.length > 0 || undefined
  })

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + 15_000; ;) {
    const found = await ask()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error('waited in vain')
  }
}
