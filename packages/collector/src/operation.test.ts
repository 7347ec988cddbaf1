import { createConnection } from 'node:net'
import type { Problem } from '@foothold/protocol'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createCollector } from './app.ts'
import { startCollector, type StartedCollector, type StartOptions } from './node.ts'
import { createProject } from './project/create-project.ts'
import { openStores } from './store/sqlite/open.ts'
import { temporaryFolder } from './testing/temporary.ts'

async function start(options: Partial<StartOptions> = {}): Promise<StartedCollector> {
  const started = await startCollector({ dataDirectory: temporaryFolder(), port: 0, firstProject: 'Demo', ...options })
  onTestFinished(() => started.close())
  return started
}
const send = (started: StartedCollector, batch: readonly object[]): Promise<Response> =>
  fetch(`${started.url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${started.created!.writeKey}` }, body: JSON.stringify({ batch }) })
const track = (messageId: string): object => ({ type: 'track', event: 'e', userId: 'u', messageId })

it('tells on a port of its own what it took and refused, how long that took and how much waits', async () => {
  const started = await start({ metrics: { port: 0 }, limits: { eventsPerSecond: 1, eventsBurst: 4 } })
  const figures = async (): Promise<string> => (await fetch(`http://127.0.0.1:${started.metricsPort}/metrics`)).text()
  expect(await figures()).toMatch(/^foothold_events_total\{outcome="accepted"\} 0$/m)
  await send(started, [track('a'), track('b'), { type: 'track' }])
  await send(started, [track('a')])
  expect((await send(started, [track('c')])).status).toBe(429)
  await started.collector.caughtUp(started.created!.project.id)
  const text = await figures()
  for (const line of [
    'foothold_events_total{outcome="accepted"} 2',
    'foothold_events_total{outcome="duplicate"} 1',
    'foothold_events_rejected_total{code="event_invalid"} 1',
    'foothold_requests_refused_total{code="rate_limited"} 1',
    'foothold_http_requests_total{route="/v1/batch",status="200"} 2',
    'foothold_http_requests_total{route="/v1/batch",status="429"} 1',
    'foothold_queue_events 0',
    'foothold_log_position 2',
    'foothold_projection_lag_events 0',
    'foothold_commit_duration_seconds_count 2',
  ])
    expect(text.split('\n')).toContain(line)
  expect(Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)![1])).toBeGreaterThan(10_000_000)
  expect(Number(/^foothold_store_bytes\{file="events\.db"\} (\d+)$/m.exec(text)![1])).toBeGreaterThan(0)
  // nothing of it where browsers are
  expect((await fetch(`${started.url}/metrics`)).status).toBe(404)
})

it('names every reason why it is not ready, on both ports', async () => {
  const stores = await openStores(temporaryFolder())
  onTestFinished(() => stores.close())
  const { writeKey } = await createProject(stores.state, 'P')
  let broken = false
  const people = new Proxy(stores.state.people, {
    get: (target, name) =>
      name === 'position' && broken ? () => Promise.reject(new Error('connect ECONNREFUSED')) : (target[name as keyof typeof target] as unknown),
  })
  const collector = createCollector({ stores: { ...stores, state: { ...stores.state, people } } })
  onTestFinished(() => collector.close())
  const ready = (): Promise<Response> => Promise.resolve(collector.app.request('/health/ready'))
  expect(await (await ready()).json()).toEqual({ status: 'ready', behind: 0, warnings: [] })
  broken = true
  let answer = await ready()
  expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([503, 'store_unreachable'])
  collector.leave()
  answer = await ready()
  expect([answer.status, ((await answer.json()) as Problem).errors?.map(({ code }) => code)]).toEqual([503, ['draining', 'store_unreachable']])
  broken = false
  // who has not heard yet is served
  const late = await collector.app.request('/v1/track', {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}` },
    body: '{"event":"e","userId":"u"}',
  })
  expect(late.status).toBe(200)
})

it('goes in order: not ready, requests still taken, then refused, then gone', async () => {
  const started = await start({ drainDelayMs: 400, metrics: { port: 0 } })
  const status = async (path: string, port = started.port): Promise<number | undefined> =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.status,
      () => undefined,
    )
  expect(await status('/health/ready')).toBe(200)
  const closed = started.close()
  expect(await status('/health/ready')).toBe(503)
  expect(await status('/health/ready', started.metricsPort)).toBe(503)
  expect(await status('/health/live')).toBe(200)
  expect((await send(started, [track('late')])).status).toBe(200)
  await closed
  expect(await status('/health/live')).toBeUndefined()
  expect(await status('/metrics', started.metricsPort)).toBeUndefined()
})

it('closes what comes beyond the number of connections', async () => {
  const started = await start({ connections: 2 })
  const open = (): ReturnType<typeof createConnection> => {
    const socket = createConnection(started.port, '127.0.0.1')
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    return socket
  }
  const sockets = [open(), open()]
  await vi.waitFor(() => expect(sockets.every(({ readyState }) => readyState === 'open')).toBe(true))
  const third = open()
  await new Promise((go) => third.once('close', go))
  expect(sockets.every(({ destroyed }) => !destroyed)).toBe(true)
})

it('holds its data folder alone', async () => {
  const dataDirectory = temporaryFolder()
  const first = await start({ dataDirectory })
  await expect(startCollector({ dataDirectory, port: 0 })).rejects.toMatchObject({
    code: 'store_in_use',
    message: `Another process (${process.pid}) works on the data folder ${dataDirectory}. Stop it, or choose another folder.`,
  })
  await first.close()
  await start({ dataDirectory })
})
