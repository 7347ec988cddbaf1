import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SavedQuery } from '@foothold/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { runCli, startCli, type Run } from './testing/run-cli.ts'

test('saves, asks, lists and removes queries', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  const { url, writeKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<'url' | 'writeKey', string>
  const batch = ['created', 'invited'].map((event) => ({ type: 'track', userId: 'ada', event }))
  await fetch(`${url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: JSON.stringify({ batch }) })
  const run = (...args: string[]): Promise<Run> => runCli(args, { cwd })

  const saved = await run('queries', 'save', 'team', 'funnel', '--steps', 'created,invited', '--groups', '3', '--name', 'Not alone\u001b[2J')
  expect([saved.code, saved.stderr]).toEqual([0, ''])
  expect(saved.stdout).toMatch(/^team {2}funnel {2}Not alone.*"steps":\["created","invited"\].*"groups":3.*\n$/)
  expect(saved.stdout).not.toContain('\u001b')
  await writeFile(join(cwd, 'goals.json'), '{}')
  expect((await run('queries', 'save', 'goals', 'goals', '--definition', 'goals.json')).code).toBe(0)
  const listed = JSON.parse((await run('queries', 'list', '--json')).stdout) as SavedQuery[]
  expect(listed.map(({ key, insight }) => [key, insight])).toEqual([
    ['goals', 'goals'],
    ['team', 'funnel'],
  ])

  expect((await run('insight', '--saved', 'team')).stdout).toMatch(/^group +step +name +people.*\nall +1 +created +1 .*\nall +2 +invited +1 /)
  expect((await run('insight', '--saved', 'team', '--format', 'csv')).stdout).toMatch(/^group,step,.*\r\nall,1,created,1,/)
  expect((await run('insight', 'funnel', '--saved', 'team')).stderr).toMatch(/^option_invalid: .*--saved alone/)
  expect((await run('insight', '--saved', 'tem')).stderr).toMatch(/^not_found: .*"tem"/)
  expect((await run('queries', 'save', 'x', 'funel')).stderr).toMatch(/^option_invalid: .*Did you mean "funnel"/)
  expect((await run('queries', 'save', 'x', 'funnel', '--steps', '[')).stderr).toMatch(/^option_invalid: --steps begins like JSON/)
  expect((await run('queries', 'remove', 'team')).stdout).toBe('Removed team.\n')
  expect((await run('queries', 'remove', 'team')).stderr).toMatch(/^not_found: /)
}, 60_000)
