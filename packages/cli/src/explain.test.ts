import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli, startCli, type Run } from './testing/run-cli.ts'

test('explains a guide, at any instant, and says in one line what it was not asked rightly', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  await runCli(['init'], { cwd })
  await runCli(['publish'], { cwd })
  const { url, writeKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<'url' | 'writeKey', string>
  const batch = [
    { type: 'identify', userId: 'ada lovelace/1', traits: { role: 'viewer\u001b[2J' } },
    { type: 'page', userId: 'ada lovelace/1', properties: { path: '/evil\u001b[2J' } },
  ]
  await fetch(`${url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: JSON.stringify({ batch }) })
  const explain = (...args: string[]): Promise<Run> => runCli(['explain', ...args], { cwd })

  const { code, stdout, stderr } = await explain('welcome', '--person', 'ada lovelace/1')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^[✓✗?] "welcome" at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ: /)
  expect(stdout).toMatch(/\nperson ada lovelace\/1\npage \/evil.*, the last one viewed \(.*\)\nversion [0-9a-f]{16}, published .*\n(?:.+\n)*$/)
  expect(stdout).not.toContain('\u001b')

  const json = await explain('welcome', '--person', 'ada lovelace/1', '--page', '/a?b=c&d#e', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ guide: 'welcome', person: 'ada lovelace/1', page: { path: '/a?b=c&d#e', given: true } })

  const fail = async (...args: string[]): Promise<string> => {
    const run = await explain(...args)
    expect([run.code, run.stdout]).toEqual([1, ''])
    return run.stderr
  }
  expect(await fail('welcom', '--person', 'ada lovelace/1')).toMatch(/^not_found: .*"welcom".*Nearest: "welcome"\.\n$/)
  expect(await fail('welcome', '--person', 'nobody')).toMatch(/^not_found: .*"nobody"\.\n$/)
  expect(await fail('welcome', '--person', 'ada lovelace/1', '--at', 'soon')).toMatch(/^request_invalid: .*"soon" is no instant.*\n$/)
  expect(await fail('welcome')).toContain("required option '--person <id>'")
}, 30_000)
