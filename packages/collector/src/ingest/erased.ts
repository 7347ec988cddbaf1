// Owns that nothing more is taken of people who were erased, however late it comes. Pure.
import type { BatchAnswer } from '@foothold/protocol'
import { hashPersonId } from '../erase/hash.ts'
import type { NewEvent } from '../store/event-log.ts'

/**
 * Takes out the events of erased people; of others' events only an erased id.
 *
 * @param erased - hashes of ids.
 */
export function withoutErased(events: readonly NewEvent[], erased: ReadonlySet<string>): { events: readonly NewEvent[]; rejected: BatchAnswer['rejected'] } {
  if (!erased.size) return { events, rejected: [] }
  const known = new Map<string, boolean>()
  const isErased = ({ project }: NewEvent, id: string | null): boolean => {
    if (id === null) return false
    let answer = known.get(id)
    if (answer === undefined) known.set(id, (answer = erased.has(hashPersonId(project, id))))
    return answer
  }
  const kept: NewEvent[] = []
  const rejected: BatchAnswer['rejected'] = []
  for (const event of events) {
    const { userId, anonymousId, previousId, messageId } = event
    if (isErased(event, userId ?? anonymousId)) {
      rejected.push({ id: messageId, code: 'person_erased', pointer: '', detail: 'This person was erased; nothing is kept of them.' })
      continue
    }
    const foreign = isErased(event, anonymousId)
    const former = isErased(event, previousId)
    // a browser that was another's: the event is kept, the id is not
    kept.push(foreign || former ? { ...event, anonymousId: foreign ? null : anonymousId, previousId: former ? null : previousId } : event)
  }
  return { events: kept, rejected }
}
