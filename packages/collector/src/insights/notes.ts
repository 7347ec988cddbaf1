// Owns what is odd about a question that found nobody: a name that never came. It must not know how any insight is counted.
import { nearest, type InsightHead } from '@foothold/protocol'
import { OWN_EVENTS } from '../fold/own-events.ts'
import type { AskOptions } from './ask.ts'

/** Names that are looked through; the rest is rare. */
const NAMES = 10_000
/** Fields of definitions that say what people do. */
const DOING = ['steps', 'doing', 'start', 'back', 'exclude', 'outcome'] as const

type Fields = Readonly<Record<string, unknown>>

/**
 * Looks for names that nobody has used. What is not there yet may come, so that it is no fault.
 *
 * @returns sentences; none where every step of the answer has people.
 */
export async function toNotes(definition: object, answer: InsightHead, { project, query }: Pick<AskOptions, 'project' | 'query'>): Promise<string[]> {
  const { by } = definition as Fields
  const { steps = [], groups = [] } = answer as unknown as { steps?: { people: number }[]; groups?: { value: unknown; rest: boolean }[] }
  const notes: string[] = []
  if (answer.n === 0 || steps.some(({ people }) => people === 0)) {
    const events = eventsOf(definition as Fields)
    const known = events.length ? (await query.eventNames(project, NAMES)).map(({ name }) => name) : []
    for (const name of events) {
      if (OWN_EVENTS.has(name) || known.includes(name)) continue
      const meant = nearest(name, known).map((one) => `"${one}"`)
      notes.push(`No event "${name.slice(0, 200)}" has come so far.${meant.length ? ` Did you mean ${meant.join(' or ')}?` : ''}`)
    }
  }
  if (by !== undefined && answer.n > 0 && groups.every(({ value, rest }) => value === null && !rest))
    notes.push(`Nobody who is counted had told a value of ${typeof by === 'string' ? `"${by}"` : JSON.stringify(by)} by then.`)
  return notes
}

/** Names of the events that a definition asks about, each once. */
function eventsOf(definition: Fields): string[] {
  const all = DOING.flatMap((field) => definition[field] ?? []) as (string | { event?: string })[]
  return [...new Set(all.flatMap((one) => (typeof one === 'string' ? one : (one.event ?? []))))]
}
