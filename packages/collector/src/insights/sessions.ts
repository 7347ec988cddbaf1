// Owns the answer about sessions: how many, how long. It must not know SQL or HTTP.
import { toMs, type InsightDefinition, type SessionsAnswer } from '@foothold/protocol'
import { toColumns, toHead, toPeople, toRange, toTime, type AskOptions } from './ask.ts'
import { dayOf, listPeriods } from './calendar.ts'

const LAST = '28d'

/** Answers sessions. @throws {CollectorError} `request_invalid` */
export async function askSessions(definition: InsightDefinition<'sessions'>, options: AskOptions): Promise<SessionsAnswer> {
  const range = toRange(definition, options, LAST)
  const { from, to, zone } = range
  const first = dayOf(from, zone)
  const days = listPeriods(first, 'day', dayOf(to - 1, zone) - first + 1, zone)
  const counts = await options.query.sessions(options.project, {
    gapMs: toMs(definition.gap)!,
    days: [from, ...days.bounds.slice(1, -1), to],
    only: await toPeople(definition, options),
  })
  const series = counts.days.map(({ sessions, people }, index) => ({ day: days.names[index]!, sessions, people }))
  return {
    ...toHead('sessions', definition, range, {
      n: counts.people,
      means: `What a person does (tracked events, pages and screens) with no break longer than ${definition.gap} is one session, of the day on which it begins; it is as long as from its first event to its last.`,
      columns: toColumns('day', 'sessions:count', 'people:count'),
      rows: series.map(({ day, sessions, people }) => [day, sessions, people]),
    }),
    sessions: counts.sessions,
    perPerson: counts.people ? counts.sessions / counts.people : null,
    duration: toTime(counts.duration),
    events: counts.events,
    days: series,
  }
}
