import { mkdtempSync, readFileSync, rmSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runCli, startCli } from '../../packages/cli/src/testing/run-cli.ts'
import { asOwner, createDatabase, createNetwork, toUrl } from './database.ts'

const makeFolder = (): string => {
  const cwd = mkdtempSync(join(tmpdir(), 'foothold-cluster-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  return cwd
}
const readCredentials = (cwd: string): Record<'url' | 'writeKey' | 'adminKey', string> =>
  JSON.parse(readFileSync(join(cwd, '.foothold/credentials.json'), 'utf8')) as never

it('serves with its state in PostgreSQL: publish, identify, track, people, and all of it again after a restart', async () => {
  const cwd = makeFolder()
  const stateUrl = await createDatabase()
  const serve = async (): Promise<AsyncDisposable & { end(): Promise<void>; said(): string }> => {
    // once by the flag, then by the environment
    const isFirst = readdirSync(cwd).length === 0
    const running = startCli(['serve', '--port', '0', ...(isFirst ? ['--state-url', stateUrl, '--state-pool', '4'] : [])], {
      cwd,
      env: isFirst ? {} : { FOOTHOLD_STATE_URL: stateUrl },
    })
    await running.printed(/Ctrl-C stops/)
    return Object.assign(running, {
      end: async () => {
        running.child.kill('SIGTERM')
        expect(await running.ended).toMatchObject({ code: 0 })
      },
      said: () => running.stdout() + running.stderr(),
    })
  }
  const admin = async <T>(path: string): Promise<T> => {
    const { url, adminKey } = readCredentials(cwd)
    const answer = await fetch(`${url}/admin/v1/${path}`, { headers: { authorization: `Bearer ${adminKey}` } })
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as T
  }
  const send = async (batch: object[]): Promise<void> => {
    const { url, writeKey } = readCredentials(cwd)
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${writeKey}` },
      body: JSON.stringify({ batch: batch.map((event, index) => ({ messageId: `${performance.now()}-${index}`, ...event })) }),
    })
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ rejected: [] })])
  }
  interface People {
    items: { id: string; name: string | null; events: number }[]
    total: number
  }
  {
    await using server = await serve()
    await runCli(['init'], { cwd })
    expect(await runCli(['publish'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    await send([
      { type: 'page', name: 'Home', anonymousId: 'device' },
      { type: 'identify', userId: 'ada 💥', anonymousId: 'device', traits: { name: 'Ada \0 \ud800 Lovelace', plan: 'pro' } },
      { type: 'track', event: 'project.created', userId: 'ada 💥' },
      { type: 'group', userId: 'bob', groupId: 'acme', traits: { name: 'Acme' } },
    ])
    const { items, total } = await admin<People>('people')
    expect(total).toBe(2)
    expect(items).toContainEqual(expect.objectContaining({ id: 'ada 💥', name: 'Ada \0 \ud800 Lovelace', events: 3 }))
    expect((await admin<{ items: unknown[] }>('accounts')).items).toHaveLength(1)
    expect(server.said()).not.toContain(new URL(stateUrl).password)
    await server.end()
  }
  expect(readdirSync(join(cwd, '.foothold/data'))).not.toContain('state.db')
  expect(await asOwner('select count(*)::integer as n from person', stateUrl)).toEqual([{ n: 2 }])
  {
    await using server = await serve()
    expect((await runCli(['publish'], { cwd })).stdout).toContain('Nothing to publish')
    await send([{ type: 'track', event: 'project.created', userId: 'bob' }])
    expect((await admin<People>('people')).items).toContainEqual(expect.objectContaining({ id: 'bob', events: 2 }))
    await server.end()
  }
  // events are here, what they belong to is elsewhere: never begun anew beside them
  const other = await runCli(['serve', '--port', '0'], { cwd })
  expect(other).toMatchObject({ code: 78, stderr: expect.stringMatching(/^store_damaged: .*state\.db is missing.*\n$/) })
  const foreign = await runCli(['serve', '--port', '0', '--state-url', stateUrl], { cwd: makeFolder() })
  expect(foreign).toMatchObject({ code: 78, stderr: expect.stringMatching(/^store_damaged: postgres:\/\/127\.0\.0\.1.* belongs to another event log.*\n$/) })
  expect((await runCli(['rebuild', '--state-url', stateUrl], { cwd })).stdout).toMatch(/^Rebuilt from 5 events/)
})

it('says in one line what is wrong with the address, the password, the server', async () => {
  const cwd = makeFolder()
  const attempt = (stateUrl: string) => runCli(['serve', '--port', '0', '--state-url', stateUrl], { cwd })
  const wrong = new URL(toUrl('postgres'))
  wrong.password = 'hunter2'
  const network = await createNetwork(toUrl('postgres'))
  await network.close()
  for (const [url, ends, line] of [
    ['mysql://root:hunter2@127.0.0.1/x', 78, /^state_url_invalid: .*"mysql:".* Expected postgres:.*\n$/],
    [wrong.href, 78, /^state_unusable: postgres:\/\/127\.0\.0\.1:\d+\/postgres cannot keep the state: .*\n$/],
    [network.url, 1, /"event":"waiting for the state".*\nstore_unreachable: postgres:\/\/127\.0\.0\.1:\d+\/postgres does not answer \(.*ECONNREFUSED.*\).*\n$/],
  ] as const) {
    const { code, stdout, stderr } = await attempt(url)
    expect([code, stdout]).toEqual([ends, ''])
    expect(stderr).toMatch(line)
    expect(stderr).not.toContain('hunter2')
  }
})
