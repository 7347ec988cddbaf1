// Owns the live page: events as they arrive, pause, filter.
import type { EventEntry } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { describeEvent, formatClock, formatCount, formatExact } from '../format.ts'
import type { FeedState } from '../live-feed.ts'
import { EventDot } from '../part/event-detail.tsx'
import { Icon } from '../part/icon.tsx'
import { Card, Page } from '../part/page.tsx'
import { SearchField } from '../part/search-field.tsx'
import { EmptyState } from '../part/states.tsx'
import { toPath } from '../router.ts'
import { ROW_CAP, useFeed } from '../use-feed.ts'

const STATES: Record<FeedState, string> = {
  connecting: 'Connecting…',
  open: 'Connected',
  waiting: 'Connection lost, trying again…',
  refused: 'The key is not taken',
}

/** Says whether an event has the text anywhere a reader would look for it: sentence, name, person, account, page, properties. */
export function matchesText(entry: EventEntry, text: string): boolean {
  if (text === '') return true
  return `${describeEvent(entry)}\n${entry.name}\n${entry.person.name ?? ''}\n${entry.person.id}\n${entry.account ?? ''}\n${entry.page ?? ''}\n${JSON.stringify(entry.properties)}`
    .toLowerCase()
    .includes(text.toLowerCase())
}

function Row({ entry }: { entry: EventEntry }): JSX.Element {
  return (
    <li class="live-row">
      <time dateTime={entry.at} title={formatExact(entry.at)}>
        {formatClock(entry.at, true)}
      </time>
      <EventDot entry={entry} />
      <span class="live-what" title={entry.name || entry.type}>
        {describeEvent(entry)}
      </span>
      <a class="cover live-who" href={toPath({ page: 'person', id: entry.person.id })}>
        {entry.person.name ?? <span class="mono">{entry.person.id}</span>}
      </a>
      <span class="quiet live-where">{entry.account ?? ''}</span>
      <span class="quiet mono live-page">{entry.type === 'page' ? '' : (entry.page ?? '')}</span>
    </li>
  )
}

/** The stream of events. */
export function LivePage(): JSX.Element {
  const { rows, state, paused, held, arrived, setPaused, clear } = useFeed()
  const [text, setText] = useState('')
  const shown = useMemo(() => rows.filter((entry) => matchesText(entry, text)), [rows, text])
  return (
    <Page
      title="Live"
      lead="Events as they arrive. Click one to open the person."
      aside={
        <span class={`connection ${paused ? 'paused' : state}`} role="status">
          <span class="connection-dot" aria-hidden="true" />
          {paused ? 'Paused' : STATES[state]}
        </span>
      }
    >
      <div class="toolbar">
        <SearchField label="Filter by event, person, account, page…" value={text} onSearch={setText} delayMs={80} />
        <button type="button" class={paused ? 'button primary' : 'button'} aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? 'play' : 'pause'} />
          {paused ? `Resume${held ? ` (${formatCount(held)}${held === ROW_CAP ? '+' : ''} new)` : ''}` : 'Pause'}
        </button>
        <button type="button" class="button" disabled={rows.length === 0} onClick={clear}>
          Clear
        </button>
        <span class="quiet toolbar-count">
          {text ? `${formatCount(shown.length)} of ${formatCount(rows.length)} shown` : `${formatCount(arrived)} new since you came`}
        </span>
      </div>
      <Card flush>
        {shown.length === 0 ? (
          <EmptyState title={rows.length > 0 ? `No event fits “${text}”` : 'Waiting for events…'} icon="live">
            <p class="quiet">{rows.length > 0 ? 'New ones that fit will appear here.' : 'They appear here within a second of arriving at the collector.'}</p>
          </EmptyState>
        ) : (
          <ol class="live" aria-label="Events, newest first">
            {shown.map((entry) => (
              <Row key={entry.position} entry={entry} />
            ))}
          </ol>
        )}
      </Card>
      {rows.length >= ROW_CAP && (
        <p class="quiet center">Only the last {formatCount(ROW_CAP)} events are kept here. All of them are in the timelines of the people.</p>
      )}
    </Page>
  )
}
