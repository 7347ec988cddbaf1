// Owns what one person did, newest first, by day, older ones on demand.
import type { EventEntry, Page as ListPage } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp, useNow } from '../app-context.ts'
import { formatClock, formatCount, formatDayHeading, formatExact } from '../format.ts'
import { EventDetail, EventDot } from '../part/event-detail.tsx'
import { Card } from '../part/page.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { useQuery } from '../use-query.ts'

const LIMIT = 50

/** Groups entries that are in order by their local day. */
export function groupByDay(entries: EventEntry[], now: number): { day: string; entries: EventEntry[] }[] {
  const groups: { day: string; entries: EventEntry[] }[] = []
  for (const entry of entries) {
    const day = formatDayHeading(entry.at, now)
    const last = groups.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else groups.push({ day, entries: [entry] })
  }
  return groups
}

function Older({ id, from, onPage }: { id: string; from: string; onPage: (page: ListPage<EventEntry>) => void }): JSX.Element {
  const { api } = useApp()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const load = async (): Promise<void> => {
    setBusy(true)
    setFault(undefined)
    try {
      onPage(await api.timeline(id, { limit: LIMIT, cursor: from }))
    } catch (error) {
      setFault(tellError(error))
    }
    setBusy(false)
  }
  return (
    <div class="older">
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" class="button" disabled={busy} onClick={load}>
        {busy ? 'Loading…' : fault ? 'Retry' : 'Load older'}
      </button>
    </div>
  )
}

/** The timeline of a person. */
export function PersonTimeline({ id }: { id: string }): JSX.Element {
  const { api } = useApp()
  const now = useNow()
  const query = useQuery(`timeline/${id}`, (signal) => api.timeline(id, { limit: LIMIT }, signal))
  const [older, setOlder] = useState<ListPage<EventEntry>[]>([])
  return (
    <Card title="Timeline" note={query.data && `${formatCount(query.data.total)} events`}>
      <Loaded query={query} skeleton={<Skeleton rows={6} />}>
        {(newest) => {
          const seen = new Set<number>()
          const entries = [newest, ...older].flatMap((page) => page.items).filter(({ position }) => !seen.has(position) && seen.add(position))
          const next = (older.at(-1) ?? newest).next
          if (entries.length === 0) return <p class="quiet">Nothing yet.</p>
          return (
            <>
              {groupByDay(entries, now).map(({ day, entries: ofDay }) => (
                <section key={`${day}/${ofDay[0]!.position}`} class="day" aria-label={day}>
                  <h3>{day}</h3>
                  <ol class="timeline">
                    {ofDay.map((entry) => (
                      <li key={entry.position}>
                        <time dateTime={entry.at} title={formatExact(entry.at)}>
                          {formatClock(entry.at)}
                        </time>
                        <EventDot entry={entry} />
                        <EventDetail entry={entry} />
                      </li>
                    ))}
                  </ol>
                </section>
              ))}
              {next === null ? (
                <p class="quiet center">That is where it began.</p>
              ) : (
                <Older id={id} from={next} onPage={(page) => setOlder([...older, page])} />
              )}
            </>
          )
        }}
      </Loaded>
    </Card>
  )
}
