import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Credentials } from './credentials.ts'
import { runCli, startCli, type Running } from './testing/run-cli.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))

async function serve(): Promise<Running & Credentials> {
  const running = startCli(['serve', '--port', '0'], { cwd })
  await running.printed(/Ctrl-C stops/)
  return Object.assign(running, JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Credentials)
}

async function send({ url, writeKey }: Credentials, ids: readonly string[], userId = 'bob'): Promise<void> {
  const batch = ids.map((messageId) => ({ type: 'track', event: 'used', userId, messageId }))
  const answer = await fetch(`${url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: JSON.stringify({ batch }) })
  expect(await answer.json()).toMatchObject({ accepted: ids.length })
}

test('backs up while the collector works, cleans earlier backups of who was erased, and restores', async () => {
  const server = await serve()
  await send(server, ['a', 'b'])
  await send(server, ['c'], 'grace-hopper')
  const first = await runCli(['backup', '--to', 'backups', '--json'], { cwd })
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const { path, events } = JSON.parse(first.stdout) as { path: string; events: object }
  expect(events).toEqual({ last: 3, count: 3 })
  expect(await runCli(['erase', '--person', 'grace-hopper', '--yes'], { cwd })).toMatchObject({ code: 0 })
  const second = await runCli(['backup', '--to', 'backups'], { cwd })
  expect(second.stdout).toMatch(new RegExp(`^Backed up 2 events of \\S+Z to .*\\nCleaned +${path}: people were erased since\\.`))
  expect((await runCli(['restore', path, '--verify'], { cwd })).stdout).toMatch(/^Whole: .* has 2 events of \S+Z\.\n$/)
  server.child.kill('SIGKILL')
  await server.ended
  expect(await runCli(['restore', 'backups'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^folder_not_writable: There is events\.db in /),
  })
  await rm(join(cwd, '.foothold/data'), { recursive: true })
  expect((await runCli(['restore', 'backups'], { cwd })).stdout).toMatch(/^Restored 2 events of \S+Z from .* to \.foothold\/data\n$/)
  await using again = await serve()
  // the same keys, and what was acknowledged before is known
  const answer = await fetch(`${again.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.writeKey}` },
    body: JSON.stringify({ batch: [{ type: 'track', event: 'used', userId: 'bob', messageId: 'a' }] }),
  })
  expect(await answer.json()).toMatchObject({ accepted: 0, duplicates: 1 })
  const third = await runCli(['backup', '--to', 'backups', '--keep', '1'], { cwd })
  expect(third.stdout.match(/^Deleted /gm)).toHaveLength(2)
}, 60_000)

test('says in one line what is wrong with a backup', async () => {
  expect(await runCli(['backup', '--to', 'backups'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^not_found: There is no state\.db in .*\n$/),
  })
  expect(existsSync(join(cwd, 'backups'))).toBe(false)
  expect(await runCli(['restore', 'nowhere'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^backup_invalid: .*nowhere is no whole backup.*\n$/),
  })
})

test('says what a migration would do, and does it', async () => {
  await (await serve())[Symbol.asyncDispose]()
  const data = join(cwd, '.foothold/data')
  expect(await runCli(['migrate', '--dry-run'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^events\.db +schema \d+, up to date\nstate\.db +schema \d+, up to date\n[^]*Nothing was changed\.\n$/),
  })
  // as an index of the first version was
  await rm(join(data, 'index.db'))
  const index = new DatabaseSync(join(data, 'index.db'))
  index.exec(
    'CREATE TABLE event (position INTEGER PRIMARY KEY, project TEXT, name TEXT, timestamp INTEGER); CREATE INDEX event_by_name ON event (name); CREATE INDEX event_by_time ON event (timestamp); CREATE TABLE progress (position INTEGER NOT NULL); INSERT INTO progress VALUES (0); PRAGMA user_version = 1',
  )
  index.close()
  expect((await runCli(['migrate', '--dry-run'], { cwd })).stdout).toContain('index.db   schema 1, to become 2\nNothing was changed.\n')
  expect(await runCli(['migrate'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/Everything is up to date\.\n$/) })
  expect((await runCli(['migrate', '--dry-run'], { cwd })).stdout).toContain('index.db   schema 2, up to date')
  const log = new DatabaseSync(join(data, 'events.db'))
  log.exec('PRAGMA user_version = 99')
  log.close()
  expect(await runCli(['migrate'], { cwd })).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/^store_newer: events\.db was written by a newer version/),
  })
}, 60_000)

/** Passes everything on, but cuts off the first answers of an export. */
async function cutting(url: string, cuts: number): Promise<string> {
  const server: Server = createServer((incoming, response) => {
    const onward = request(url + incoming.url!, { method: incoming.method!, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode!, { 'content-type': 'application/x-ndjson' })
      if (cuts-- <= 0) return void answer.pipe(response)
      // in the middle of a line
      answer.once('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, Math.floor(chunk.length * 0.7)), () => response.destroy())
        answer.destroy()
      })
    })
    onward.on('error', () => response.destroy())
    onward.end()
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('exports all events, each once and in order, also over a connection that breaks and from a file that was not finished', async () => {
  await using server = await serve()
  const ids = Array.from({ length: 1200 }, (_, n) => `m${n}`)
  for (let n = 0; n < ids.length; n += 400) await send(server, ids.slice(n, n + 400))
  const url = await cutting(server.url, 2)
  const out = join(cwd, 'all.ndjson')
  const run = await runCli(['export', '--url', url, '--key', server.adminKey, '--out', out], { cwd })
  expect(run).toMatchObject({ code: 0, stdout: '' })
  expect(run.stderr).toMatch(/^(Cut off behind position \d+; going on …\n){2}1,200 events, up to position 1200\.\n$/)
  const read = async (): Promise<string[]> =>
    (await readFile(out, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { messageId: string }).messageId)
  expect(await read()).toEqual(ids)
  // as a full disk would leave it
  await truncate(out, 100_000)
  const resumed = await runCli(['export', '--out', out, '--resume'], { cwd })
  expect(resumed.code).toBe(0)
  expect(await read()).toEqual(ids)
  expect(await runCli(['export', '--out', out, '--resume'], { cwd })).toMatchObject({ code: 0, stderr: '0 events, up to position 1200.\n' })
  expect(await runCli(['export', '--out', out], { cwd })).toMatchObject({ code: 1, stderr: expect.stringContaining('give --resume to go on with it') })
  for (const other of ['no export\n', 'no export, and no end of a line', '[1]\n{"position":"x"}\nrest', '{"posit']) {
    await writeFile(out, other)
    const refused = await runCli(['export', '--out', out, '--resume'], { cwd })
    if (other === '{"posit') {
      // the begin of a first line, as a full disk leaves it
      expect(refused.code).toBe(0)
      expect(await read()).toEqual(ids)
    } else {
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^option_invalid: .* is no export of events/) })
      expect(await readFile(out, 'utf8')).toBe(other)
    }
  }
  expect((await runCli(['export', '--after', '1199'], { cwd })).stdout).toContain('"messageId":"m1199"')
}, 60_000)
