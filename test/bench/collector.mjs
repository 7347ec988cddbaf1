// Owns the cost of ingestion: events a second and CPU an event against a bare Hono route on the same parts in the same run,
// and how both grow with the log. The clients write to plain sockets: they share the machine, and must cost next to nothing.
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { DEPLOY_ENVIRONMENT, DEPLOY_FLAGS } from '../deploy-flags.mjs'
import { median, number, percentile, ratio, table, versionOf } from './report.mjs'

const SERVER = new URL('collector-server.mjs', import.meta.url)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7)
const WARM_MS = 2000
/** Events that are appended to see how cost and size grow. */
const LOG_EVENTS = Number(process.env['BENCH_LOG_EVENTS'] ?? 10_000_000)
const TICKS_A_SECOND = 100

const LOADS = [
  { name: 'batches of 50, time-ordered ids', path: '/v1/batch', events: 50, connections: 32, id: timeOrdered },
  { name: 'batches of 50, random ids', path: '/v1/batch', events: 50, connections: 32, id: randomUUID },
  { name: 'single events, time-ordered ids', path: '/v1/track', events: 1, connections: 64, id: timeOrdered },
]

let lastId = 0
/** As the SDK makes them. */
function timeOrdered() {
  return (lastId = Math.max(Date.now() * 1000, lastId + 1)).toString(36) + Math.random().toString(36).slice(2, 14).padEnd(12, '0')
}

/** About 350 bytes. */
function eventJson(id, n) {
  return `{"type":"track","messageId":"${id}","event":"project.opened","anonymousId":"${ANONYMOUS}","userId":"user-${n % 20_000}","timestamp":"${NOW}","sequence":${n % 1000},"properties":{"project":"p-${n % 977}","from":"/projects","position":${n % 50},"plan":"pro"},"context":{"sessionId":"k3J9sX0aQ2-${n % 500}","page":{"path":"/projects/${n % 97}"}}}`
}
const ANONYMOUS = 'V1StGXR8_Z5jdHi6B-myT'
const NOW = new Date().toISOString()

async function start(which) {
  const folder = mkdtempSync(join(tmpdir(), `foothold-bench-${which}-`))
  const child = fork(SERVER, [which, join(folder, 'data')], {
    execArgv: ['--no-warnings', ...DEPLOY_FLAGS],
    env: { ...process.env, ...DEPLOY_ENVIRONMENT },
  })
  const { url, writeKey, adminKey } = await new Promise(
    (resolve, reject) => void child.once('message', resolve).once('exit', (code) => reject(new Error(`${which} ended: ${code}`))),
  )
  return {
    port: Number(new URL(url).port),
    writeKey,
    adminKey,
    url,
    cpuMs: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND
    },
    peakMb: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners('exit').once('exit', () => {
          rmSync(folder, { recursive: true, force: true })
          done()
        })
        child.kill('SIGKILL')
      }),
  }
}

/**
 * Makes requests ahead, so that a request costs its ids only: what the clients take the servers have not.
 *
 * @returns gives the next request, which is the caller's until that many others were asked for.
 */
function makeRequests(server, { path, events, id }) {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${server.writeKey ? `Authorization: Bearer ${server.writeKey}\r\n` : ''}Content-Length: `
  const hole = '#'.repeat(id().length)
  let n = 0
  const requests = Array.from({ length: events > 1 ? 400 : 20_000 }, () => {
    const all = Array.from({ length: events }, () => eventJson(hole, n++)).join()
    const body = events > 1 ? `{"batch":[${all}],"sentAt":"${NOW}"}` : all
    const bytes = Buffer.from(`${head}${body.length}\r\n\r\n${body}`)
    const holes = []
    for (let at = bytes.indexOf(hole); at >= 0; at = bytes.indexOf(hole, at + 1)) holes.push(at)
    return { bytes, holes }
  })
  let next = 0
  return () => {
    const { bytes, holes } = requests[next++ % requests.length]
    for (const at of holes) bytes.latin1Write(id(), at)
    return bytes
  }
}

/** Sends one request after another on each connection. @returns events that were acknowledged, and latencies. */
function load(server, one) {
  const { events, connections } = one
  const next = makeRequests(server, one)
  return converse(server, connections, next, (answer) => {
    const taken = Number(/"accepted":(\d+)/.exec(answer)?.[1])
    if (taken !== events) throw new Error(`expected ${events} accepted events: ${answer.slice(0, 400)}`)
    return taken
  })
}

/** Asks for what each browser asks. @param reads - a request, and the status that it must be answered with. */
function read(server, connections, request, status) {
  return converse(server, connections, request, (answer) => {
    if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`expected ${status}: ${answer.slice(0, 400)}`)
    return 1
  })
}

/** @param next - makes a request. @param take - looks at an answer, and says what it counts. */
async function converse(server, connections, next, take) {
  let accepted = 0
  const latencies = []
  const from = performance.now() + WARM_MS
  const end = from + SECONDS * 1000
  const cpu = { from: 0 }
  setTimeout(() => (cpu.from = server.cpuMs()), WARM_MS)
  const client = () =>
    new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1')
      let sent = 0
      let answer = ''
      const send = () => {
        sent = performance.now()
        if (sent > end) {
          socket.end()
          return resolve()
        }
        socket.write(next())
      }
      socket.setNoDelay(true).setEncoding('latin1')
      socket.on('connect', send)
      socket.on('error', reject)
      socket.on('data', (text) => {
        answer += text
        const split = answer.indexOf('\r\n\r\n')
        const length = split < 0 ? NaN : answer.startsWith('HTTP/1.1 304') ? 0 : Number(/content-length: (\d+)/i.exec(answer)?.[1])
        if (!(answer.length >= split + 4 + length)) return
        let taken
        try {
          taken = take(answer)
        } catch (error) {
          return reject(error)
        }
        answer = ''
        if (sent > from) {
          accepted += taken
          latencies.push(performance.now() - sent)
        }
        send()
      })
    })
  await Promise.all(Array.from({ length: connections }, client))
  return { perSecond: accepted / SECONDS, cpuUs: ((server.cpuMs() - cpu.from) * 1000) / accepted, p99: percentile(latencies, 0.99) }
}

async function measureLoads() {
  const rows = []
  let peakMb = 0
  for (const one of LOADS) {
    const results = { ours: [], bare: [] }
    for (let round = 0; round < ROUNDS; round++) {
      for (const which of round % 2 ? ['bare', 'ours'] : ['ours', 'bare']) {
        const server = await start(which)
        results[which].push(await load(server, one))
        if (which === 'ours') peakMb = Math.max(peakMb, server.peakMb())
        await server.stop()
      }
    }
    const of = (which, what) => median(results[which].map((result) => result[what]))
    // of each round by itself: the two run right behind each other, and the machine has its moods
    const ratios = results.ours.map(({ perSecond }, round) => perSecond / results.bare[round].perSecond)
    rows.push([
      one.name,
      number(of('ours', 'perSecond'), 0),
      number(of('bare', 'perSecond'), 0),
      `${number(median(ratios), 2)} ×`,
      number(of('ours', 'cpuUs')),
      number(of('bare', 'cpuUs')),
      number(of('ours', 'p99')),
      number(of('bare', 'p99')),
    ])
    console.error(`  ${rows.at(-1).join(' · ')}`)
  }
  return { rows, peakMb }
}

const PEOPLE = 100_000

/** What browsers ask, with so many people known. */
async function measureReads() {
  const server = await start('ours')
  const headers = { authorization: `Bearer ${server.writeKey}`, 'content-type': 'application/json' }
  const identify = (n) => ({
    type: 'identify',
    messageId: timeOrdered(),
    userId: `user-${n}`,
    anonymousId: `a-${n}`,
    traits: { role: 'admin', plan: 'pro' },
    timestamp: NOW,
  })
  for (let from = 0; from < PEOPLE; from += 500) {
    const body = JSON.stringify({ batch: Array.from({ length: 500 }, (_, n) => identify(from + n)) })
    const answer = await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const state = (n) => JSON.stringify({ writeKey: server.writeKey, userId: `user-${n}`, anonymousId: `a-${n}` })
  const begun = performance.now()
  // until everybody is known, who asks is told to come again
  while (!(await fetch(`${server.url}/v1/state`, { method: 'POST', body: state(0) })).ok);
  const firstMs = performance.now() - begun
  const { headers: told } = await fetch(`${server.url}/v1/bundle/${server.writeKey}`)
  const bundle = await read(
    server,
    32,
    () => `GET /v1/bundle/${server.writeKey} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${told.get('etag')}\r\n\r\n`,
    304,
  )
  let n = 0
  const states = await read(
    server,
    32,
    () => {
      const body = state((n = (n + 7919) % PEOPLE))
      return `POST /v1/state HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    },
    200,
  )
  const row = (name, { perSecond, cpuUs, p99 }) => [name, number(perSecond, 0), number(cpuUs, 0), number(p99)]
  const rows = [row('`/v1/bundle` with the ETag', bundle), row('`/v1/state`, everybody in turn', states)]
  for (const one of rows) console.error(`  ${one.join(' · ')}`)
  await server.stop()
  return { rows, firstMs }
}

/** Batches, while somebody looks at the overview once a second. */
async function measureMemory() {
  const server = await start('ours')
  let asking = true
  let answered = 0
  const questions = (async () => {
    while (asking) {
      const answer = await fetch(`${server.url}/admin/v1/overview`, { headers: { authorization: `Bearer ${server.adminKey}` } })
      if (answer.ok) answered++
      await answer.text()
      await new Promise((go) => setTimeout(go, 1000))
    }
  })()
  const peaks = []
  let result
  for (let round = 0; round < 3; round++) {
    result = await load(server, LOADS[0])
    peaks.push(server.peakMb())
  }
  asking = false
  await questions
  await server.stop()
  console.error(`  peak MB with questions: ${peaks.map((mb) => number(mb, 0)).join(', ')}; ${answered} answered`)
  return { peaks, answered, perSecond: result.perSecond }
}

/** Appends to a log without HTTP, 500 events a group. */
async function measureGrowth(id, count) {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-bench-log-'))
  let stores = await openStores(folder)
  const parts = []
  const size = count / 10
  for (let part = 0, n = 0; part < 10; part++) {
    const begun = performance.now()
    const cpu = process.cpuUsage()
    for (let i = 0; i < size; i += 500) {
      const events = Array.from({ length: 500 }, () => {
        const { properties, context, event, type, anonymousId, userId, sequence, messageId } = JSON.parse(eventJson(id(), n++))
        const at = Date.now()
        const records = { properties: JSON.stringify(properties), traits: '{}', context: JSON.stringify(context) }
        return {
          project: 'p',
          messageId,
          type,
          name: event,
          anonymousId,
          userId,
          groupId: null,
          previousId: null,
          timestamp: at,
          receivedAt: at,
          sequence,
          flags: 0,
          ...records,
        }
      })
      await stores.log.append(events)
    }
    const { user, system } = process.cpuUsage(cpu)
    parts.push({ wallUs: ((performance.now() - begun) * 1000) / size, cpuUs: (user + system) / size })
  }
  await stores.state.projects.create({ id: 'p', name: 'P', createdAt: 0, identity: 'off' }, [])
  await stores.close()
  const bytes = statSync(join(folder, 'events.db')).size / count
  const begun = performance.now()
  stores = await openStores(folder)
  const openMs = performance.now() - begun
  const first = performance.now()
  await stores.log.append([{ ...(await stores.log.readNewest('p', 1))[0], messageId: 'again' }])
  const firstMs = performance.now() - first
  await stores.close()
  rmSync(folder, { recursive: true })
  return { parts, bytes, openMs, firstMs }
}

export async function measure() {
  const busy = number(loadavg()[0], 0)
  const { rows, peakMb } = await measureLoads()
  const reads = await measureReads()
  const memory = await measureMemory()
  const growth = []
  for (const [name, id, count] of [
    ['time-ordered ids', timeOrdered, LOG_EVENTS],
    ['random ids', randomUUID, LOG_EVENTS / 5],
  ]) {
    const { parts, bytes, openMs, firstMs } = await measureGrowth(id, count)
    growth.push([
      name,
      number(count, 0),
      number(parts[0].cpuUs),
      number(parts.at(-1).cpuUs),
      ratio(parts.at(-1).cpuUs, parts[0].cpuUs),
      number(bytes, 0),
      number(openMs, 0),
      number(firstMs, 0),
    ])
    console.error(`  ${growth.at(-1).join(' · ')}`)
  }
  return {
    title: 'Taking events in',
    versions: { hono: versionOf('hono'), '@hono/node-server': versionOf('@hono/node-server') },
    text: [
      `Medians of ${ROUNDS} runs of ${SECONDS} s, each after ${WARM_MS / 1000} s of the same load, ours and the bare route in turn and the ratio that of each turn, clients and server on the same machine; 32 connections with batches, 64 with single events; events of about 350 bytes. Each acknowledgement comes after fsync on both sides. The bare route parses the same JSON with Hono and inserts one row an event, a transaction a turn of the event loop: no key, no check, no deduplication, nothing that could be asked afterwards. Both run with Node's flags as in [the image](../examples/deploy/Dockerfile). CPU is the server's own, all threads, with what it does behind the acknowledgement. Peak memory of ours: ${number(peakMb, 0)} MB. Load average of the machine before: ${busy}.`,
      table(['', 'ours, events/s', 'bare, events/s', 'ours to bare', 'ours, µs CPU an event', 'bare, µs', 'ours, p99 ms', 'bare, p99 ms'], rows),
      `With somebody looking at the overview once a second meanwhile (${memory.answered} answers in ${3 * SECONDS} s, the others told that more is new than can be counted at once): peak memory ${memory.peaks.map((mb) => number(mb, 0)).join(', ')} MB after each ${SECONDS} s.`,
      '### What browsers ask',
      `${number(PEOPLE, 0)} people are known, who were all new a moment before: the first answer about one of them came after ${number(reads.firstMs / 1000)} s. 32 connections.`,
      table(['', 'answers/s', 'µs CPU', 'p99 ms'], reads.rows),
      '### The log as it grows',
      `500 events a group, appended without HTTP; made and parsed by the same process, which counts in the CPU.`,
      table(['', 'events', 'first tenth, µs CPU an event', 'last tenth', '', 'bytes an event', 'opening, ms', 'first append, ms'], growth),
    ].join('\n\n'),
  }
}
