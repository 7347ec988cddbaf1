// Owns the cost of the live model: what it adds to an event, for few people and for many, and what timers cost that come due with
// nobody present. CPU time of the one thread that does it. It must not know HTTP but for publishing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCollector, createProject, openStores } from '@foothold/collector'
import { median, number, table } from './report.mjs'

const PEOPLE = (process.env['BENCH_MODEL_PEOPLE'] ?? '1000,10000,100000').split(',').map(Number)
const EVENTS = Number(process.env['BENCH_MODEL_EVENTS'] ?? 200_000)
const TIMERS = Number(process.env['BENCH_MODEL_TIMERS'] ?? 20_000)
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 5)
const DAYS = 120
/** Events that come together. */
const TOGETHER = 500
/** Events of one visit. */
const VISIT = 15
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i))

const MODEL = {
  features: times(40, (i) => ({
    key: `f${i}`,
    name: `Feature ${i}`,
    tier: ['core', 'advanced', 'power'][i % 3],
    usedWhen: [{ event: `feature.${i}` }],
    ...(i % 4 ? {} : { deadline: '30d' }),
  })),
  segments: times(20, (i) => ({
    key: `s${i}`,
    when: [
      { event: `feature.${i}`, count: { gte: 3 }, within: '14d' },
      { trait: 'role', is: `role-${i % 5}` },
      { all: [{ feature: `f${i}`, level: ['adopted'] }, { not: { event: `feature.${i + 1}` } }] },
      { event: `feature.${i}`, absent: '7d' },
    ][i % 4],
  })),
  milestones: times(20, (i) => ({
    key: `m${i}`,
    when: { all: [{ event: `feature.${i}` }, { event: `feature.${i + 10}`, count: { gte: 2 } }] },
    deadline: `${7 + i}d`,
  })),
  journeys: times(3, (i) => ({
    key: `j${i}`,
    stages: [{ key: 'here' }, ...times(5, (k) => ({ key: `k${k}`, when: { event: `feature.${i * 5 + k}` }, within: '7d' }))],
  })),
  behaviour: {},
}

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

/** Visits of people who use a few features often; as many visits at a time as there are in a minute. */
function makeEvents(project, people, from, count) {
  const next = random(2026 + from)
  const skewed = (n, power) => Math.min(n - 1, Math.floor(n * next() ** power))
  const events = []
  for (let visit = 0; visit * VISIT < count; visit++) {
    const n = from + visit * VISIT
    const person = skewed(people, 1.5)
    for (let i = 0; i < VISIT; i++) {
      const timestamp = Math.floor(START + (n / (EVENTS * 2)) * DAYS * DAY_MS) + i * 1000
      events.push({
        project,
        messageId: `${people}-${n + i}`,
        type: 'track',
        name: `feature.${(person + skewed(12, 2)) % 40}`,
        anonymousId: null,
        userId: `user-${person}`,
        groupId: `account-${person % 500}`,
        previousId: null,
        timestamp,
        receivedAt: timestamp,
        sequence: n,
        flags: 0,
        properties: '{}',
        traits: '{}',
        context: '{}',
      })
    }
  }
  return events.sort((a, b) => a.timestamp - b.timestamp)
}

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** A collector with a model, and a clock that is set. */
async function open(folder, model) {
  const stores = await openStores(folder)
  const clock = { now: START }
  const created = await createProject(stores.state, 'Bench', START)
  const collector = createCollector({ stores, now: () => clock.now })
  if (model) {
    const body = JSON.stringify({ files: [{ path: 'model.json', text: JSON.stringify(model) }] })
    const answer = await collector.app.request('/admin/v1/publish', { method: 'POST', body, headers: { authorization: `Bearer ${created.adminKey}` } })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await collector.runTimers()
  const project = created.project.id
  const close = async () => {
    await collector.close()
    await stores.close()
  }
  return { stores, collector, clock, project, close }
}

async function append(stores, events) {
  for (let i = 0; i < events.length; i += 500) await stores.log.append(events.slice(i, i + 500))
}

async function caughtUp(collector, project) {
  for (;;) {
    try {
      return await collector.caughtUp(project)
    } catch (error) {
      if (error.code !== 'projection_behind') throw error
    }
  }
}

/** µs of CPU an event: history first, then what is measured. */
async function measureEvents(people, model) {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-bench-model-'))
  const { stores, collector, clock, project, close } = await open(folder, model)
  try {
    let spent = 0
    for (const [from, measured] of [
      [0, false],
      [EVENTS, true],
    ]) {
      const events = makeEvents(project, people, from, EVENTS)
      // as they come: whoever is behind by weeks has to pass through them, too
      for (let i = 0; i < events.length; i += TOGETHER) {
        const slice = events.slice(i, i + TOGETHER)
        await append(stores, slice)
        clock.now = slice.at(-1).timestamp
        const begun = cpuMs()
        await caughtUp(collector, project)
        if (measured) spent += cpuMs() - begun
      }
    }
    return (spent * 1000) / EVENTS
  } finally {
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** ms of CPU a timer, for people of whom something comes due in a day. */
async function measureTimers() {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-bench-timers-'))
  const { stores, collector, clock, project, close } = await open(folder, MODEL)
  try {
    const events = times(TIMERS, (i) =>
      makeEvents(project, 1, i, 1)
        .slice(0, 3)
        .map((event, k) => ({ ...event, userId: `user-${i}`, messageId: `t-${i}-${k}`, timestamp: START + Math.floor((i / TIMERS) * DAY_MS) })),
    )
    await append(stores, events.flat())
    clock.now = START + DAY_MS
    await caughtUp(collector, project)
    await collector.runTimers()
    // the seventh day: a milestone and three stages are missed, and told
    clock.now = START + 8 * DAY_MS
    const begun = cpuMs()
    const looked = await collector.runTimers()
    return { each: (cpuMs() - begun) / looked, looked }
  } finally {
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function measure() {
  const rows = []
  for (const people of PEOPLE) {
    const plain = await measureEvents(people, undefined)
    const runs = [await measureEvents(people, MODEL), await measureEvents(people, MODEL)]
    const whole = median(runs)
    rows.push([number(people), plain.toFixed(1), whole.toFixed(1), (whole - plain).toFixed(1)])
    console.error(rows.at(-1).join(' · '))
  }
  const { each, looked } = await measureTimers()
  const share = (each * 1_000_000) / DAY_MS
  return {
    title: 'Live model',
    versions: { SQLite: process.versions.sqlite ?? 'of Node' },
    text: [
      `40 features, 20 segments, 20 milestones with deadlines and 3 journeys of 6 stages; ${number(EVENTS)} events behind a history of as many, in visits of ${VISIT} events. CPU time of the thread, µs an event.`,
      '',
      table(['people', 'without a model', 'with it', 'the model'], rows),
      '',
      `A timer that comes due with nobody present, with what it tells: ${each.toFixed(2)} ms of CPU (${number(looked)} looks). A million in a day: ${(share * 100).toFixed(1)} % of one core.`,
    ].join('\n'),
  }
}
