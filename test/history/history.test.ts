// The history of real repositories through import and insights, held against plain SQL over the raw files: nothing of ours but the events
// is on that side.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startServer, type Server } from '@foothold/cli/server'
import type { EngagementAnswer, FunnelAnswer, RetentionAnswer } from '@foothold/protocol'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
// @ts-expect-error plain JavaScript, as examples are
import { readCommits, toEvents, toModel } from '../../examples/git-history/events.mjs'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = join(ROOT, 'packages/cli/bin/foothold.mjs')
const HONO = fileURLToPath(new URL('../../../shared/vectors/behaviour/git-hono.ndjson.gz', import.meta.url))

interface Subject {
  name: string
  /** Why it cannot be read here; nothing where it can. */
  lacks: string | undefined
  /** Name of the event that a commit is. */
  commit: string
  file(folder: string): Promise<string>
}

const hasHistory = (): boolean => {
  try {
    return Number(execFileSync('git', ['-C', ROOT, 'rev-list', '--count', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })) > 1
  } catch {
    return false
  }
}

const SUBJECTS: Subject[] = [
  {
    name: 'this project',
    lacks: hasHistory() ? undefined : 'there is no history of commits here',
    commit: 'commit',
    async file(folder) {
      const commits: unknown[] = []
      for await (const commit of readCommits(ROOT) as AsyncIterable<unknown>) commits.push(commit)
      expect((toModel(commits) as { features: object[] }).features.length).toBeGreaterThan(0)
      const path = join(folder, 'own.ndjson')
      await writeFile(path, [...(toEvents(commits) as Iterable<unknown>)].map((event) => `${JSON.stringify(event)}\n`).join(''))
      return path
    },
  },
  {
    name: 'hono, 7,122 events of 363 people',
    lacks: existsSync(HONO) ? undefined : `${HONO} is not here`,
    commit: 'Commit',
    file: () => Promise.resolve(HONO),
  },
]

describe.each(SUBJECTS)('the history of $name', ({ lacks, commit, file }) => {
  let folder: string
  let server: Server
  let sql: DuckDBConnection
  let path: string
  let imported: string
  let first: string
  let last: string

  // never in one turn: the collector is in this process
  const foothold = async (...words: string[]): Promise<string> =>
    (await run(process.execPath, [BIN, ...words, '--url', server.url, '--key', server.credentials!.adminKey], { cwd: folder })).stdout
  const ask = async <T>(name: string, definition: object): Promise<T> => {
    const answer = await fetch(`${server.url}/admin/v1/insights/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.credentials!.adminKey}` },
      body: JSON.stringify(definition),
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as T
  }
  const rows = async (query: string): Promise<unknown[][]> =>
    (await sql.runAndReadAll(query)).getRowsJS().map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)))

  beforeAll(async () => {
    if (lacks) return
    folder = await mkdtemp(join(tmpdir(), 'foothold-history-'))
    path = await file(folder)
    server = await startServer({ data: join(folder, 'data'), port: 0, hostname: '127.0.0.1' })
    imported = await foothold('import', path)
    sql = await (await DuckDBInstance.create(':memory:')).connect()
    // arrival is the place in the file, which breaks ties of time
    await sql.run(
      `CREATE TABLE e AS SELECT row_number() OVER () AS arrival, "userId" AS person, event, CAST("timestamp" AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS ts
       FROM read_json('${path}', format = 'newline_delimited', columns = {userId: 'VARCHAR', event: 'VARCHAR', "timestamp": 'VARCHAR'}) `,
    )
    await sql.run(`CREATE VIEW c AS SELECT * FROM e WHERE event = '${commit}'`)
    ;[[first, last]] = (await rows("SELECT strftime(min(ts), '%Y-%m-%d'), strftime(max(ts), '%Y-%m-%d') FROM c")) as [[string, string]]
  }, 60_000)
  afterAll(async () => {
    sql?.closeSync()
    await server?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('is imported once', async ({ skip }) => {
    if (lacks) skip(lacks)
    const [[events, people]] = (await rows('SELECT count(*), count(DISTINCT person) FROM e')) as [[number, number]]
    const number = events.toLocaleString('en-US')
    expect(imported).toContain(`Imported ${number} events of ${number} rows`)
    expect(await foothold('import', path)).toContain(`Imported 0 events of ${number} rows; ${number} were there already.`)
    const answer = await fetch(`${server.url}/admin/v1/people?limit=1`, { headers: { authorization: `Bearer ${server.credentials!.adminKey}` } })
    expect(((await answer.json()) as { total: number }).total).toBe(people)
  })

  it('has as many people who come back within 30 days, and five times within 90', async ({ skip }) => {
    if (lacks) skip(lacks)
    const two = await ask<FunnelAnswer>('funnel', { steps: [commit, commit], within: '30d', from: first, to: last })
    expect(two.steps.map(({ people }) => people)).toEqual(
      (
        await rows(`SELECT count(DISTINCT person), count(DISTINCT CASE WHEN next - ts <= INTERVAL 30 DAY THEN person END)
        FROM (SELECT *, lead(ts) OVER (PARTITION BY person ORDER BY ts, arrival) AS next FROM c)`)
      )[0],
    )
    const five = await ask<FunnelAnswer>('funnel', { steps: Array(5).fill(commit), within: '90d', from: first, to: last })
    expect(five.steps.map(({ people }) => people)).toEqual(
      (
        await rows(`SELECT ${[0, 1, 2, 3, 4].map((k) => `count(DISTINCT CASE WHEN lead${k} - ts <= INTERVAL 90 DAY THEN person END)`).join(', ')}
        FROM (SELECT *, ${[0, 1, 2, 3, 4].map((k) => `lead(ts, ${k}) OVER (PARTITION BY person ORDER BY ts, arrival) AS lead${k}`).join(', ')} FROM c)`)
      )[0],
    )
  })

  it('has the same people staying, month by month', async ({ skip }) => {
    if (lacks) skip(lacks)
    const { cohorts } = await ask<RetentionAnswer>('retention', { start: commit, back: commit, unit: 'month', cohorts: 24, periods: 12, to: last })
    const expected = await rows(`
      WITH m AS (SELECT DISTINCT person, date_trunc('month', ts) AS month FROM c), f AS (SELECT person, min(month) AS first FROM m GROUP BY person)
      SELECT strftime(first, '%Y-%m-%d') AS cohort, date_diff('month', first, month) AS later, count(*) FROM m JOIN f USING (person)
      WHERE first > date_trunc('month', DATE '${last}') - INTERVAL 24 MONTH AND date_diff('month', first, month) <= 12 GROUP BY ALL ORDER BY ALL`)
    const ours = cohorts.flatMap(({ period, people, cells }) =>
      people ? [[period, 0, people], ...cells.flatMap(({ k }, i) => (k ? [[period, i + 1, k]] : []))] : [],
    )
    expect(ours).toEqual(expected)
  })

  it('has as many active on each day, in seven and in 28', async ({ skip }) => {
    if (lacks) skip(lacks)
    const { days } = await ask<EngagementAnswer>('engagement', { doing: [commit], last: '200d', to: last })
    const expected = await rows(`
      WITH d AS (SELECT CAST(unnest(generate_series(DATE '${last}' - 199, DATE '${last}', INTERVAL 1 DAY)) AS DATE) AS day)
      SELECT strftime(day, '%Y-%m-%d'), ${[0, 6, 27].map((n) => `(SELECT count(DISTINCT person) FROM c WHERE CAST(ts AS DATE) BETWEEN day - ${n} AND day)`).join(', ')}
      FROM d ORDER BY day`)
    expect(days.map(({ day, dau, wau, mau }) => [day, dau, wau, mau])).toEqual(expected)
  })
})

test('the example runs on the history of this project', async ({ skip }) => {
  if (!hasHistory()) skip('there is no history of commits here')
  const { stdout } = await run(process.execPath, [join(ROOT, 'examples/git-history/run.mjs'), ROOT])
  expect(stdout).toMatch(/^\d+ commits since \d{4}-\d\d-\d\d\.\nImported [\d,]+ events/)
  for (const question of ['Who came back?', 'Who stayed?', 'How many are active?', 'How deep do they go?', 'How soon do people take up'])
    expect(stdout).toContain(question)
  await expect(run(process.execPath, [join(ROOT, 'examples/git-history/run.mjs'), tmpdir()])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^git cannot read /) as string,
  })
}, 60_000)
