// Owns the questions over many events, answered by SQLite from the log's index and, attached, the links of the state store.
// It must not know what the numbers are used for.
import type { DatabaseSync } from 'node:sqlite'
import { parseRecord } from '../event-log.ts'
import type { EventQuery, GuideCountRow, PersonEvent } from '../event-query.ts'
import { createStatements } from './database.ts'
import type { EventIndex } from './event-index.ts'
import { OF_PERSON, toStoredEvent, type EventRow } from './event-schema.ts'

/** The person an event counts for: its own user, else the user its anonymous id was linked to, else that id. */
const PERSON = 'coalesce(e.user_id, l.user_id, e.anonymous_id)'
const EVENTS = 'event AS e LEFT JOIN state.link AS l ON l.project = e.project AND l.anonymous_id = e.anonymous_id'
const DAY = "strftime('%Y-%m-%d', e.timestamp / 1000, 'unixepoch')"
const GUIDE = "json_extract(e.properties, '$.guide')"
const OUTCOMES = "('guide.seen', 'guide.completed', 'guide.dismissed', 'guide.snoozed')"

/**
 * Creates the event query on a connection of its own.
 *
 * @param database - of the index, with the state store's file attached as `state`; closed with the query.
 * @param index - caught up before every answer, so that whatever was acknowledged is in it.
 */
export function createSqliteEventQuery(database: DatabaseSync, index: EventIndex): EventQuery {
  const { all, get, iterate } = createStatements(database)
  const query: EventQuery = {
    guideCounts: async (project, guide) =>
      all<GuideCountRow>(
        `SELECT guide, sum(seen) AS shown, sum(completed) AS completed, sum(dismissed) AS dismissed, sum(snoozed) AS snoozed,
           sum(seen > 0) AS peopleShown, sum(completed > 0) AS peopleCompleted, sum(dismissed > 0) AS peopleDismissed,
           sum(seen > 0 AND completed > 0) AS peopleSeenAndCompleted, max(last) AS lastSeenAt
         FROM (
           SELECT ${GUIDE} AS guide, ${PERSON} AS person, sum(e.name = 'guide.seen') AS seen, sum(e.name = 'guide.completed') AS completed,
             sum(e.name = 'guide.dismissed') AS dismissed, sum(e.name = 'guide.snoozed') AS snoozed,
             max(CASE WHEN e.name = 'guide.seen' THEN e.timestamp END) AS last
           FROM ${EVENTS}
           WHERE e.project = ? AND e.name IN ${OUTCOMES} AND e.type = 'track' AND json_type(e.properties, '$.guide') = 'text' AND (? IS NULL OR ${GUIDE} = ?)
           GROUP BY 1, 2
         ) GROUP BY guide`,
        project,
        guide ?? null,
        guide ?? null,
      ),

    guideParts: async (project, guide, part) => {
      const path = part === 'step' ? '$.step' : '$.task'
      const rows = all<{ part: string; person: string }>(
        `SELECT DISTINCT json_extract(e.properties, ?) AS part, ${PERSON} AS person FROM ${EVENTS}
         WHERE e.project = ? AND e.name = ? AND e.type = 'track' AND ${GUIDE} = ? AND json_type(e.properties, ?) = 'text'`,
        path,
        project,
        part === 'step' ? 'guide.step-seen' : 'guide.task-completed',
        guide,
        path,
      )
      const result = new Map<string, Set<string>>()
      for (const row of rows) result.set(row.part, (result.get(row.part) ?? new Set()).add(row.person))
      return result
    },

    guidePeople: async (project, guide) =>
      new Set(
        all<{ person: string }>(
          `SELECT DISTINCT ${PERSON} AS person FROM ${EVENTS} WHERE e.project = ? AND e.name = 'guide.seen' AND e.type = 'track' AND ${GUIDE} = ?`,
          project,
          guide,
        ).map(({ person }) => person),
      ),

    guideDays: async (project, guide, from) =>
      all(
        `SELECT ${DAY} AS day, sum(e.name = 'guide.seen') AS shown, sum(e.name = 'guide.completed') AS completed, sum(e.name = 'guide.dismissed') AS dismissed
         FROM event AS e WHERE e.project = ? AND e.name IN ${OUTCOMES} AND e.type = 'track' AND e.timestamp >= ? AND ${GUIDE} = ? GROUP BY day`,
        project,
        from,
        guide,
      ),

    guideMissing: async (project, guide) =>
      all(
        `SELECT CASE json_type(e.properties, '$.step') WHEN 'text' THEN json_extract(e.properties, '$.step') END AS step,
           CASE json_type(e.properties, '$.reason') WHEN 'text' THEN json_extract(e.properties, '$.reason') ELSE 'unknown' END AS reason, count(*) AS count
         FROM event AS e WHERE e.project = ? AND e.name = 'guide.target-missing' AND e.type = 'track' AND ${GUIDE} = ? GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
        project,
        guide,
      ),

    eventDays: async (project, from) =>
      all(
        `SELECT ${DAY} AS day, count(*) AS events, sum(e.type = 'track' AND e.name IS 'guide.seen') AS shown
         FROM event AS e WHERE e.project = ? AND e.timestamp >= ? GROUP BY day`,
        project,
        from,
      ),

    activeDays: async (project, uses, from) => {
      const persons = new Map<string, Set<string>>()
      const add = (day: string, person: string): void => void persons.set(day, (persons.get(day) ?? new Set()).add(person))
      const plain = uses.filter(({ matches }) => !matches).map(({ event }) => event)
      const names = `e.project = ? AND e.timestamp >= ? AND e.type = 'track' AND e.name IN (SELECT value FROM json_each(?))`
      for (const { day, person } of iterate<{ day: string; person: string }>(
        `SELECT DISTINCT ${DAY} AS day, ${PERSON} AS person FROM ${EVENTS} WHERE ${names}`,
        project,
        from,
        JSON.stringify(plain),
      ))
        add(day, person)
      const narrow = uses.filter(({ event, matches }) => matches && !plain.includes(event))
      if (narrow.length) {
        const rows = iterate<{ day: string; person: string; name: string; timestamp: number; properties: string }>(
          `SELECT ${DAY} AS day, ${PERSON} AS person, e.name, e.timestamp, e.properties FROM ${EVENTS} WHERE ${names}`,
          project,
          from,
          JSON.stringify(narrow.map(({ event }) => event)),
        )
        for (const row of rows) {
          if (persons.get(row.day)?.has(row.person)) continue
          const properties = parseRecord(row.properties)
          if (narrow.some(({ event, matches }) => event === row.name && matches!(properties, row.timestamp))) add(row.day, row.person)
        }
      }
      return new Map([...persons].map(([day, set]) => [day, set.size]))
    },

    eventsOf: async (project, persons, names) =>
      all<PersonEvent>(
        `WITH wanted AS (SELECT value AS id FROM json_each(?)), names AS (SELECT value AS name FROM json_each(?))
         SELECT e.user_id AS person, e.name, e.timestamp, e.properties, e.position FROM event AS e
           WHERE e.project = ? AND e.user_id IN (SELECT id FROM wanted) AND e.type = 'track' AND e.name IN (SELECT name FROM names)
         UNION ALL
         SELECT l.user_id, e.name, e.timestamp, e.properties, e.position FROM state.link AS l JOIN event AS e ON e.project = l.project AND e.anonymous_id = l.anonymous_id AND e.user_id IS NULL
           WHERE l.project = ? AND l.user_id IN (SELECT id FROM wanted) AND e.type = 'track' AND e.name IN (SELECT name FROM names)
         UNION ALL
         SELECT e.anonymous_id, e.name, e.timestamp, e.properties, e.position FROM event AS e
           WHERE e.project = ? AND e.user_id IS NULL AND e.anonymous_id IN (SELECT id FROM wanted) AND e.type = 'track' AND e.name IN (SELECT name FROM names)
             AND NOT EXISTS (SELECT 1 FROM state.link AS l WHERE l.project = e.project AND l.anonymous_id = e.anonymous_id)
         ORDER BY 3, 5`,
        JSON.stringify(persons),
        JSON.stringify(names),
        project,
        project,
        project,
      ),

    eventNames: async (project, limit) =>
      // the index alone answers the count; a page may bear the same name, and then counts too
      all(
        `SELECT name, count FROM (SELECT name, count(*) AS count FROM event WHERE project = ? AND name IS NOT NULL GROUP BY name) AS named
         WHERE EXISTS (SELECT 1 FROM event AS e WHERE e.project = ? AND e.name = named.name AND e.type = 'track')
         ORDER BY count DESC, name LIMIT ?`,
        project,
        project,
        limit,
      ),

    timeline: async (project, { userId, anonymousIds }, limit, before) => {
      const ids = [project, userId, project, JSON.stringify(anonymousIds)] as const
      const events = all<EventRow>(
        `SELECT * FROM event AS e WHERE ${OF_PERSON} AND (? IS NULL OR (e.timestamp, e.position) < (?, ?)) ORDER BY e.timestamp DESC, e.position DESC LIMIT ?`,
        ...ids,
        before ? 1 : null,
        before?.timestamp ?? 0,
        before?.position ?? 0,
        limit,
      ).map(toStoredEvent)
      return { events, total: get<{ n: number }>(`SELECT count(*) AS n FROM event AS e WHERE ${OF_PERSON}`, ...ids)!.n }
    },

    close: async () => {
      if (database.isOpen) database.close()
    },
  }
  return caughtUp(query, index)
}

/** Puts the catching up before every question. */
function caughtUp(query: EventQuery, index: EventIndex): EventQuery {
  const behind =
    <A extends unknown[], T>(ask: (...values: A) => Promise<T>) =>
    async (...values: A): Promise<T> => {
      await index.catchUp()
      return ask(...values)
    }
  return {
    guideCounts: behind(query.guideCounts),
    guideParts: behind(query.guideParts),
    guidePeople: behind(query.guidePeople),
    guideDays: behind(query.guideDays),
    guideMissing: behind(query.guideMissing),
    eventDays: behind(query.eventDays),
    activeDays: behind(query.activeDays),
    eventsOf: behind(query.eventsOf),
    eventNames: behind(query.eventNames),
    timeline: behind(query.timeline),
    close: query.close,
  }
}
