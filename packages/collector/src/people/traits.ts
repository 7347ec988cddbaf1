// Owns the merging of traits: each key keeps the value that was told last, by the time of the event. Pure.
import type { PersonRow, TraitTimes } from '../store/state-store.ts'

/** Traits with the time of each. */
export interface TimedTraits {
  traits: Readonly<Record<string, unknown>>
  traitTimes: TraitTimes
}

/** Most keys that are kept of one person or account: the log keeps the rest. */
const KEYS_KEPT = 1000

/**
 * Merges told traits into known ones.
 *
 * An event that arrives late does not undo what was told after it; equal times go by position in the log. `null` is a value
 * (Segment's way to clear a trait).
 *
 * @returns new objects; what came in is unchanged.
 */
export function mergeTraits(
  known: TimedTraits,
  told: Readonly<Record<string, unknown>>,
  timestamp: number,
  position: number,
): Pick<PersonRow, 'traits' | 'traitTimes'> {
  return joinTraits(known, {
    traits: told,
    traitTimes: Object.fromEntries(Object.keys(told).map((key) => [key, [timestamp, position] as [number, number]])),
  })
}

/** Joins what was known of two people who turn out to be one; commutative. */
export function joinTraits(a: TimedTraits, b: TimedTraits): Pick<PersonRow, 'traits' | 'traitTimes'> {
  // maps, as a key may be `__proto__`
  const traits = new Map(Object.entries(a.traits))
  const times = new Map(Object.entries(a.traitTimes))
  for (const [key, value] of Object.entries(b.traits)) {
    const [known, told] = [times.get(key), Object.hasOwn(b.traitTimes, key) ? b.traitTimes[key] : undefined]
    if (!told || (known && (known[0] > told[0] || (known[0] === told[0] && known[1] >= told[1])))) continue
    if (!known && times.size >= KEYS_KEPT) continue
    traits.set(key, value)
    times.set(key, told)
  }
  return { traits: Object.fromEntries(traits), traitTimes: Object.fromEntries(times) }
}

/** Reads a trait that should be a short text. */
export function toText(traits: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = Object.hasOwn(traits, key) ? traits[key] : undefined
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null
}

/** The name of a person: `name`, or first and last name. */
export function toName(traits: Readonly<Record<string, unknown>>): string | null {
  return toText(traits, 'name') ?? ([toText(traits, 'firstName'), toText(traits, 'lastName')].filter(Boolean).join(' ') || null)
}

/** Reads Segment's reserved trait `createdAt`: a date in ISO 8601, or Unix seconds or milliseconds. */
export function toSignUp(traits: Readonly<Record<string, unknown>>): number | null {
  const value = Object.hasOwn(traits, 'createdAt') ? traits['createdAt'] : undefined
  const ms = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? (value < 1e11 ? value * 1000 : value) : NaN
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? Math.trunc(ms) : null
}
