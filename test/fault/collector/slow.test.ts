import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder, startProcess, track } from './process.ts'

interface Slow {
  /** When the connection ended, in ms since it began. */
  ended: Promise<{ after: number; said: string }>
}

/** A client that sends a byte a second, for ever. */
function dribble(port: number, begin: string): Slow {
  const begun = performance.now()
  const socket: Socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('data', (chunk) => (said += String(chunk)))
  socket.on('error', () => {})
  socket.write(begin)
  const timer = setInterval(() => void socket.write('x'), 1000)
  const ended = new Promise<{ after: number; said: string }>((resolve) => socket.once('close', () => resolve({ after: performance.now() - begun, said })))
  onTestFinished(() => {
    clearInterval(timer)
    socket.destroy()
  })
  void ended.then(() => clearInterval(timer))
  return { ended }
}

it('cuts off who is slower than 10 s with headers or 30 s with a body, and serves others meanwhile', async () => {
  const running = await startProcess(makeFolder())
  const port = Number(new URL(running.url).port)
  const headers = Array.from({ length: 100 }, () => dribble(port, 'POST /v1/batch HTTP/1.1\r\nHost: x\r\nX-Slow: '))
  const bodies = Array.from({ length: 100 }, () =>
    dribble(port, `POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${running.writeKey}\r\nContent-Length: 500000\r\n\r\n{"batch"`),
  )
  let over = false
  const times: number[] = []
  const others = (async (): Promise<void> => {
    for (let n = 0; !over; n++) {
      const begun = performance.now()
      expect((await running.send([track(`m${n}`)]))?.status).toBe(200)
      times.push(performance.now() - begun)
      await new Promise((go) => setTimeout(go, 20))
    }
  })()
  const ends = await Promise.all([...headers, ...bodies].map(({ ended }) => ended))
  over = true
  await others
  for (const { after, said } of ends.slice(0, 100)) {
    expect(said).toMatch(/^HTTP\/1\.1 408 /)
    expect(after).toBeGreaterThan(9000)
    expect(after).toBeLessThan(20_000)
  }
  for (const { after, said } of ends.slice(100)) {
    expect(said).toMatch(/^HTTP\/1\.1 (408|4\d\d) |^$/)
    expect(after).toBeGreaterThan(25_000)
    expect(after).toBeLessThan(45_000)
  }
  times.sort((a, b) => a - b)
  expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(2000)
}, 90_000)

it('lets nobody who sends too much take what others may send', async () => {
  const folder = makeFolder()
  const running = await startProcess(folder, { limits: { eventsPerSecond: 200, eventsBurst: 200 } })
  const created = await fetch(`${running.url}/admin/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.adminKey!}` },
    body: '{"kind":"write","name":"quiet"}',
  })
  const { key: quiet } = (await created.json()) as { key: string }
  expect(created.status).toBe(201)
  let over = false
  let number = 0
  const loud = new Map<number, number>()
  const flood = async (): Promise<void> => {
    while (!over) {
      const answer = await running.send(Array.from({ length: 50 }, () => track(`loud${number++}`)))
      loud.set(answer?.status ?? 0, (loud.get(answer?.status ?? 0) ?? 0) + 1)
    }
  }
  const floods = Array.from({ length: 16 }, flood)
  const statuses = new Set<number>()
  for (let n = 0; n < 100; n++) {
    const answer = await fetch(`${running.url}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${quiet}` },
      body: JSON.stringify({ event: 'e', userId: 'u', messageId: `quiet${n}` }),
    })
    statuses.add(answer.status)
    await answer.arrayBuffer()
    await new Promise((go) => setTimeout(go, 20))
  }
  over = true
  await Promise.all(floods)
  expect([...statuses]).toEqual([200])
  expect(loud.get(429)).toBeGreaterThan(0)
  expect([...loud.keys()].filter((status) => ![200, 429].includes(status))).toEqual([])
}, 60_000)
