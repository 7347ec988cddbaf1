import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CreatedKey, KeyEntry } from '@foothold/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { runCli, startCli, type Run } from './testing/run-cli.ts'

test('makes, lists, replaces and revokes keys', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  const { url } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as { url: string }
  const keys = (...args: string[]): Promise<Run> => runCli(['keys', ...args], { cwd })

  const made = await keys('create', 'admin', '--name', 'CI\u001b[2J', '--scopes', 'read', 'author')
  expect([made.code, made.stderr]).toEqual([0, ''])
  expect(made.stdout).toMatch(/^fh_adm_\w{43} {3}\(secret: shown this once\)\nkey_\w{16} {2}admin .*read,author/)
  expect(made.stdout).not.toContain('\u001b')
  const [secret = '', id = ''] = /fh_adm_\w+|(?<=\n)key_\w+/g[Symbol.match](made.stdout) ?? []

  // a key does what its scopes say
  expect((await keys('list', '--url', url, '--key', secret)).stderr).toMatch(/^scope_missing: .*"admin".*\n$/)
  const next = JSON.parse((await keys('rotate', id, '--overlap', '1', '--json')).stdout) as CreatedKey
  expect((await keys('revoke', next.id)).stdout).toBe(`Revoked ${next.id}.\n`)
  const listed = JSON.parse((await keys('list', '--json')).stdout) as KeyEntry[]
  expect(listed.filter(({ scopes }) => scopes.length === 2).map((one) => [one.id, one.status])).toEqual(
    expect.arrayContaining([
      [id, 'active'],
      [next.id, 'revoked'],
    ]),
  )
  expect((await keys('revoke', 'key_none')).stderr).toMatch(/^not_found: .*"key_none"\.\n$/)
  expect((await keys('create', 'master')).stderr).toMatch(/write.*admin.*identity/)
  expect((await keys('create', 'write', '--origins', 'shop.example.com')).stderr).toMatch(/^request_invalid: .*"shop\.example\.com" is no origin/)
}, 60_000)
