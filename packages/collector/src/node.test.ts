import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BatchAnswer, Problem } from '@foothold/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCollector, type StartedCollector, type StartOptions } from './node.ts'
import { openStores } from './store/sqlite/open.ts'
import { temporaryFolder } from './testing/temporary.ts'

async function start(options: Partial<StartOptions> = {}): Promise<StartedCollector> {
  const started = await startCollector({ dataDirectory: temporaryFolder(), port: 0, firstProject: 'Demo', ...options })
  onTestFinished(() => started.close())
  return started
}

const post = (started: StartedCollector, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${started.url}/v1/batch`, { method: 'POST', body, headers: { authorization: `Bearer ${started.created!.writeKey}`, ...headers } })

describe('startCollector', () => {
  it('serves over a real socket, and makes the first project once', async () => {
    const dataDirectory = temporaryFolder()
    const first = await start({ dataDirectory })
    expect(first.url).toBe(`http://127.0.0.1:${first.port}`)
    expect(await (await post(first, JSON.stringify({ batch: [{ type: 'track', event: 'e', userId: 'u' }] }))).json()).toMatchObject({ accepted: 1 })
    const overview = await fetch(`${first.url}/admin/v1/overview`, { headers: { authorization: `Bearer ${first.created!.adminKey}` } })
    expect(await overview.json()).toMatchObject({ project: 'Demo', people: 1 })
    await first.close()
    await first.close()
    const second = await start({ dataDirectory })
    expect(second.created).toBeUndefined()
    expect((await fetch(`${second.url}/admin/v1/overview`, { headers: { authorization: `Bearer ${first.created!.adminKey}` } })).status).toBe(200)
  })

  it('delivers the refusal of a body that is too large, rather than a reset', async () => {
    const started = await start()
    for (let round = 0; round < 3; round++) {
      const answer = await post(started, new Uint8Array(3_000_000))
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, 'payload_too_large'])
    }
  })

  it('ends the answer to HEAD of the stream of events', async () => {
    const started = await start()
    const socket = connect(started.port, '127.0.0.1')
    socket.write(`HEAD /admin/v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${started.created!.adminKey}\r\nConnection: close\r\n\r\n`)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*text\/event-stream[^]*\r\n\r\n$/)
  })

  it.each([
    ['headers', 'POST /v1/batch HTTP/1.1\r\nHost: x\r\nX-'],
    ['a body', 'POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"batch":['],
  ])('cuts off who is slow with %s, while others are served', async (_, begin) => {
    const started = await start({ headersMs: 200, requestMs: 400 })
    const socket = connect(started.port, '127.0.0.1')
    socket.write(begin)
    expect((await post(started, JSON.stringify({ batch: [{ type: 'track', event: 'e', userId: 'u' }] }))).status).toBe(200)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('tells in one line why it cannot start', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((go) => other.once('listening', go))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    await expect(startCollector({ dataDirectory: temporaryFolder(), port })).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringMatching(new RegExp(`^Port ${port} on .*$`)),
    })
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    await expect(startCollector({ dataDirectory: join(folder, 'file'), port: 0 })).rejects.toMatchObject({ code: 'folder_not_writable' })
    writeFileSync(join(folder, 'events.db'), 'x'.repeat(5000))
    await expect(startCollector({ dataDirectory: folder, port: 0 })).rejects.toMatchObject({ code: 'store_damaged' })
  })

  it('loses nothing that it acknowledged when it is closed under load', async () => {
    const dataDirectory = temporaryFolder()
    const started = await start({ dataDirectory })
    const acknowledged: string[] = []
    let stop = false
    const clients = Array.from({ length: 8 }, async (_, client) => {
      for (let n = 0; !stop; n++) {
        const id = `${client}-${n}`
        const answer = await post(started, JSON.stringify({ batch: [{ type: 'track', event: 'e', userId: 'u', messageId: id }] })).catch(() => undefined)
        if (!answer || answer.status === 503) return
        if (((await answer.json()) as BatchAnswer).accepted === 1) acknowledged.push(id)
      }
    })
    while (acknowledged.length < 50) await new Promise((go) => setTimeout(go, 5))
    await started.close()
    stop = true
    await Promise.all(clients)
    const stores = await openStores(dataDirectory)
    const stored = new Set((await stores.log.read(0, 100_000)).map(({ messageId }) => messageId))
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    await stores.close()
  })

  it('answers a request that was begun before it is closed', async () => {
    const started = await start()
    const body = JSON.stringify({ batch: [{ type: 'track', event: 'e', userId: 'u' }] })
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${started.url}/v1/batch`,
        { method: 'POST', headers: { authorization: `Bearer ${started.created!.writeKey}`, 'content-length': body.length } },
        (incoming) => {
          incoming.resume()
          resolve(incoming.statusCode)
        },
      )
      sending.on('error', reject)
      sending.write(body.slice(0, 10))
      setTimeout(() => {
        void started.close()
        sending.end(body.slice(10))
      }, 100)
    })
    expect(await answer).toBe(200)
  })

  it('leaves whole what it acknowledged when it is killed', async () => {
    const dataDirectory = temporaryFolder()
    const script = join(dataDirectory, 'run.ts')
    writeFileSync(
      script,
      `
      import { startCollector } from ${JSON.stringify(new URL('./node.ts', import.meta.url).href)}
      const started = await startCollector({ dataDirectory: ${JSON.stringify(join(dataDirectory, 'data'))}, port: 0, firstProject: 'P' })
      for (let n = 0; ; n++) {
        const answer = await fetch(started.url + '/v1/track', { method: 'POST', headers: { authorization: 'Bearer ' + started.created.writeKey }, body: JSON.stringify({ event: 'e', userId: 'u', messageId: String(n) }) })
        if ((await answer.json()).accepted === 1) process.stdout.write(n + '\\n')
        if (n === 60) process.kill(process.pid, 'SIGKILL')
      }`,
    )
    const { stdout, signal, stderr } = spawnSync(process.execPath, ['--conditions=@foothold/source', '--experimental-strip-types', '--no-warnings', script], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect([signal, stderr]).toEqual(['SIGKILL', ''])
    const acknowledged = stdout.trim().split('\n')
    expect(acknowledged.length).toBe(61)
    const stores = await openStores(join(dataDirectory, 'data'))
    expect((await stores.log.read(0, 1000)).map(({ messageId }) => messageId)).toEqual(acknowledged)
    await stores.close()
  })
})
