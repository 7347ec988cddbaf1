// Owns what marks an event in a list: the dot of its family, its sentence, and its properties behind a button.
import { MILESTONE_REACHED, type EventEntry } from '@foothold/protocol'
import type { JSX } from 'preact'
import { describeEvent, formatExact } from '../format.ts'
import { JsonView } from './json-view.tsx'

/** Families of events that the eye should tell apart. */
export function toFamily(entry: Pick<EventEntry, 'type' | 'name'>): 'guide' | 'milestone' | 'page' | 'who' | 'track' {
  if (entry.type === 'page' || entry.type === 'screen') return 'page'
  if (entry.type !== 'track') return 'who'
  return entry.name === MILESTONE_REACHED ? 'milestone' : entry.name.startsWith('guide.') ? 'guide' : 'track'
}

/** Marks the family of an event. */
export function EventDot({ entry }: { entry: EventEntry }): JSX.Element {
  return <span class={`event-dot of-${toFamily(entry)}`} aria-hidden="true" />
}

/** Says an event in words, its wire name in the title; opens to all that was sent. */
export function EventDetail({ entry }: { entry: EventEntry }): JSX.Element {
  const count = Object.keys(entry.properties).length
  return (
    <details class="event">
      <summary>
        <span class="event-sentence" title={entry.name || entry.type}>
          {describeEvent(entry)}
        </span>
        {entry.type !== 'page' && entry.page && <span class="quiet event-page">{entry.page}</span>}
      </summary>
      <dl class="pairs small">
        <dt>Event</dt>
        <dd class="mono">
          {entry.type}
          {entry.name ? ` · ${entry.name}` : ''}
        </dd>
        <dt>Happened</dt>
        <dd>{formatExact(entry.at)}</dd>
        <dt>Received</dt>
        <dd>{formatExact(entry.receivedAt)}</dd>
        {entry.page && (
          <>
            <dt>Page</dt>
            <dd class="mono">{entry.page}</dd>
          </>
        )}
        {entry.account && (
          <>
            <dt>Account</dt>
            <dd>{entry.account}</dd>
          </>
        )}
        <dt>Message</dt>
        <dd class="mono">
          {entry.messageId} · position {entry.position}
        </dd>
      </dl>
      {count > 0 && <JsonView value={entry.properties} label="Properties" />}
    </details>
  )
}
