// Measures insights over 10 million events beside plain SQL of the same engine, in the same run.
// INSIGHT_EVENTS changes the number of events; BENCH_FOLDER keeps the projection between runs.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { median, number, ratio, table, versionOf } from './report.mjs'

const { DuckDBInstance } = createRequire(createRequire(import.meta.url).resolve('@foothold/collector'))('@duckdb/node-api')
const EVENTS = Number(process.env['INSIGHT_EVENTS'] ?? 10_000_000)
const [PEOPLE, NAMES, DAYS, DAY_MS] = [100_000, 40, 120, 86_400_000]
const START = Date.UTC(2026, 2, 2)
const ASKED = 6
const ROLES = ['admin', 'member', 'viewer', 'owner']

/** Writes into the projection what the log would have filled: in order of time, a third of the people known by a link only in part. */
async function fill(connection) {
  await connection.run(`SELECT setseed(0.42);
    INSERT INTO project VALUES (1, 0, 'p');
    INSERT INTO event_name SELECT n, 1, 'event-' || n FROM range(1, ${NAMES + 1}) t(n);
    INSERT INTO person SELECT n, 1, 'person-' || n FROM range(1, ${PEOPLE * 2 + 1}) t(n);
    INSERT INTO link SELECT -(${PEOPLE} + n), n FROM range(1, ${PEOPLE + 1}) t(n) WHERE n % 3 = 0;
    INSERT INTO event SELECT n, 1, 1, NULL, n, NULL, ${START}, 0, '{}', '{"role":"' || list_extract(${sqlList(ROLES)}, 1 + (n % 4)::INTEGER) || '","name":"Person ' || n || '"}'
      FROM range(1, ${PEOPLE + 1}) t(n);
    INSERT INTO event SELECT ${PEOPLE} + i, 1, 0, 1 + floor(${NAMES - 0.001} * pow(random(), 1.5))::INTEGER,
        CASE WHEN p % 3 = 0 AND random() < 0.3 THEN -(${PEOPLE} + p) ELSE p END, 1 + p % 5000, ts, 0,
        '{"path":"/projects/' || (i * 7919 % 999) || '/board","ms":' || (i * 104729 % 2000) || ',"source":"menu"}', NULL
      FROM (SELECT i, 1 + floor(${PEOPLE - 0.001} * pow(random(), 1.5))::INTEGER AS p, ${START} + (i * ${(DAYS * DAY_MS) / EVENTS})::BIGINT AS ts FROM range(1, ${EVENTS + 1}) t(i));
    CHECKPOINT`)
}

const sqlList = (texts) => `[${texts.map((text) => `'${text}'`).join()}]`
const step = (n) => [{ event: `event-${n}`, where: undefined }]
const STEPS = [6, 9, 12, 15, 20]
const week = (n) => START + n * 7 * DAY_MS
const bounds = (count, from = 0) => Array.from({ length: count + 1 }, (_, n) => week(from + n))
const every = Array.from({ length: NAMES }, (_, n) => step(n + 1)[0])

const FUNNEL = {
  steps: STEPS.map(step),
  order: 'ordered',
  windowMs: 7 * DAY_MS,
  from: START,
  to: START + DAYS * DAY_MS,
  until: START + DAYS * DAY_MS,
  exclude: [],
  by: { trait: 'role' },
}
const RETENTION = {
  start: step(5),
  back: every,
  cohort: 'first',
  bounds: bounds(17),
  cohorts: 12,
  columns: Array.from({ length: 12 }, (_, n) => [n + 1, n + 1]),
}
const ACTIVITY = {
  uses: every,
  days: Array.from({ length: 113 }, (_, n) => START + n * DAY_MS),
  before: 28,
  periods: Array.from({ length: 17 }, (_, n) => n * 7),
  spans: [{ from: 28, to: 112, whole: 112, weeks: Array.from({ length: 12 }, (_, n) => 28 + 7 * n) }],
}

const PERSON = 'coalesce(l.person, abs(e.who))'
const LINKED = 'event AS e LEFT JOIN link AS l ON l.who = e.who'
const TRACK = 'e.project = 1 AND e.type = 0'
const FROM_DAY = START + (DAYS - 28) * DAY_MS
const DEPTH = {
  features: every.map((use, n) => ({ uses: [use], roles: n % 2 ? ['admin', 'owner'] : null })),
  before: FROM_DAY - 28 * DAY_MS,
  from: FROM_DAY,
  to: START + DAYS * DAY_MS,
  by: { trait: 'role' },
  limit: 20,
}
/** What somebody writes who knows SQL and is in no hurry; the funnel has one attempt a person. */
const PLAIN = {
  funnel: `WITH s AS (SELECT ${PERSON} AS person, e.ts, e.position, list_position([${STEPS.join()}], e.name) AS step FROM ${LINKED} WHERE ${TRACK} AND e.name IN (${STEPS.join()})),
    ${STEPS.map((_, n) => (n === 0 ? 's0 AS (SELECT person, ts AS t0, ts FROM s WHERE step = 1)' : `s${n} AS (SELECT a.person, a.t0, min(b.ts) AS ts FROM s${n - 1} AS a JOIN s AS b ON b.person = a.person AND b.step = ${n + 1} AND b.ts > a.ts AND b.ts <= a.t0 + ${7 * DAY_MS} GROUP BY a.person, a.t0, a.ts)`)).join()},
    role AS (SELECT who AS person, json_extract_string(traits, '$.role') AS role FROM event WHERE type = 1)
    SELECT role, ${STEPS.map((_, n) => `(SELECT count(DISTINCT person) FROM s${n} JOIN role AS r USING (person) WHERE r.role = role.role)`).join()} FROM role GROUP BY role`,
  retention: `WITH p AS (SELECT ${PERSON} AS person, e.ts, e.name FROM ${LINKED} WHERE ${TRACK}),
    c AS (SELECT person, (min(ts) - ${START}) // ${7 * DAY_MS} AS cohort FROM p WHERE name = 5 GROUP BY 1),
    a AS (SELECT DISTINCT person, (ts - ${START}) // ${7 * DAY_MS} AS week FROM p)
    SELECT cohort, week - cohort AS age, count(*) FROM c JOIN a USING (person) WHERE week > cohort GROUP BY 1, 2`,
  depth: `WITH r AS (SELECT who AS person, json_extract_string(traits, '$.role') AS role FROM event WHERE type = 1),
    d AS (SELECT ${PERSON} AS person, e.ts >= ${FROM_DAY} AS now, count(DISTINCT e.name) AS used FROM ${LINKED} WHERE ${TRACK} AND e.ts >= ${FROM_DAY - 28 * DAY_MS} GROUP BY ALL)
    SELECT role, now, count(*), avg(used / 40) FROM d JOIN r USING (person) GROUP BY ALL`,
  activity: `SELECT (e.ts - ${START}) // ${7 * DAY_MS} AS week, count(DISTINCT ${PERSON}) FROM ${LINKED} WHERE ${TRACK} GROUP BY 1`,
}

const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024

/** Seconds: the first answer, the median of the others, and the median of the CPU time that they took, all threads together. */
async function time(ask) {
  const [times, cpus] = [[], []]
  for (let n = 0; n < ASKED; n++) {
    const [start, before] = [performance.now(), process.cpuUsage()]
    await ask()
    const { user, system } = process.cpuUsage(before)
    times.push((performance.now() - start) / 1000)
    cpus.push((user + system) / 1e6)
  }
  return { first: times[0], more: median(times.slice(1)), cpu: median(cpus.slice(1)) }
}

export async function measure() {
  const folder = process.env['BENCH_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'foothold-bench-insights-'))
  const path = join(folder, 'events.duckdb')
  if (!existsSync(path)) {
    // the first question makes the file
    const empty = await openStores(folder)
    await empty.query.eventNames('p', 1)
    await empty.close()
    const instance = await DuckDBInstance.create(path, { memory_limit: '1GB' })
    const connection = await instance.connect()
    await fill(connection)
    connection.closeSync()
    instance.closeSync()
  }
  const stores = await openStores(folder)
  const questions = {
    'funnel: 5 steps, 7 days, by role': () => stores.query.funnel('p', FUNNEL),
    'retention: 12 × 12 weeks': () => stores.query.retention('p', RETENTION),
    'depth: 40 features, 28 days and the 28 before, by role': () => stores.query.depth('p', DEPTH),
    'active people: by day, 7 and 28 days, by week': () => stores.query.activity('p', ACTIVITY),
  }
  const measured = []
  for (const [name, ask] of Object.entries(questions)) {
    measured.push([name, await time(ask)])
    console.error(`  ${name}: ${number(measured.at(-1)[1].more, 2)} s`)
  }
  const mb = peak()
  await stores.close()
  const instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: '256MB' })
  const connection = await instance.connect()
  const rows = []
  for (const [index, sql] of Object.values(PLAIN).entries()) {
    const [name, ours] = measured[index]
    const plain = await time(() => connection.runAndReadAll(sql))
    rows.push([name, number(ours.first, 2), number(ours.more, 2), number(ours.cpu, 2), number(plain.more, 2), number(plain.cpu, 2), ratio(plain.cpu, ours.cpu)])
    console.error(`  ${rows.at(-1).join(' · ')}`)
  }
  connection.closeSync()
  instance.closeSync()
  const bytes = statSync(path).size / EVENTS
  if (!process.env['BENCH_FOLDER']) rmSync(folder, { recursive: true })
  return {
    title: 'Insights',
    versions: { duckdb: versionOf('@duckdb/node-api') },
    text: [
      `${number(EVENTS)} events of ${number(PEOPLE)} people, ${NAMES} names, ${DAYS} days, a third of the people known in part by a link; ${number(bytes)} bytes an event. Peak memory of the whole process with our questions: ${number(mb, 0)} MB. Plain SQL is answered by the same engine from the same file, with the same threads and memory; its funnel knows no exclusions or order of arrival, its weeks no time zone.`,
      table(['question', 'first, s', `median of ${ASKED - 1} more, s`, 'its CPU, s', 'plain SQL, s', 'its CPU, s', 'CPU, plain ÷ ours'], rows),
    ].join('\n\n'),
  }
}
