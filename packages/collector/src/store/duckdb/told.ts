// Owns reading what was told of people and accounts, and in which account people were. It must not know what is made of it.
import { withFill } from '../../fold/fill.ts'
import type { Scan } from '../../fold/source.ts'
import { AT, createNumbers, createRows, longs, numbers, POSITION } from './columns.ts'
import { EVENT_TYPE_NUMBERS } from './schema.ts'
import type { Session } from './session.ts'

/** What is read from. */
export interface ToldContext {
  session: Session
  project: number
  /** By the number of an anonymous id, whose it is. */
  personOf: Int32Array
}

/** What events of one type told of a trait. `null` is a value: it ends the one before. */
export function scanTold({ session, project, personOf }: ToldContext, whose: string, type: 'identify' | 'group', key: string): Scan {
  const values = createNumbers()
  const sql = `SELECT ${whose}, ${AT}, ${POSITION}, json_extract(e.traits, $1)::VARCHAR FROM event AS e
    WHERE e.project = ${project} AND e.type = ${EVENT_TYPE_NUMBERS[type]} AND e.traits IS NOT NULL AND ${whose} IS NOT NULL AND json_exists(e.traits, $1)`
  return withFill({
    kinds: [[]],
    values: values.texts,
    async run(visit) {
      const rows = createRows()
      for await (const chunk of session.chunks(sql, toPath(key))) {
        const [who, at, position, texts] = [numbers(chunk, 0), longs(chunk, 1), longs(chunk, 2), chunk.getColumnVector(3)]
        for (let i = 0; i < chunk.rowCount; i++) {
          const text = texts.getItem(i) as string | null
          rows.person[i] = who[i]! < 0 ? personOf[-who[i]!]! : who[i]!
          rows.at[i] = at[i]!
          rows.position[i] = position[i]!
          rows.value[i] = text === null || text === 'null' ? -1 : values.of(text)
        }
        rows.count = chunk.rowCount
        visit(rows)
      }
    },
  })
}

/** A member of that very name, whatever it is made of, as a JSON Pointer: the other kind of path has signs that cannot be escaped. */
const toPath = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** Of people who were in one account only the first event in it is enough. */
export function scanAccounts({ session, project, personOf }: ToldContext): Scan {
  const sql = `WITH stay AS (SELECT e.who, e.account, min(e.ts) AS ts, arg_min(e.position, (e.ts, e.position)) AS position FROM event AS e
      WHERE e.project = ${project} AND e.account IS NOT NULL GROUP BY 1, 2),
    moved AS (SELECT coalesce(l.person, abs(s.who)) AS person FROM stay AS s LEFT JOIN link AS l ON l.who = s.who GROUP BY 1 HAVING count(DISTINCT s.account) > 1),
    mover AS (SELECT DISTINCT s.who FROM stay AS s LEFT JOIN link AS l ON l.who = s.who WHERE coalesce(l.person, abs(s.who)) IN (SELECT person FROM moved))
    SELECT s.who, s.account, s.ts::DOUBLE, s.position::DOUBLE FROM stay AS s WHERE s.who NOT IN (SELECT who FROM mover)
    UNION ALL SELECT e.who, e.account, ${AT}, ${POSITION} FROM event AS e
      WHERE e.project = ${project} AND e.account IS NOT NULL AND e.who IN (SELECT who FROM mover)`
  return withFill({
    kinds: [[]],
    values: [],
    async run(visit) {
      const rows = createRows()
      for await (const chunk of session.chunks(sql)) {
        const [who, account, at, position] = [numbers(chunk, 0), numbers(chunk, 1), longs(chunk, 2), longs(chunk, 3)]
        for (let i = 0; i < chunk.rowCount; i++) {
          rows.person[i] = who[i]! < 0 ? personOf[-who[i]!]! : who[i]!
          rows.value[i] = account[i]!
          rows.at[i] = at[i]!
          rows.position[i] = position[i]!
        }
        rows.count = chunk.rowCount
        visit(rows)
      }
    },
  })
}
