import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCli, startCli, type Running } from './testing/run-cli.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))

const serve = async (): Promise<Running & { url: string }> => {
  const running = startCli(['serve', '--port', '0'], { cwd })
  const [, url] = await running.printed(/^Collector {2}(\S+)$/m)
  await running.printed(/Ctrl-C stops/)
  return Object.assign(running, { url: url! })
}
const credentials = async (): Promise<Record<'url' | 'writeKey' | 'adminKey', string>> =>
  JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as never

describe('serve', () => {
  test('keeps the keys where only their owner can read, and tells no secret to what is no terminal', async () => {
    await using first = await serve()
    const { url, writeKey, adminKey } = await credentials()
    expect(url).toBe(first.url)
    expect(first.stdout()).toContain(`Write key  ${writeKey}`)
    expect(first.stdout()).toMatch(/^Admin key {2}not shown.*\.foothold\/credentials\.json/m)
    expect(first.stdout() + first.stderr()).not.toContain(adminKey)
    expect((await stat(join(cwd, '.foothold/credentials.json'))).mode & 0o777).toBe(0o600)
    expect((await fetch(`${url}/health/live`)).status).toBe(200)

    first.child.kill('SIGTERM')
    expect(await first.ended).toMatchObject({ code: 0 })

    await using second = await serve()
    expect(second.stdout()).not.toContain(adminKey)
    expect(second.stdout()).toContain('Keys       in .foothold/credentials.json')
    expect(await credentials()).toMatchObject({ url: second.url, adminKey })
  })

  test('makes another admin key when asked, where the file is gone', async () => {
    await using first = await serve()
    const old = await credentials()
    first.child.kill('SIGTERM')
    await first.ended
    await rm(join(cwd, '.foothold/credentials.json'))
    await using lost = await serve()
    expect(lost.stdout()).toContain('--new-admin-key makes another')
    lost.child.kill('SIGTERM')
    await lost.ended
    await using renewed = startCli(['serve', '--port', '0', '--new-admin-key'], { cwd })
    await renewed.printed(/Ctrl-C stops/)
    const now = await credentials()
    expect(now.adminKey).not.toBe(old.adminKey)
    expect(now.writeKey).toBe(old.writeKey)
    expect((await fetch(`${now.url}/admin/v1/versions`, { headers: { authorization: `Bearer ${now.adminKey}` } })).status).toBe(200)
  })

  test('leaves alone what another collector, with a data folder beside it, has left', async () => {
    await using first = await serve()
    const before = await credentials()
    await using second = startCli(['serve', '--port', '0', '--data', '.foothold/other'], { cwd })
    const [, url] = await second.printed(/^Collector {2}(\S+)$/m)
    await second.printed(/^Admin key .*credentials-other\.json/m)
    expect(await credentials()).toEqual(before)
    await runCli(['init'], { cwd })
    // each is found by its address
    expect((await runCli(['publish'], { cwd })).stdout).toContain(first.url)
    expect((await runCli(['publish', '--url', url!], { cwd })).stdout).toContain(`at ${url}`)
    // a folder that is gone has no claim
    for (const one of [first, second]) one.child.kill('SIGTERM')
    await Promise.all([first.ended, second.ended])
    await rm(join(cwd, '.foothold/data'), { recursive: true })
    await using third = startCli(['serve', '--port', '0', '--data', '.foothold/third'], { cwd })
    await third.printed(/^Admin key .*\/credentials\.json/m)
    expect((await credentials()).adminKey).not.toBe(before.adminKey)
  })

  test('makes its keys anew where its data folder is gone', async () => {
    {
      await using first = await serve()
      first.child.kill('SIGTERM')
      await first.ended
    }
    const before = await credentials()
    await rm(join(cwd, '.foothold/data'), { recursive: true })
    await using again = await serve()
    expect(await credentials()).toMatchObject({ url: again.url })
    expect((await credentials()).adminKey).not.toBe(before.adminKey)
  })

  test('writes what it does by itself to stderr: its start, what is published, changes of keys', async () => {
    await using server = await serve()
    const { adminKey, writeKey } = await credentials()
    await runCli(['init'], { cwd })
    await runCli(['publish'], { cwd })
    const made = JSON.parse((await runCli(['keys', 'create', 'admin', '--name', 'CI', '--json'], { cwd })).stdout) as { id: string; key: string }
    await runCli(['keys', 'revoke', made.id], { cwd })
    await fetch(`${server.url}/v1/identify`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: '{ "userId": "ada@example.com" }' })
    expect((await runCli(['erase', '--person', 'ada@example.com', '--yes'], { cwd })).code).toBe(0)
    server.child.kill('SIGTERM')
    const { stderr } = await server.ended
    const lines = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ event }) => event)).toEqual([
      'started',
      'files.published',
      'key.created',
      'key.revoked',
      'person.erase-asked',
      'projection made anew',
      'person.erased',
    ])
    expect(lines[0]).toMatchObject({ level: 'info', url: expect.stringContaining(server.url.split(':').at(-1)!), data: '.foothold/data' })
    expect(lines[3]).toMatchObject({ target: made.id, key: expect.stringMatching(/^key_/), request: expect.any(String) })
    for (const secret of [adminKey, made.key, 'ada@example.com']) expect(stderr).not.toContain(secret)
  })

  test('ends by Ctrl-C within the time of a drain, also while somebody listens', async () => {
    await using server = await serve()
    const { url, adminKey } = await credentials()
    const stream = await fetch(`${url}/admin/v1/events/stream`, { headers: { authorization: `Bearer ${adminKey}` } })
    expect(stream.status).toBe(200)
    const begun = performance.now()
    server.child.kill('SIGINT')
    expect(await server.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^\{.*"started".*\}\nStopping …\n$/) })
    expect(performance.now() - begun).toBeLessThan(10_000)
    await stream.body?.cancel().catch(() => undefined)
  }, 15_000)

  test('writes what failed inside to stderr, one line of JSON each', async () => {
    await using server = await serve()
    const { url, adminKey, project } = (await credentials()) as Record<'url' | 'adminKey' | 'project', string>
    const log = new DatabaseSync(join(cwd, '.foothold/data/events.db'))
    log.prepare('INSERT INTO project VALUES (1, ?)').run(project)
    log.exec("INSERT INTO chunk VALUES (1, 1, 1, 1, 0, x'00')")
    log.close()
    expect((await fetch(`${url}/admin/v1/people`, { headers: { authorization: `Bearer ${adminKey}` } })).status).toBe(500)
    server.child.kill('SIGTERM')
    const [, line] = (await server.ended).stderr.split('\n')
    expect(JSON.parse(line!)).toMatchObject({ level: 'error', event: 'request failed', path: '/admin/v1/people' })
  })

  test('says in one line that the port is taken', async () => {
    const blocker = createServer()
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done))
    const { port } = blocker.address() as AddressInfo
    const { code, stderr } = await runCli(['serve', '--port', String(port)], { cwd })
    blocker.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^port_taken: .*${port}.*\\n$`))
  })

  test('says in one line that the folder cannot be written', async () => {
    await writeFile(join(cwd, 'file'), '')
    const { code, stdout, stderr } = await runCli(['serve', '--port', '0', '--data', 'file/data'], { cwd })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^folder_not_writable: .*file\/data.*\n$/)
  })

  // elsewhere there is no /proc
  test.skipIf(process.platform !== 'linux')('says so of a folder in which none can be made, too', async () => {
    const { code, stdout, stderr } = await runCli(['serve', '--port', '0', '--data', '/proc/nope/data'], { cwd })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^folder_not_writable: .*\/proc\/nope\/data.*\n$/)
  })

  test('tells of a variable that nobody reads, whatever the command', async () => {
    const { code, stderr } = await runCli(['serve', '--print-config'], { cwd, env: { FOOTHOLD_EVENT_BYTE: '1' } })
    expect([code, stderr]).toEqual([0, 'FOOTHOLD_EVENT_BYTE is no variable of ours and changes nothing; did you mean "FOOTHOLD_EVENT_BYTES"?\n'])
  })

  test.each([
    ['damaged', 'store_damaged', (path: string) => writeFile(path, 'x'.repeat(8192))],
    ['newer', 'store_newer', (path: string) => Promise.resolve(new DatabaseSync(path).exec('PRAGMA user_version = 999'))],
  ])('says in one line that the data is %s, with an exit code that tells supervisors not to try again', async (_, code, spoil) => {
    await mkdir(join(cwd, '.foothold/data'), { recursive: true })
    await spoil(join(cwd, '.foothold/data/events.db'))
    const run = await runCli(['serve', '--port', '0'], { cwd })
    expect(run).toMatchObject({ code: 78, stdout: '' })
    expect(run.stderr).toMatch(new RegExp(`^${code}: .*events\\.db.*\\n$`))
  })

  test.each([
    ['--port', '70000'],
    ['--port', 'x'],
  ])('refuses %s %s', async (...args) => {
    const { code, stderr } = await runCli(['serve', ...args], { cwd })
    expect(code).toBe(78)
    expect(stderr).toContain('Expected a whole number from 0 to 65535, found')
  })
})

describe('publish', () => {
  test('publishes with the keys that serve left, and says what changed', async () => {
    await using _server = await serve()
    await runCli(['init'], { cwd })
    const first = await runCli(['publish'], { cwd })
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^Published version [0-9a-f]{16} at http:\/\/localhost:\d+\n {2}added {5}project-hint, welcome\n {2}unchanged 0\n$/)
    expect((await runCli(['publish'], { cwd })).stdout).toMatch(/^Nothing to publish: this is live already\. Version [0-9a-f]{16} at .*\n {2}unchanged 2\n$/)

    const file = join(cwd, 'foothold/welcome.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('Start here', 'Begin here'))
    await rm(join(cwd, 'foothold/project-hint.json'))
    const { stdout } = await runCli(['publish', '--note', 'shorter'], { cwd })
    expect(stdout).toMatch(/updated {3}welcome\n {2}removed {3}project-hint\n {2}unchanged 0\n$/)
  })

  test('sends nothing that has an error', async () => {
    await using server = await serve()
    await runCli(['init'], { cwd })
    await writeFile(join(cwd, 'foothold/bad.json'), '{ "kind": "hnit" }')
    const { code, stdout, stderr } = await runCli(['publish'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('foothold/bad.json:1:11  error  invalid_value')
    expect(stderr).toMatch(/^Nothing was published: \d errors? in 4 files\.\n$/)
    const { adminKey } = await credentials()
    const versions = await fetch(`${server.url}/admin/v1/versions`, { headers: { authorization: `Bearer ${adminKey}` } })
    expect(JSON.stringify(await versions.json())).not.toContain('publishedAt')
  })

  test('says in one line what is wrong with address and key', async () => {
    await using server = await serve()
    await runCli(['init'], { cwd })
    const { writeKey } = await credentials()
    const attempt = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await runCli(['publish', ...args], { cwd, env: {} })
      expect(code).toBe(1)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      return stderr
    }
    expect(await attempt('--url', 'http://127.0.0.1:1', '--key', 'fh_adm_x')).toContain('http://127.0.0.1:1 does not answer')
    expect(await attempt('--url', 'nowhere')).toMatch(/^option_invalid: "nowhere" is no address/)
    expect(await attempt('--url', server.url, '--key', 'fh_adm_unknown')).toContain('does not know this admin key')
    expect(await attempt('--url', server.url, '--key', writeKey)).toContain('This key may not do that')
    // the stored key belongs to another collector: it must not be sent there
    expect(await attempt('--url', 'https://collector.example')).toMatch(/^key_missing: No admin key for https:\/\/collector\.example/)
  })
})

describe('events', () => {
  const track = async (events: object[]): Promise<void> => {
    const { url, writeKey } = await credentials()
    const batch = events.map((event, i) => ({ messageId: `${Date.now()}-${i}-${Math.random()}`, userId: 'ada', ...event }))
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${writeKey}` },
      body: JSON.stringify({ batch }),
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
  }

  test('prints what has just happened, one line each, and nothing that could steer the terminal', async () => {
    await using _server = await serve()
    expect((await runCli(['events'], { cwd })).stdout).toBe('No events yet.\n')
    await track([
      { type: 'identify', traits: { name: 'Ada' } },
      { type: 'track', event: 'project.created', properties: { template: 'blank', steps: 3, nested: {} } },
      { type: 'track', event: 'evil\u001b[2J', properties: {} },
    ])
    const { code, stdout } = await runCli(['events'], { cwd })
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT\S+Z {2}project\.created\s+(Ada \(ada\)|ada)\s+template=blank steps=3$/)
    expect(stdout).not.toContain('\u001b')
    const json = await runCli(['events', '--json', '--limit', '1'], { cwd })
    expect(JSON.parse(json.stdout)).toMatchObject({ type: 'track', person: { id: 'ada' } })
  })

  test('follows, and takes up again after the collector was away', async () => {
    const server = startCli(['serve', '--port', '0'], { cwd })
    const [, port] = await server.printed(/^Collector {2}\S+:(\d+)$/m)
    await server.printed(/Ctrl-C stops/)
    await track([{ type: 'track', event: 'first' }])
    await using following = startCli(['events', '--follow'], { cwd })
    await following.printed(/ {2}first /)
    await track([{ type: 'track', event: 'second' }])
    await following.printed(/ {2}second /)
    server.child.kill('SIGTERM')
    await server.ended
    await following.printed(/Connection to \S+ lost/)
    await using again = startCli(['serve', '--port', port!], { cwd })
    await again.printed(/Ctrl-C stops/)
    await track([{ type: 'track', event: 'third' }])
    await following.printed(/ {2}third /)
    following.child.kill('SIGINT')
    const { code, stdout } = await following.ended
    expect(code).toBe(0)
    expect(stdout.match(/first|second|third/g)).toEqual(['first', 'second', 'third'])
  }, 20_000)
})
