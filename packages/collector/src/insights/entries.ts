// Owns events as timeline and live stream show them, with the person each counts for.
import type { EventEntry } from '@foothold/protocol'
import { toPersonId } from '../people/identity.ts'
import { parseRecord, type StoredEvent } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** Turns stored events of one project into entries, in the same order. */
export async function toEntries(people: PeopleStore, project: string, events: readonly StoredEvent[]): Promise<EventEntry[]> {
  const links = await people.links(project, [...new Set(events.map(({ anonymousId }) => anonymousId).filter((id) => id !== null))])
  const rows = await people.people(project, [...new Set(events.map((event) => toPersonId(event, links)))])
  const persons = new Map(rows.map((row) => [row.id, row]))
  return events.map((event) => {
    const id = toPersonId(event, links)
    const properties = parseRecord(event.properties)
    return {
      position: event.position,
      messageId: event.messageId,
      type: event.type,
      name: event.name ?? event.type,
      at: new Date(event.timestamp).toISOString(),
      receivedAt: new Date(event.receivedAt).toISOString(),
      person: { id, name: persons.get(id)?.name ?? null },
      account: event.groupId ?? persons.get(id)?.account ?? null,
      properties,
      page: toPath(event, properties),
    }
  })
}

function toPath(event: StoredEvent, properties: Record<string, unknown>): string | null {
  if (event.type === 'page' && typeof properties['path'] === 'string') return properties['path']
  const page = parseRecord(event.context)['page']
  const path = typeof page === 'object' && page !== null ? (page as Record<string, unknown>)['path'] : undefined
  return typeof path === 'string' ? path : null
}
