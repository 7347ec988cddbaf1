import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli, startCli } from '../testing/run-cli.ts'

async function folder(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  return cwd
}

test('prints the settings with where each comes from, and starts nothing', async () => {
  const cwd = await folder()
  await mkdir(join(cwd, 'etc'))
  await writeFile(join(cwd, 'etc/f.json'), '{ "$schema": "./config.schema.json", "data": "data", "retention": "400d" }')
  const run = await runCli(['serve', '--config', 'etc/f.json', '--port', '99', '--print-config'], { cwd, env: { FOOTHOLD_EVENT_BYTES: '1000' } })
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toMatch(/^port +99 +--port$/m)
  expect(run.stdout).toMatch(/^eventBytes +1000 +FOOTHOLD_EVENT_BYTES$/m)
  expect(run.stdout).toMatch(/^retention +400d +etc\/f\.json$/m)
  // a path in a file is meant from where the file is
  expect(run.stdout).toMatch(new RegExp(`^data +${join(cwd, 'etc/data')} +etc/f\\.json$`, 'm'))
  expect(run.stdout).toMatch(/^host +127\.0\.0\.1 +default$/m)
})

test('names everything that is wrong with the file, and does not start', async () => {
  const cwd = await folder()
  await writeFile(join(cwd, 'foothold.config.json'), '{ "prot": 1, "retention": "9x", "__proto__": {}, "eventBytes": "many" }')
  const run = await runCli(['serve'], { cwd })
  expect(run).toMatchObject({ code: 78, stdout: '' })
  expect(run.stderr.trimEnd().split('\n').toSorted()).toEqual([
    'setting_invalid: foothold.config.json at /__proto__: "__proto__" cannot be asked for: choose another name.',
    expect.stringMatching(/at \/__proto__: Unknown field "__proto__": expected one of \$schema, data, /),
    'setting_invalid: foothold.config.json at /eventBytes: Expected a number, found "many".',
    'setting_invalid: foothold.config.json at /prot: Unknown field "prot"; did you mean "port"?',
    'setting_invalid: foothold.config.json at /retention: Expected a duration such as "10s" or "90d", found "9x".',
  ])
  await writeFile(join(cwd, 'foothold.config.json'), '{ "port": 1, }')
  expect(await runCli(['serve'], { cwd })).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/^setting_invalid: foothold\.config\.json is not valid JSON/),
  })
  expect(await runCli(['serve', '--config', 'nowhere.json'], { cwd })).toMatchObject({
    code: 78,
    stderr: 'setting_invalid: nowhere.json cannot be read (ENOENT).\n',
  })
})

test('holds to what is set: a limit, figures on a port of their own, one line for each request', async () => {
  const cwd = await folder()
  await writeFile(join(cwd, 'foothold.config.json'), '{ "batchEvents": 1, "metricsPort": 0, "logLevel": "debug" }')
  await using server = startCli(['serve', '--port', '0'], { cwd })
  const [, url] = await server.printed(/^Collector {2}(\S+)$/m)
  const [, metrics] = await server.printed(/^Metrics {4}(\S+)$/m)
  const [, key] = await server.printed(/^Write key {2}(\S+)/m)
  const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'abc-12345' }
  const answer = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: '{"batch":[{"type":"track"},{"type":"track"}]}' })
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([413, 'abc-12345'])
  const [line] = await server.printed(/^\{.*"event":"request","request":"abc-12345".*\}$/m)
  expect(JSON.parse(line)).toMatchObject({ level: 'debug', method: 'POST', path: '/v1/batch', status: 413 })
  expect(await (await fetch(metrics!)).text()).toContain('foothold_requests_refused_total{code="batch_too_many"} 1')
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
})

test('refuses a folder that another process works on, and takes it once that is gone', async () => {
  const cwd = await folder()
  const first = startCli(['serve', '--port', '0'], { cwd })
  await first.printed(/Ctrl-C stops/)
  const second = await runCli(['serve', '--port', '0'], { cwd })
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toBe(
    `store_in_use: Another process (${first.child.pid}) works on the data folder ${join(cwd, '.foothold/data')}. Stop it, or choose another folder.\n`,
  )
  first.child.kill('SIGKILL')
  await first.ended
  await using third = startCli(['serve', '--port', '0'], { cwd })
  await third.printed(/Ctrl-C stops/)
})
