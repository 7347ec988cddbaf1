import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeFolder, startProcess, track, until } from './process.ts'

const peakMb = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

it('answers bombs with their code, with little memory, and serves others meanwhile', async () => {
  const running = await startProcess(makeFolder())
  const zeros = Buffer.alloc(200 * 1024 * 1024)
  const bombs = [
    ['gzip', gzipSync(zeros)],
    ['br', brotliCompressSync(zeros)],
  ] as const
  await running.send([track('first')])
  const before = peakMb(running.child.pid!)
  const post = async (body: Uint8Array, encoding: string): Promise<unknown[]> => {
    const answer = await fetch(`${running.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.writeKey}`, 'content-encoding': encoding },
      body: new Uint8Array(body),
    })
    return [answer.status, ((await answer.json()) as { code: string }).code]
  }
  const attacks = Array.from({ length: 40 }, (_, n) => post(bombs[n % 2]![1], bombs[n % 2]![0]))
  const honest = Array.from({ length: 20 }, (_, n) => running.send([track(`m${n}`)]))
  for (const answer of await Promise.all(honest)) expect(answer?.body['accepted']).toBe(1)
  const codes = new Set((await Promise.all(attacks)).map((one) => one.join(' ')))
  expect(codes).toContain('413 ratio_too_high')
  // many at once: some find no room to unpack in
  expect([...codes].filter((one) => !['413 ratio_too_high', '413 decompressed_too_large', '503 overloaded'].includes(one))).toEqual([])
  // forty of 200 MB each
  expect(peakMb(running.child.pid!) - before).toBeLessThan(256)
})

it('does not grow, whatever is nested, repeated or endless', async () => {
  const running = await startProcess(makeFolder())
  const bodies = [
    '['.repeat(260_000) + ']'.repeat(260_000),
    `{"batch":[{"type":"track","event":"e","userId":"u","messageId":"x","properties":${'{"a":'.repeat(80_000)}1${'}'.repeat(80_000)}}]}`,
    `{"batch":[${'{},'.repeat(170_000)}{}]}`,
    `{"batch":[{"type":"track","event":"e","userId":"u","messageId":"y","properties":{${Array.from({ length: 40_000 }, (_, n) => `"k${n}":1`).join()}}}]}`,
    `{"batch":[{"type":"track","event":"e","userId":"u","messageId":"z","n":${'9'.repeat(500_000)}}]}`,
  ]
  let before = 0
  for (let round = 0; round < 60; round++) {
    // by then every room that the heap takes for such bodies is taken
    if (round === 20) before = peakMb(running.child.pid!)
    const answers = await Promise.all(
      bodies.map((body) => fetch(`${running.url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${running.writeKey}` }, body })),
    )
    expect(answers.map(({ status }) => status)).toEqual([400, 200, 413, 200, 200])
    for (const answer of answers.slice(1, 2)) expect(((await answer.json()) as { rejected: { code: string }[] }).rejected[0]?.code).toBe('event_too_deep')
  }
  expect(before).toBeLessThan(400)
  expect(peakMb(running.child.pid!) - before).toBeLessThan(100)
})

it('serves others while hundreds of clients dribble', async () => {
  const running = await startProcess(makeFolder())
  const { port } = new URL(running.url)
  const sockets = await Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      await new Promise((go) => socket.once('connect', go))
      socket.write(
        n % 2
          ? 'POST /v1/batch HTTP/1.1\r\nHost: x\r\nX-'
          : `POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${running.writeKey}\r\nContent-Length: 500000\r\n\r\n{"batch"`,
      )
      return socket
    }),
  )
  const begun = performance.now()
  for (let n = 0; n < 50; n++) expect((await running.send([track(`m${n}`)]))?.status).toBe(200)
  expect(performance.now() - begun).toBeLessThan(5000)
  expect((await fetch(`${running.url}/health/ready`)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})

it('under ten times what it may take, answers nothing but 200, 429 and 503', async () => {
  const folder = makeFolder()
  const running = await startProcess(folder, { limits: { eventsPerSecond: 500, eventsBurst: 500, queueEvents: 300 } })
  const counts = new Map<string, number>()
  let number = 0
  await until(async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => running.send(Array.from({ length: 50 }, () => track(`m${number++}`)))))
    for (const answer of answers) {
      const kind = `${answer?.status} ${(answer?.body['code'] as string | undefined) ?? ''}`.trim()
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      if (answer && answer.status !== 200) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    return number >= 20_000
  }, 'the load')
  expect([...counts.keys()].filter((kind) => !['200', '429 rate_limited', '503 overloaded'].includes(kind))).toEqual([])
  expect(counts.get('200')).toBeGreaterThan(0)
  expect(counts.get('429 rate_limited')).toBeGreaterThan(0)
  await until(async () => (await fetch(`${running.url}/health/ready`)).ok, 'readiness')
})
