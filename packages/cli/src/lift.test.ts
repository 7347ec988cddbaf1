import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, startCli } from './testing/run-cli.ts'

test('tells what a guide has changed, as lines and as JSON, and which guide there is not', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  await runCli(['init'], { cwd })
  const { url, writeKey, adminKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<
    'url' | 'writeKey' | 'adminKey',
    string
  >
  const guide = { kind: 'tour', key: 'intro', goal: { event: 'done', within: '1d' }, steps: [{ key: 'a', title: 'A' }] }
  const publish = await fetch(`${url}/admin/v1/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}` },
    body: JSON.stringify({ files: [{ path: 'intro.json', text: JSON.stringify(guide) }] }),
  })
  expect(publish.status).toBe(200)
  const at = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString()
  const people = Array.from({ length: 200 }, (_, i) => ({ userId: `p${i}`, arm: i % 10 === 0 ? 'holdout' : 'none' }))
  const batch = people.flatMap(({ userId, arm }, i) => [
    { type: 'track', event: 'experiment.exposed', userId, timestamp: at(5), properties: { guide: 'intro', arm } },
    ...(i % 2 ? [{ type: 'track', event: 'done', userId, timestamp: at(4.5), properties: {} }] : []),
  ])
  const sent = await fetch(`${url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: JSON.stringify({ batch }) })
  expect(await sent.json()).toMatchObject({ rejected: [] })

  const lines = await runCli(['insight', 'lift', 'intro', '--effect', '0.2'], { cwd })
  expect([lines.code, lines.stderr]).toEqual([0, ''])
  // of those held out, every tenth, nobody did it: odd ones alone did
  expect(lines.stdout).toMatch(
    /^(It works|Too early to say)\. .*\nto see it +55\.6% \(.*\), 100 of 180\nheld out +0\.0% \(0\.0% to 16\.1%\), 0 of 20\ndifference +55\.6 points/,
  )
  expect(lines.stdout).toMatch(/\nsample ratio +p 1\.0\npeople needed +\d+ and \d+ to see 20\.0 points\n$/)
  const { stdout } = await runCli(['insight', 'lift', 'intro', '--json'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ guide: 'intro', shown: { k: 100, n: 180 }, heldOut: { k: 0, n: 20 } })
  const none = await runCli(['insight', 'lift', 'nothing'], { cwd })
  expect([none.code, none.stdout]).toEqual([1, ''])
  expect(none.stderr).toMatch(/^not_found: .*"nothing"/)
}, 60_000)
