// Owns the names of tallies. For publishing: a bundle names the tallies that its rules read.
import type { EventCondition } from '@foothold/protocol'

/**
 * Names the tally that an event condition reads: scope, event and `where`, whatever the order in which it was written.
 *
 * @throws never
 */
export function tallyKey({ event, where, scope }: Pick<EventCondition, 'event' | 'where' | 'scope'>): string {
  return `${scope === 'account' ? '@account ' : ''}${event}${where ? `?${canonical(where)}` : ''}`
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}
