import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStores, verifyBackup } from '@foothold/collector'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder, startProcess, track, until } from './process.ts'

const FOOTHOLD = new URL('../../docs/foothold.mjs', import.meta.url).pathname

function start(args: readonly string[], cwd: string): { child: ChildProcess; printed(): string } {
  const child = spawn(process.execPath, ['-C', '@foothold/source', '--no-warnings', FOOTHOLD, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, printed: () => printed }
}

it('ends by SIGTERM under load within 10 s with 0: not ready first, every request answered, nothing lost', async () => {
  const cwd = makeFolder()
  const { child, printed } = start(['serve', '--port', '0', '--drain-delay', '300ms', '--events-per-second', '0'], cwd)
  await until(async () => printed().includes('Ctrl-C stops'), 'the start', 30_000)
  const { url, writeKey } = JSON.parse(readFileSync(join(cwd, '.foothold/credentials.json'), 'utf8')) as { url: string; writeKey: string }
  const acknowledged: string[] = []
  const statuses = new Set<number>()
  let cut = 0
  let number = 0
  let over = false
  const client = async (): Promise<void> => {
    while (!over) {
      const ids = Array.from({ length: 10 }, () => `m${number++}`)
      try {
        const answer = await fetch(`${url}/v1/batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${writeKey}` },
          body: JSON.stringify({ batch: ids.map((id) => track(id)) }),
        })
        statuses.add(answer.status)
        await answer.arrayBuffer()
        if (answer.status === 200) acknowledged.push(...ids)
        else return
      } catch (error) {
        // nobody listens any more; what had begun was not cut
        const { code } = (error as { cause?: { code?: string } }).cause ?? {}
        if (code !== 'ECONNREFUSED') cut++
        return
      }
    }
  }
  const clients = Array.from({ length: 8 }, client)
  await until(async () => acknowledged.length > 500, 'load', 30_000)
  const ended = once(child, 'exit')
  const begun = performance.now()
  child.kill('SIGTERM')
  await until(
    async () =>
      (await fetch(`${url}/health/ready`).then(
        ({ status }) => status,
        () => 503,
      )) === 503,
    'not being ready',
    5000,
  )
  expect(await ended).toEqual([0, null])
  expect(performance.now() - begun).toBeLessThan(10_000)
  over = true
  await Promise.all(clients)
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
  // an idle connection may be closed in the very moment in which a client writes to it
  expect(cut).toBeLessThanOrEqual(8)
  const stores = await openStores(join(cwd, '.foothold/data'))
  const stored = new Set((await stores.log.read(0, 1_000_000)).map(({ messageId }) => messageId))
  await stores.close()
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
}, 60_000)

it('leaves no half backup, however it is killed, and the collector does not notice', async () => {
  const cwd = makeFolder()
  const data = join(cwd, 'data')
  const running = await startProcess(data, { limits: { eventsPerSecond: 0 } })
  let number = 0
  const send = async (): Promise<void> => {
    const answer = await running.send(Array.from({ length: 200 }, () => track(`m${number++}`)))
    expect(answer?.status).toBe(200)
  }
  for (let n = 0; n < 20; n++) await send()
  for (let round = 0; round < 8; round++) {
    const { child } = start(['backup', '--to', 'backups', '--data', 'data'], cwd)
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 700)
    await send()
    await ended
    clearTimeout(timer)
  }
  const { child } = start(['backup', '--to', 'backups', '--data', 'data'], cwd)
  expect(await once(child, 'exit')).toEqual([0, null])
  const made = readdirSync(join(cwd, 'backups')).filter((name) => !name.startsWith('.'))
  expect(made.length).toBeGreaterThan(0)
  let last = 0
  for (const name of made.toSorted()) last = (await verifyBackup(join(cwd, 'backups', name))).events.last
  expect(last).toBe(number)
}, 120_000)
