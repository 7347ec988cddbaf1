// Owns the cost of the projection: how fast it takes events in, what an event weighs, and how long the questions of the console
// take, on a log of months. It must not know HTTP.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { median, number, table, versionOf } from './report.mjs'

const EVENTS = Number(process.env['BENCH_LOG_EVENTS'] ?? 10_000_000)
const PEOPLE = 100_000
const NAMES = 40
const DAYS = 120
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 5)
const ASKED = 6

/** sfc32, so that every run has the same events. */
function random(seed) {
  let [a, b, c, d] = [seed, 0x9e3779b9, 0x243f6a88, 1]
  return () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
}

/** Months of use: few people do much, few events are frequent, and one event in a hundred is of a guide. */
function* makeEvents(count) {
  const next = random(2026)
  const skewed = (n, power) => Math.min(n - 1, Math.floor(n * next() ** power))
  for (let n = 0; n < count; n++) {
    const timestamp = Math.floor(START + (n / count) * DAYS * DAY_MS)
    const guide = next() < 0.01
    const person = skewed(PEOPLE, 2)
    const name = guide ? (next() < 0.7 ? 'guide.seen' : 'guide.completed') : `feature.${skewed(NAMES, 2)}`
    const properties = guide
      ? { guide: `guide-${skewed(20, 1)}` }
      : { path: `/projects/${Math.floor(next() * 999)}/board`, ms: Math.floor(next() * 2000), source: next() < 0.5 ? 'menu' : 'shortcut' }
    yield {
      project: 'p',
      messageId: n.toString(36).padStart(12, '0'),
      type: 'track',
      name,
      anonymousId: `anonymous-${person}`,
      userId: person % 3 ? `user-${person}` : null,
      groupId: person % 2 ? `account-${person % 5000}` : null,
      previousId: null,
      timestamp,
      receivedAt: timestamp,
      sequence: n,
      flags: 0,
      properties: JSON.stringify(properties),
      traits: '{}',
      context: '{}',
    }
  }
}

const memoryMb = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024

export async function measure() {
  const folder = process.env['BENCH_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'foothold-bench-projection-'))
  let stores = await openStores(folder)
  if ((await stores.log.lastPosition()) < EVENTS) {
    let group = []
    for (const event of makeEvents(EVENTS)) {
      if (group.push(event) < 500) continue
      await stores.log.append(group)
      group = []
    }
    await stores.state.projects.create({ id: 'p', name: 'P', createdAt: 0 }, [])
  }
  await stores.close()
  stores = await openStores(folder)
  const begun = performance.now()
  let cpu = process.cpuUsage()
  await stores.query.rebuild()
  const seconds = (performance.now() - begun) / 1000
  cpu = process.cpuUsage(cpu)
  const fillMb = memoryMb()
  await stores.close()
  const bytes = statSync(join(folder, 'events.duckdb')).size / EVENTS
  stores = await openStores(folder)
  const from = START + 90 * DAY_MS
  const persons = Array.from({ length: 500 }, (_, n) => `user-${n * 3 + 1}`)
  const questions = {
    'events by day, 30 days': () => stores.query.eventDays('p', from),
    'active people by day, 10 features, 30 days': () =>
      stores.query.activeDays(
        'p',
        Array.from({ length: 10 }, (_, n) => ({ event: `feature.${n}` })),
        from,
      ),
    'the same, one with a condition': () =>
      stores.query.activeDays(
        'p',
        [...Array.from({ length: 9 }, (_, n) => ({ event: `feature.${n}` })), { event: 'feature.9', where: { source: { is: 'menu' } } }],
        from,
      ),
    'numbers of all guides': () => stores.query.guideCounts('p'),
    'names of events': () => stores.query.eventNames('p', 200),
    'events of 500 people, 3 names': () => stores.query.eventsOf('p', persons, ['feature.1', 'feature.2', 'feature.3']),
  }
  const rows = []
  for (const [name, ask] of Object.entries(questions)) {
    const times = []
    for (let n = 0; n < ASKED; n++) {
      const start = performance.now()
      await ask()
      times.push(performance.now() - start)
    }
    rows.push([name, number(times[0], 0), number(median(times.slice(1)), 0)])
    console.error(`  ${rows.at(-1).join(' · ')}`)
  }
  const queryMb = memoryMb()
  await stores.close()
  if (!process.env['BENCH_FOLDER']) rmSync(folder, { recursive: true })
  return {
    title: 'Questions over many events',
    versions: { duckdb: versionOf('@duckdb/node-api') },
    text: [
      `${number(EVENTS)} events of ${number(PEOPLE)} people, ${NAMES} features, ${DAYS} days, a third of the people known by a link only. The projection was filled from the log in ${number(seconds)} s (${number(EVENTS / seconds)} events/s, ${number((cpu.user + cpu.system) / EVENTS)} µs of CPU an event); an event weighs ${number(bytes)} bytes in it. Peak memory of the whole process: ${number(fillMb, 0)} MB while it was filled, ${number(queryMb, 0)} MB at the end.`,
      table(['question', 'first, ms', `median of ${ASKED - 1} more, ms`], rows),
    ].join('\n\n'),
  }
}
