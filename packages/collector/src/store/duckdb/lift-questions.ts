// Owns the question who would have seen a guide, and what followed, as SQL. It must not know what an effect is.
import { EXPERIMENT_EXPOSED, HELD_OUT_OF_ALL } from '@foothold/protocol'
import type { EventQuery, ExposureRow } from '../event-query.ts'
import { textOf } from './read-rows.ts'
import { EVENT_TYPE_NUMBERS } from './schema.ts'
import { LINKED, PERSON, type Session } from './session.ts'

const TRACK = `e.type = ${EVENT_TYPE_NUMBERS.track}`
const ARM = "json_extract_string(e.properties, '$.arm')"

export async function guideExposures(session: Session, id: string, guide: string, goal?: string): ReturnType<EventQuery['guideExposures']> {
  const project = await session.project(id)
  if (project === undefined) return []
  const numbers = await session.names(project, goal === undefined ? [EXPERIMENT_EXPOSED] : [EXPERIMENT_EXPOSED, goal])
  const exposed = numbers.get(EXPERIMENT_EXPOSED)
  if (exposed === undefined) return []
  return session.rows<ExposureRow>(
    `WITH exposed AS (
       SELECT ${PERSON} AS person, first(${ARM} ORDER BY e.ts, e.position) AS arm, first(e.account ORDER BY e.ts, e.position) AS account, min(e.ts) AS at
       FROM ${LINKED}
       WHERE e.project = $1 AND e.name = ${exposed} AND ${TRACK} AND json_extract_string(e.properties, '$.guide') = $2
         AND json_type(e.properties, '$.arm') = 'VARCHAR' AND ${ARM} <> '${HELD_OUT_OF_ALL}'
       GROUP BY 1
     ), reached AS (
       SELECT x.person, min(e.ts) AS at FROM ${LINKED} JOIN exposed AS x ON x.person = ${PERSON}
       WHERE e.project = $1 AND e.name = ${(goal === undefined ? undefined : numbers.get(goal)) ?? -1} AND ${TRACK} AND e.ts > x.at
       GROUP BY 1
     )
     SELECT ${textOf('p.id')} AS person, ${textOf('x.arm')} AS arm, ${textOf('a.id')} AS account, x.at, r.at AS "goalAt"
     FROM exposed AS x JOIN person AS p ON p.number = x.person
       LEFT JOIN account AS a ON a.number = x.account
       LEFT JOIN reached AS r ON r.person = x.person`,
    project,
    guide,
  )
}
