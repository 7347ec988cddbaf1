// Holds examples/deploy to the commands, settings and paths that there are. What the image has inside is built and started by
// test/fault/deploy.test.ts; there is no Docker engine where the tests run.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, chmodSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SETTINGS } from '@foothold/protocol/schema'
import { expect, onTestFinished, test } from 'vitest'
// @ts-expect-error a script without types
import { DEPLOY_ENVIRONMENT as environmentOfImage, DEPLOY_FLAGS as flagsOfImage } from '../deploy-flags.mjs'

const DEPLOY_FLAGS = flagsOfImage as string[]
const DEPLOY_ENVIRONMENT = environmentOfImage as Record<string, string>
const ROOT = new URL('../../', import.meta.url).pathname
const FOLDER = join(ROOT, 'examples/deploy')
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8')
const files = readdirSync(FOLDER).filter((name) => name !== 'README.md')
const variables = new Set([
  ...Object.keys(SETTINGS).map((name) => `FOOTHOLD_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`),
  'FOOTHOLD_CONFIG',
])

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test.each(files)('%s names variables that are settings, and paths that are there', (name) => {
  const text = read(name)
  const named = [...text.matchAll(/\b(FOOTHOLD_[A-Z_]+)\b/g)].map(([, variable]) => variable!)
  expect(named.filter((variable) => !variables.has(variable))).toEqual([])
  for (const [, path] of text.matchAll(/\b(examples\/deploy\/\w+)/g)) expect(existsSync(join(ROOT, path!)), path).toBe(true)
})

test('every command with its options and variables is understood', () => {
  const cwd = temporary()
  const commands = files.flatMap((name) => [...read(name).matchAll(/foothold ((?:serve|backup)[^\n;'"]*)/g)].map(([, words]) => words!.trim()))
  expect(commands.length).toBeGreaterThan(2)
  const environment = Object.fromEntries(
    [...read('Dockerfile').matchAll(/(FOOTHOLD_\w+)=(\S+)/g), ...read('compose.yaml').matchAll(/(FOOTHOLD_\w+): (\S+)/g)].map(([, key, value]) => [key, value]),
  )
  expect(Object.keys(environment).length).toBeGreaterThan(5)
  for (const command of ['serve', ...commands]) {
    const [word, ...args] = command.split(/\s+/)
    const end = word === 'serve' ? ['--print-config'] : ['--help']
    const { PATH } = process.env
    const run = spawnSync(process.execPath, ['-C', '@foothold/source', '--no-warnings', join(ROOT, 'test/docs/foothold.mjs'), word!, ...args, ...end], {
      cwd,
      env: { PATH, ...environment },
      encoding: 'utf8',
    })
    expect([run.status, run.stderr], command).toEqual([0, ''])
  }
})

test('the proxies lead to the port that is listened on, and know the streams', () => {
  const port = SETTINGS.port.default
  expect(read('nginx.conf')).toContain(`server 127.0.0.1:${String(port)};`)
  expect(read('Caddyfile')).toContain(`127.0.0.1:${String(port)}`)
  expect(read('compose.yaml')).toContain(`UPSTREAM: foothold:${String(port)}`)
  const openapi = readFileSync(join(ROOT, 'docs/collector.md'), 'utf8')
  for (const path of /\^\/\((.+)\)\$/.exec(read('nginx.conf'))![1]!.split('|')) expect(openapi).toMatch(new RegExp(`\`(GET|POST) /${path}\``))
})

test('the image runs as nobody in particular, and is asked where its figures are', () => {
  const text = read('Dockerfile')
  const [, stage] = text.split(/^FROM .* AS build$/m)
  expect(stage!.split(/^FROM /m)[1]).toMatch(/^USER node$/m)
  const port = /FOOTHOLD_METRICS_PORT=(\d+)/.exec(text)![1]
  expect(/HEALTHCHECK[^]*?fetch\('([^']+)'/.exec(text)![1]).toBe(`http://127.0.0.1:${port}/health/ready`)
})

test('the unit starts Node as the image does', () => {
  const [, flags] = /^ExecStart=\/usr\/bin\/env node (.+) \/usr\/local\/bin\/foothold serve$/m.exec(read('foothold.service'))!
  expect(flags!.split(' ')).toEqual(DEPLOY_FLAGS)
  expect(DEPLOY_FLAGS.length).toBeGreaterThan(0)
  expect(spawnSync(process.execPath, [...DEPLOY_FLAGS, '--eval', '0'], { encoding: 'utf8' }).stderr).toBe('')
  for (const [name, value] of Object.entries(DEPLOY_ENVIRONMENT))
    for (const file of ['Dockerfile', 'foothold.service']) expect(read(file)).toContain(`${name}=${value}`)
})

test('the image owns each folder that a volume of it is put on', () => {
  const owned = /install -d -o node -g node -m 0700 (.+)/.exec(read('Dockerfile'))![1]!.split(' ')
  const services = read('compose.yaml').split(/^ {2}(?=\w)/m)
  const mounted = services
    .filter((text) => /image: foothold$/m.test(text))
    .flatMap((text) => [...text.matchAll(/\w+:(\/\w+)(?=[,\]])/g)].map(([, path]) => path!))
  expect(mounted).toContain('/backups')
  expect(mounted.filter((path) => !owned.includes(path))).toEqual([])
})

test('the backup reads the settings of the collector', () => {
  const settings = (name: string): string[] => read(name).match(/^Environment=FOOTHOLD_.+/gm) ?? []
  expect(settings('foothold.service').length).toBeGreaterThan(0)
  expect(settings('foothold-backup.service')).toEqual(settings('foothold.service'))
})

// only where systemd is installed, which most containers have not
test.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('systemd understands the units', () => {
  const folder = temporary()
  const command = join(folder, 'foothold')
  writeFileSync(command, '#!/bin/sh\n')
  chmodSync(command, 0o755)
  const units = files.filter((name) => /\.(service|timer)$/.test(name))
  for (const name of units) writeFileSync(join(folder, name), read(name).replaceAll('/usr/local/bin/foothold', command))
  const run = spawnSync('systemd-analyze', ['verify', '--man=no', ...units.map((name) => join(folder, name))], { encoding: 'utf8' })
  // what it says of units that are not ours is the machine's
  expect(run.stderr.split('\n').filter((line) => line.includes('foothold'))).toEqual([])
})
