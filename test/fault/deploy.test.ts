// Does what examples/deploy/Dockerfile does, without an engine: packs every package, installs the packs into an empty folder,
// and starts the command that is there with the settings of the image.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { until } from './collector/process.ts'

const ROOT = new URL('../../', import.meta.url).pathname

it('what the image has inside starts, is healthy by its own check, and ends by SIGTERM with 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-image-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const dockerfile = readFileSync(join(ROOT, 'examples/deploy/Dockerfile'), 'utf8')
  const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`
  const run = (command: string, cwd: string): void => {
    const { status, stderr } = spawnSync('bash', ['-ec', command], { cwd, env: { ...process.env, PATH }, encoding: 'utf8' })
    expect(status, `${command}\n${stderr}`).toBe(0)
  }
  // the packages are built already
  const pack = /^RUN (mkdir \/pack .+)$/m.exec(dockerfile)![1]!
  run(pack.replaceAll('/pack', `${folder}/pack`), ROOT)
  const install = /(npm install .+\/pack\/\*\.tgz)/.exec(dockerfile)![1]!
  mkdirSync(join(folder, 'app'))
  run(`${install.replaceAll('/pack', `${folder}/pack`)} --prefer-offline`, join(folder, 'app'))
  expect(readdirSync(join(folder, 'app/node_modules'))).not.toContain('vitest')

  const variables = Object.fromEntries(
    [...dockerfile.matchAll(/(FOOTHOLD_\w+|NODE_\w+|MALLOC_\w+)=(\S+)/g)].map(([, name, value]) => [name, value!.replace('/data', `${folder}/data`)]),
  )
  const [, metricsPort] = /FOOTHOLD_METRICS_PORT=(\d+)/.exec(dockerfile)!
  const [node, ...entry] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)![1]!) as string[]
  expect(node).toBe('node')
  const words = entry.map((word) => word.replace('/app/', `${folder}/app/`))
  const child = spawn(process.execPath, [...words, 'serve'], {
    cwd: folder,
    env: { PATH, ...variables, FOOTHOLD_HOST: '127.0.0.1', FOOTHOLD_METRICS_HOST: '127.0.0.1', FOOTHOLD_PORT: '0', FOOTHOLD_METRICS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [, url] = await until(async () => /^Metrics {4}http:\/\/(\S+)\/metrics$/m.exec(printed) ?? undefined, 'the start', 30_000)
  const [, check] = /HEALTHCHECK[^]*?CMD \["node", "-e", "(.+)"\]/.exec(dockerfile)!
  const asked = spawnSync(process.execPath, ['-e', check!.replace(`127.0.0.1:${metricsPort}`, url!)])
  expect([asked.status, String(asked.stderr)]).toEqual([0, ''])
  expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(['credentials.json', 'store'])
  // the console and the SDK are in it
  const [, origin] = /^Collector {2}(\S+)$/m.exec(printed)!
  expect([(await fetch(`${origin}/console`)).status, (await fetch(`${origin}/sdk/foothold.js`)).status]).toEqual([200, 200])
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(spawnSync(process.execPath, ['-e', check!.replace(`127.0.0.1:${metricsPort}`, url!)]).status).toBe(1)
}, 240_000)
