import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inflateRawSync } from 'node:zlib'
import type { AuditEntry, ErasureEntry } from '@foothold/protocol'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createCollector } from '../app.ts'
import { createProject } from '../project/create-project.ts'
import { openStores } from '../store/sqlite/open.ts'
import { createBench, NOON, temporaryFolder, type Bench } from '../testing/temporary.ts'
import { hashPersonId } from './hash.ts'

// files are written anew, and the projection too
vi.setConfig({ testTimeout: 60_000 })

const SECRETS = ['ada-lovelace-1815', 'anon-of-ada-77', 'ada@byron.example', 'difference-engine', 'msg-of-ada']
const ADA = 'ada-lovelace-1815'
const ANON = 'anon-of-ada-77'

/** Everything in a file of the folder in which a text of the person is found, chunks of the log unpacked. */
function findBytes(folder: string, texts: readonly string[]): string[] {
  const found: string[] = []
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!statSync(path).isFile()) continue
    const bytes = readFileSync(path)
    for (const text of texts) {
      if (bytes.includes(text)) found.push(`${name}: ${text}`)
      if (bytes.includes(Buffer.from(text, 'utf16le'))) found.push(`${name}: ${text} (UTF-16)`)
    }
  }
  const log = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  for (const { body } of log.prepare('SELECT body FROM chunk').all() as { body: Uint8Array }[]) {
    const text = inflateRawSync(body).toString('utf8')
    for (const one of texts) if (text.includes(one)) found.push(`chunk: ${one}`)
  }
  log.close()
  return found
}

async function fill(bench: Bench): Promise<void> {
  const { send } = bench
  let number = 0
  for (let round = 0; round < 30; round++) {
    const others = Array.from({ length: 60 }, (_, index) => ({
      type: index % 20 ? 'track' : 'identify',
      event: 'used',
      // not in order: pages of the indexes are split
      userId: `u${(number * 7919 + index * 104_729) % 9973}`,
      anonymousId: `b${number++ % 50}`,
      properties: { n: number },
      traits: { email: `u${number}@example.com` },
    }))
    const own = [
      { type: 'track', messageId: `msg-of-ada-${round}`, event: 'used', userId: ADA, anonymousId: ANON, properties: { what: 'difference-engine' } },
      { type: 'track', event: 'used', anonymousId: ANON, properties: { what: 'difference-engine' } },
      { type: 'identify', userId: ADA, anonymousId: ANON, traits: { email: 'ada@byron.example', round } },
      // the same browser, used by somebody else later
      { type: 'track', messageId: `bob-${round}`, event: 'used', userId: 'bob', anonymousId: ANON, properties: { round } },
    ]
    const batch = round === 29 ? [...others, ...own.slice(0, 3)] : [...others.slice(0, 30), ...own, ...others.slice(30)]
    expect(await (await send('/v1/batch', { batch })).json()).toMatchObject({ rejected: [], accepted: batch.length })
  }
}

const erase = (bench: Bench, id: string): Promise<Response> => bench.admin(`people/${id}/erase`, { method: 'POST', body: '{}' })
const done = (bench: Bench, id: string): Promise<void> =>
  expect.poll(async () => (await bench.get<ErasureEntry>(`erasures/${id}`)).status, { timeout: 50_000, interval: 100 }).toBe('done')

describe('erasing a person', () => {
  it('leaves no byte of them in any file, and everything of the others', async () => {
    const bench = await createBench({ adminRequestsPerMinute: 0 })
    await fill(bench)
    const project = bench.project.project.id
    // whatever is made of the log is made
    expect((await bench.admin(`people/${ADA}/timeline`)).status).toBe(200)
    await bench.stores.query.eventNames(project, 9)
    const before = await bench.stores.log.read(0, 10_000, project)
    expect(new Set(findBytes(bench.folder, SECRETS).map((one) => one.split(': ')[1]))).toEqual(new Set(SECRETS))

    const begun = (await (await erase(bench, ADA)).json()) as ErasureEntry
    expect(begun).toMatchObject({ status: 'running', person: hashPersonId(project, ADA) })
    await done(bench, begun.id)
    expect(findBytes(bench.folder, SECRETS)).toEqual([])
    expect((await bench.get<ErasureEntry>(`erasures/${begun.id}`)).events).toBe(90)

    const others = before.filter(({ userId, anonymousId }) => userId !== ADA && !(userId === null && anonymousId === ANON))
    const after = await bench.stores.log.read(0, 10_000, project)
    expect(after).toEqual(others.map((event) => (event.anonymousId === ANON ? { ...event, anonymousId: null } : event)))
    expect(await bench.stores.log.count(project)).toBe(others.length)
    expect(await bench.stores.query.eventNames(project, 9)).toEqual([{ name: 'used', count: others.filter(({ type }) => type === 'track').length }])
    for (const id of [ADA, ANON]) expect((await bench.admin(`people/${id}`)).status).toBe(404)
    expect((await bench.get<{ events: number }>('people/bob')).events).toBe(29)
    // the log goes on behind the place where they were
    await bench.send('/v1/track', { event: 'used', userId: 'bob' })
    expect((await bench.stores.log.readNewest(project, 1))[0]!.position).toBeGreaterThan(before.at(-1)!.position)
  })

  it('takes nothing of them any more, and of others not their ids', async () => {
    const bench = await createBench()
    await bench.send('/v1/batch', { batch: [{ type: 'identify', userId: ADA, anonymousId: ANON, traits: {} }] })
    const { id } = (await (await erase(bench, ANON)).json()) as ErasureEntry
    await done(bench, id)
    const answer = await bench.send('/v1/batch', {
      batch: [
        { type: 'track', messageId: '1', event: 'late', userId: ADA },
        { type: 'track', messageId: '2', event: 'late', anonymousId: ANON },
        { type: 'track', messageId: '3', event: 'late', userId: 'bob', anonymousId: ANON },
        { type: 'alias', messageId: '4', userId: 'bob', previousId: ADA },
      ],
    })
    expect(await answer.json()).toMatchObject({
      accepted: 2,
      rejected: [
        { id: '1', code: 'person_erased' },
        { id: '2', code: 'person_erased' },
      ],
    })
    await bench.collector.caughtUp(bench.project.project.id)
    expect(findBytes(bench.folder, [ADA, ANON])).toEqual([])
    // a person is of one project
    const other = await createProject(bench.stores.state, 'Other', NOON)
    const elsewhere = await bench.collector.app.request('/v1/track', {
      method: 'POST',
      headers: { authorization: `Bearer ${other.writeKey}` },
      body: JSON.stringify({ event: 'used', userId: ADA }),
    })
    expect(await elsewhere.json()).toMatchObject({ accepted: 1 })
  })

  it('is done once, told in the audit log by hash, and unknown ids are not found', async () => {
    const bench = await createBench()
    await bench.send('/v1/track', { event: 'used', userId: ADA })
    const first = (await (await erase(bench, ADA)).json()) as ErasureEntry
    expect(((await (await erase(bench, ADA)).json()) as ErasureEntry).id).toBe(first.id)
    await done(bench, first.id)
    expect((await (await erase(bench, ADA)).json()) as ErasureEntry).toMatchObject({ id: first.id, status: 'done' })
    expect((await erase(bench, 'nobody')).status).toBe(404)
    const { items } = await bench.get<{ items: AuditEntry[] }>('audit')
    expect(items.map(({ action, target, key }) => [action, target, key === null])).toEqual([
      ['person.erased', first.person, true],
      ['person.erase-asked', first.person, false],
    ])
    expect(JSON.stringify(items)).not.toContain(ADA)
  })

  it('is begun once, however often it is asked for at the same time', async () => {
    const bench = await createBench()
    await bench.send('/v1/batch', { batch: [{ type: 'identify', userId: ADA, anonymousId: ANON, traits: {} }] })
    const answers = await Promise.all([ADA, ANON, ADA].map(async (id) => (await (await erase(bench, id)).json()) as ErasureEntry))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await done(bench, answers[0]!.id)
  })

  it('goes on with who is asked for while the lock is given back', async () => {
    const folder = temporaryFolder()
    const opened = await openStores(folder)
    onTestFinished(() => opened.close())
    let releasing = (): void => {}
    const isReleasing = new Promise<void>((resolve) => (releasing = resolve))
    let goOn = (): void => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    const lock: typeof opened.state.lock = async (name) => {
      const taken = await opened.state.lock(name)
      return (
        taken && {
          ...taken,
          async release() {
            if (name === 'erase') {
              releasing()
              await held
            }
            await taken.release()
          },
        }
      )
    }
    const { project, writeKey, adminKey } = await createProject(opened.state, 'Test', NOON)
    const collector = createCollector({ stores: { ...opened, state: { ...opened.state, lock } }, now: () => NOON })
    onTestFinished(() => collector.close())
    const post = (path: string, key: string, body: unknown): Promise<Response> =>
      Promise.resolve(collector.app.request(path, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body) }))
    for (const userId of [ADA, 'bob']) await post('/v1/track', writeKey, { event: 'used', userId })
    await post(`/admin/v1/people/${ADA}/erase`, adminKey, {})
    await isReleasing
    expect((await post('/admin/v1/people/bob/erase', adminKey, {})).status).toBe(202)
    goOn()
    await expect.poll(async () => (await opened.state.erasures.unfinished()).length, { timeout: 20_000 }).toBe(0)
    expect(await opened.log.count(project.id)).toBe(0)
  })

  it('takes out too what another collector on the same stores took meanwhile', async () => {
    const bench = await createBench()
    const other = createCollector({ stores: bench.stores, now: () => NOON })
    const sendThere = async (messageId: string): Promise<number> => {
      const init = { method: 'POST', headers: { authorization: `Bearer ${bench.project.writeKey}` } }
      const body = JSON.stringify({ type: 'track', messageId, event: 'late', userId: ADA, anonymousId: 'msg-of-ada' })
      return ((await (await other.app.request('/v1/track', { ...init, body })).json()) as { accepted: number }).accepted
    }
    await bench.send('/v1/track', { event: 'used', userId: ADA })
    await bench.send('/v1/track', { event: 'used', userId: 'bob' })
    await bench.collector.caughtUp(bench.project.project.id)
    expect(await sendThere('0')).toBe(1)
    const { id } = (await (await erase(bench, ADA)).json()) as ErasureEntry
    // until it is told, it goes on taking
    let taken = 0
    await expect
      .poll(
        async () => {
          const accepted = await sendThere(`late-${taken}`)
          taken += accepted
          return accepted
        },
        { timeout: 20_000 },
      )
      .toBe(0)
    expect(taken).toBeGreaterThan(0)
    await done(bench, id)
    await other.close()
    expect(findBytes(bench.folder, SECRETS)).toEqual([])
    expect((await bench.stores.log.read(0, 9)).map(({ userId }) => userId)).toEqual(['bob'])
  })

  it('goes on after a crash, wherever that was', async () => {
    const bench = await createBench()
    const { stores } = bench
    const project = bench.project.project.id
    await bench.send('/v1/batch', {
      batch: [
        { type: 'identify', userId: ADA, anonymousId: ANON, traits: { email: 'ada@byron.example' } },
        { type: 'track', event: 'a', userId: 'bob' },
      ],
    })
    await bench.collector.close()
    for (const broken of ['erase', 'scrub'] as const) {
      const failing =
        broken === 'erase'
          ? { ...stores, log: { ...stores.log, erase: async () => Promise.reject(new Error('crash')) } }
          : { ...stores, scrub: async () => Promise.reject(new Error('crash')) }
      let crashed = false
      const logger = { debug() {}, info() {}, error: () => void (crashed = true) }
      const collector = createCollector({ stores: failing, logger, now: () => NOON })
      if (broken === 'erase') {
        const answer = await collector.app.request(`/admin/v1/people/${ADA}/erase`, {
          method: 'POST',
          body: '{}',
          headers: { authorization: `Bearer ${bench.project.adminKey}` },
        })
        expect(answer.status).toBe(202)
      }
      await expect.poll(() => crashed, { timeout: 20_000 }).toBe(true)
      await collector.close()
      expect(await stores.state.erasures.unfinished()).toHaveLength(1)
    }
    const collector = createCollector({ stores, now: () => NOON })
    await expect.poll(async () => (await stores.state.erasures.unfinished()).length, { timeout: 50_000 }).toBe(0)
    await collector.close()
    expect(findBytes(bench.folder, SECRETS)).toEqual([])
    expect((await stores.log.read(0, 9, project)).map(({ userId }) => userId)).toEqual(['bob'])
  })
})

describe('exports', () => {
  it('give everything of one person, a line each', async () => {
    const bench = await createBench()
    const events = Array.from({ length: 600 }, (_, index) => ({ type: 'track', event: 'used', userId: ADA, anonymousId: ANON, properties: { index } }))
    await bench.send('/v1/batch', {
      batch: [{ type: 'identify', userId: ADA, anonymousId: ANON, traits: { email: 'ada@byron.example', __proto__: null, plan: '=1+1' } }],
    })
    for (let start = 0; start < 600; start += 300) await bench.send('/v1/batch', { batch: events.slice(start, start + 300) })
    await bench.send('/v1/track', { event: 'used', userId: 'bob' })
    const answer = await bench.admin(`people/${ANON}/export`, { method: 'POST' })
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson')
    const [person, ...rest] = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(person).toMatchObject({ kind: 'person', id: ADA, anonymousIds: expect.arrayContaining([ANON]), traits: { email: 'ada@byron.example' } })
    expect(rest).toHaveLength(601)
    expect(new Set(rest.map(({ userId }) => userId))).toEqual(new Set([ADA]))
    const csv = await (await bench.admin('export/people?format=csv')).text()
    expect(csv.split('\r\n')[0]).toBe('id,identified,name,email,role,account,firstSeenAt,lastSeenAt,signedUpAt,events,traits')
    expect(csv).toContain('"{""email"":""ada@byron.example"",""plan"":""=1+1""}"')
    const lines = (await (await bench.admin('export/events?after=600')).text()).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual([601, 602])
    expect((await bench.get<{ items: AuditEntry[] }>('audit')).items.map(({ action }) => action)).toEqual(['person.exported'])
  })
})
