import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli, startCli } from './testing/run-cli.ts'

test('exports a person, and erases one for ever', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  const { url, writeKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<'url' | 'writeKey', string>
  const send = (): Promise<Response> =>
    fetch(`${url}/v1/identify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey}` },
      body: '{"userId":"ada/1","traits":{"email":"ada@byron.example"}}',
    })
  await send()

  const printed = await runCli(['export', '--person', 'ada/1'], { cwd })
  expect(
    printed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind),
  ).toEqual(['person', 'event'])
  expect((await runCli(['export', '--person', 'ada/1', '--out', 'ada.ndjson'], { cwd })).stderr).toBe('')
  expect(await readFile(join(cwd, 'ada.ndjson'), 'utf8')).toBe(printed.stdout)
  expect((await stat(join(cwd, 'ada.ndjson'))).mode & 0o777).toBe(0o600)
  expect((await runCli(['export', '--person', 'ada/1', '--out', 'ada.ndjson'], { cwd })).stderr).toMatch(/^ada\.ndjson cannot be written \(EEXIST\)/)
  expect((await runCli(['export', '--out', 'ada.ndjson'], { cwd })).stderr).toBe(
    'option_invalid: ada.ndjson cannot be written (EEXIST): give --resume to go on with it.\n',
  )

  expect((await runCli(['erase', '--person', 'ada/1'], { cwd })).stderr).toMatch(/--yes/)
  expect((await runCli(['erase', '--person', 'ada/1', '--yes'], { cwd })).stdout).toMatch(/^Erased: 1 events are gone\./)
  expect((await runCli(['export', '--person', 'ada/1'], { cwd })).stderr).toMatch(/^not_found: /)
  expect(await (await send()).json()).toMatchObject({ accepted: 0, rejected: [{ code: 'person_erased' }] })
}, 90_000)
