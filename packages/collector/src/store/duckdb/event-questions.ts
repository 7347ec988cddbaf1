// Owns the questions about events of every kind, as SQL. It must not know what the numbers are used for.
import { compileWhere } from '@foothold/targeting'
import { parseRecord } from '../event-log.ts'
import type { EventQuery, EventUse, PersonEvent } from '../event-query.ts'
import { appendIntegers } from './append.ts'
import { toDay } from './day.ts'
import { textOf } from './read-rows.ts'
import { EVENT_TYPE_NUMBERS } from './schema.ts'
import { LINKED, PERSON, type Session } from './session.ts'

const TRACK = `e.type = ${EVENT_TYPE_NUMBERS.track}`
const DAY = 'fdiv(e.ts, 86400000)::BIGINT'

export async function eventDays(session: Session, id: string, from: number): ReturnType<EventQuery['eventDays']> {
  const project = await session.project(id)
  if (project === undefined) return []
  const seen = (await session.names(project, ['guide.seen'])).get('guide.seen') ?? -1
  const rows = await session.rows<{ day: number; events: number; shown: number }>(
    `SELECT ${DAY} AS day, count(*) AS events, count(*) FILTER (${TRACK} AND e.name = ${seen}) AS shown
     FROM event AS e WHERE e.project = $1 AND e.ts >= $2 GROUP BY 1 ORDER BY 1`,
    project,
    from,
  )
  return rows.map((row) => ({ ...row, day: toDay(row.day) })).filter(({ day }) => day)
}

/** Uses with a condition are decided here, as SQL could not say exactly the same; their days and persons go back to be counted. */
export async function activeDays(session: Session, id: string, uses: readonly EventUse[], from: number): Promise<Map<string, number>> {
  const project = await session.project(id)
  if (project === undefined) return new Map()
  const numbers = await session.names(project, [...new Set(uses.map(({ event }) => event))])
  const plain = new Set(uses.filter(({ where }) => !where).flatMap(({ event }) => numbers.get(event) ?? []))
  const narrow = Map.groupBy(
    uses.filter(({ event, where }) => where && numbers.has(event) && !plain.has(numbers.get(event)!)),
    ({ event }) => numbers.get(event)!,
  )
  const wanted = `e.project = ${project} AND e.ts >= $1 AND ${TRACK} AND e.name IN`
  await session.connection.run('CREATE OR REPLACE TEMP TABLE matched (day INTEGER, person INTEGER)')
  if (narrow.size) {
    const tests = new Map([...narrow].map(([number, those]) => [number, those.map(({ where }) => compileWhere(where))]))
    const found = new Map<number, Set<number>>()
    const rows = session.stream<[day: number, person: number, name: number, at: number, properties: string]>(
      `SELECT ${DAY}, ${PERSON}, e.name, e.ts, e.properties FROM ${LINKED} WHERE ${wanted} (${[...narrow.keys()].join()})`,
      from,
    )
    for await (const part of rows) {
      for (const [day, person, name, at, text] of part) {
        let persons = found.get(day)
        if (!persons) found.set(day, (persons = new Set()))
        if (persons.has(person)) continue
        const properties = parseRecord(text)
        if (tests.get(name)!.some((matches) => matches(properties, at))) persons.add(person)
      }
    }
    await appendIntegers(
      session.connection,
      'matched',
      [...found].flatMap(([day, persons]) => [...persons].map((person) => [day, person])),
    )
  }
  const rows = await session.rows<{ day: number; n: number }>(
    `SELECT day, count(DISTINCT person) AS n FROM (
       ${plain.size ? `SELECT ${DAY} AS day, ${PERSON} AS person FROM ${LINKED} WHERE ${wanted} (${[...plain].join()}) GROUP BY ALL UNION ALL` : ''}
       SELECT day, person FROM matched
     ) GROUP BY day`,
    ...(plain.size ? [from] : []),
  )
  return new Map(rows.map(({ day, n }) => [toDay(day), n] as const).filter(([day]) => day))
}

export async function eventsOf(session: Session, id: string, persons: readonly string[], names: readonly string[]): Promise<PersonEvent[]> {
  const project = await session.project(id)
  if (project === undefined) return []
  const numbers = await session.names(project, names)
  if (!numbers.size || !persons.length) return []
  const nameOf = new Map([...numbers].map(([text, number]) => [number, text]))
  const rows = await session.rows<Omit<PersonEvent, 'name'> & { name: number }>(
    `WITH wanted AS (SELECT number, id FROM person WHERE project = $1 AND id IN (SELECT unnest($2))),
       whose AS (
         SELECT number AS who, id FROM wanted
         UNION ALL SELECT l.who, w.id FROM link AS l JOIN wanted AS w ON w.number = l.person
         UNION ALL SELECT -number, id FROM wanted AS w WHERE NOT EXISTS (SELECT 1 FROM link AS l WHERE l.who = -w.number)
       )
     SELECT ${textOf('whose.id')} AS person, e.name, e.ts AS timestamp, e.properties FROM event AS e JOIN whose ON whose.who = e.who
     WHERE e.project = $1 AND ${TRACK} AND e.name IN (${[...numbers.values()].join()}) ORDER BY e.ts, e.position`,
    project,
    persons,
  )
  return rows.map((row) => ({ ...row, name: nameOf.get(row.name)! }))
}

export async function eventNames(session: Session, id: string, limit: number): Promise<{ name: string; count: number }[]> {
  const project = await session.project(id)
  if (project === undefined) return []
  return session.rows(
    `SELECT ${textOf('n.id')} AS name, c.count FROM (SELECT e.name, count(*) AS count FROM event AS e WHERE e.project = $1 AND ${TRACK} AND e.name IS NOT NULL GROUP BY 1) AS c
     JOIN event_name AS n ON n.number = c.name ORDER BY c.count DESC, n.id LIMIT $2`,
    project,
    limit,
  )
}
