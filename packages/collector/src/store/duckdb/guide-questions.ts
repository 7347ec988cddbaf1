// Owns the questions about guides, as SQL. It must not know what the numbers are used for.
import type { EventQuery, GuideCountRow } from '../event-query.ts'
import { toDay } from './day.ts'
import { textOf } from './read-rows.ts'
import { EVENT_TYPE_NUMBERS } from './schema.ts'
import { LINKED, PERSON, type Session } from './session.ts'

const TRACK = `e.type = ${EVENT_TYPE_NUMBERS.track}`
const GUIDE = "json_extract_string(e.properties, '$.guide')"
const isText = (name: string): string => `json_type(e.properties, '$.${name}') = 'VARCHAR'`
const OUTCOMES = ['guide.seen', 'guide.completed', 'guide.dismissed', 'guide.snoozed'] as const

/** The outcomes' numbers; -1 is no event's. */
async function outcomes(session: Session, project: number): Promise<Record<'seen' | 'completed' | 'dismissed' | 'snoozed' | 'all', string>> {
  const numbers = await session.names(project, OUTCOMES)
  const [seen, completed, dismissed, snoozed] = OUTCOMES.map((name) => String(numbers.get(name) ?? -1)) as [string, string, string, string]
  return { seen, completed, dismissed, snoozed, all: [seen, completed, dismissed, snoozed].join(', ') }
}

export async function guideCounts(session: Session, id: string, guide?: string): Promise<GuideCountRow[]> {
  const project = await session.project(id)
  if (project === undefined) return []
  const { seen, completed, dismissed, snoozed, all } = await outcomes(session, project)
  return session.rows(
    `SELECT guide, sum(seen)::BIGINT AS shown, sum(completed)::BIGINT AS completed, sum(dismissed)::BIGINT AS dismissed, sum(snoozed)::BIGINT AS snoozed,
       count(*) FILTER (seen > 0) AS "peopleShown", count(*) FILTER (completed > 0) AS "peopleCompleted", count(*) FILTER (dismissed > 0) AS "peopleDismissed",
       count(*) FILTER (seen > 0 AND completed > 0) AS "peopleSeenAndCompleted", max(last) AS "lastSeenAt"
     FROM (
       SELECT ${GUIDE} AS guide, ${PERSON} AS person, count(*) FILTER (e.name = ${seen}) AS seen, count(*) FILTER (e.name = ${completed}) AS completed,
         count(*) FILTER (e.name = ${dismissed}) AS dismissed, count(*) FILTER (e.name = ${snoozed}) AS snoozed, max(e.ts) FILTER (e.name = ${seen}) AS last
       FROM ${LINKED}
       WHERE e.project = $1 AND e.name IN (${all}) AND ${TRACK} AND ${isText('guide')} ${guide === undefined ? '' : `AND ${GUIDE} = $2`}
       GROUP BY 1, 2
     ) GROUP BY guide ORDER BY guide`,
    project,
    ...(guide === undefined ? [] : [guide]),
  )
}

export async function guideParts(session: Session, id: string, guide: string, part: 'step' | 'task'): Promise<Map<string, Set<string>>> {
  const project = await session.project(id)
  const name = part === 'step' ? 'guide.step-seen' : 'guide.task-completed'
  const number = project === undefined ? undefined : (await session.names(project, [name])).get(name)
  if (project === undefined || number === undefined) return new Map()
  const rows = await session.rows<{ part: string; person: string }>(
    `SELECT ${textOf('part')} AS part, ${textOf('p.id')} AS person FROM (
       SELECT DISTINCT json_extract_string(e.properties, '$.${part}') AS part, ${PERSON} AS person FROM ${LINKED}
       WHERE e.project = $1 AND e.name = ${number} AND ${TRACK} AND ${GUIDE} = $2 AND ${isText(part)}
     ) AS seen JOIN person AS p ON p.number = seen.person`,
    project,
    guide,
  )
  const result = new Map<string, Set<string>>()
  for (const row of rows) result.set(row.part, (result.get(row.part) ?? new Set()).add(row.person))
  return result
}

export async function guidePeople(session: Session, id: string, guide: string): Promise<Set<string>> {
  const project = await session.project(id)
  if (project === undefined) return new Set()
  const { seen } = await outcomes(session, project)
  const rows = await session.rows<{ id: string }>(
    `SELECT ${textOf('p.id')} AS id FROM (SELECT DISTINCT ${PERSON} AS person FROM ${LINKED} WHERE e.project = $1 AND e.name = ${seen} AND ${TRACK} AND ${GUIDE} = $2) AS seen
     JOIN person AS p ON p.number = seen.person`,
    project,
    guide,
  )
  return new Set(rows.map((row) => row.id))
}

export async function guideDays(session: Session, id: string, guide: string, from: number): ReturnType<EventQuery['guideDays']> {
  const project = await session.project(id)
  if (project === undefined) return []
  const { seen, completed, dismissed, all } = await outcomes(session, project)
  const rows = await session.rows<{ day: number; shown: number; completed: number; dismissed: number }>(
    `SELECT fdiv(e.ts, 86400000)::BIGINT AS day, count(*) FILTER (e.name = ${seen}) AS shown, count(*) FILTER (e.name = ${completed}) AS completed,
       count(*) FILTER (e.name = ${dismissed}) AS dismissed
     FROM event AS e WHERE e.project = $1 AND e.name IN (${all}) AND ${TRACK} AND e.ts >= $2 AND ${GUIDE} = $3 GROUP BY 1 ORDER BY 1`,
    project,
    from,
    guide,
  )
  return rows.map((row) => ({ ...row, day: toDay(row.day) })).filter(({ day }) => day)
}

export async function guideMissing(session: Session, id: string, guide: string): ReturnType<EventQuery['guideMissing']> {
  const project = await session.project(id)
  const number = project === undefined ? undefined : (await session.names(project, ['guide.target-missing'])).get('guide.target-missing')
  if (project === undefined || number === undefined) return []
  return session.rows(
    `SELECT CASE WHEN ${isText('step')} THEN json_extract_string(e.properties, '$.step') END AS step,
       CASE WHEN ${isText('reason')} THEN json_extract_string(e.properties, '$.reason') ELSE 'unknown' END AS reason, count(*) AS count
     FROM event AS e WHERE e.project = $1 AND e.name = ${number} AND ${TRACK} AND ${GUIDE} = $2
     GROUP BY 1, 2 ORDER BY 3 DESC, 1 NULLS FIRST, 2`,
    project,
    guide,
  )
}
