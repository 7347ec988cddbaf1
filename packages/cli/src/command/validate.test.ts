import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCli } from '../testing/run-cli.ts'

const VALIDATE = new URL('validate.ts', import.meta.url).href
const FAIL = new URL('../fail.ts', import.meta.url).href

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))

/** Runs the command in a process of its own, with its options as values. */
function run(options: object): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const script = `Promise.all([import(${JSON.stringify(VALIDATE)}), import(${JSON.stringify(FAIL)})]).then(([{ validate }, { toFailure }]) =>
    validate('foothold', ${JSON.stringify(options)}).catch((error) => { const { line, exitCode } = toFailure(error); if (line) console.error(line); process.exitCode = exitCode }))`
  const child = spawn(process.execPath, ['-C', '@foothold/source', '-e', script], { cwd, env: { PATH: process.env['PATH'], HOME: cwd, NO_COLOR: '1' } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ stdout, stderr, code })))
}

test('holds the files against what a collector has seen, with the key that was left for this folder or one that is given', async () => {
  const running = startCli(['serve', '--port', '0'], { cwd })
  await using _ = running
  const [, url] = await running.printed(/^Collector {2}(\S+)$/m)
  await running.printed(/Ctrl-C stops/)
  const { writeKey, adminKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<string, string>
  await mkdir(join(cwd, 'foothold'))
  const guide = {
    ...{ kind: 'empty-state', key: 'tip', goal: { event: 'signup_complete', within: '7d' } },
    ...{
      audience: {
        all: [
          { trait: 'seats', gt: 3 },
          { account: 'plann', is: 'pro' },
        ],
      },
      slot: 'here',
      title: 'Hello',
    },
  }
  await writeFile(join(cwd, 'foothold/tip.json'), JSON.stringify(guide))
  expect(await run({ against: true })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to compare with: .+\nNo problems in 1 file\./) })
  const timestamp = new Date().toISOString()
  const event = { messageId: 'one', userId: 'ada', timestamp }
  const batch = [
    { ...event, type: 'track', event: 'signup_completed' },
    { ...event, messageId: 'two', type: 'identify', traits: { seats: 'many' } },
    { ...event, messageId: 'three', type: 'group', groupId: 'acme', traits: { plan: 'pro' } },
  ]
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}` },
    body: JSON.stringify({ batch, sentAt: timestamp }),
  })
  expect(answer.status).toBeLessThan(300)

  expect(await run({})).toMatchObject({ code: 0, stdout: expect.stringContaining('No problems in 1 file.') })
  const expected = [
    expect.stringContaining('warning  event_never_seen  Event `signup_complete` was not seen; closest is `signup_completed` (1).'),
    expect.stringContaining('warning  type_mismatch  "seats" has been sent as texts only, but "gt" compares numbers'),
    expect.stringContaining('warning  trait_never_seen  Trait `plann` of accounts was not seen; closest is `plan`.'),
  ]
  for (const options of [{ against: true }, { against: url, key: adminKey }]) {
    const { stdout, code } = await run(options)
    expect(code).toBe(0)
    expect(stdout.split('\n').filter((line) => line.includes('warning  '))).toEqual(expected)
  }
  expect(await run({ against: url, key: 'fh_adm_wrong' })).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('key_unknown') })
}, 30_000)

test('says in one line that there is no key to ask with', async () => {
  expect(await run({ against: 'http://127.0.0.1:9' })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^key_missing: .+\n$/) })
})
