// Owns which field somebody meant who wrote an unknown one: words of other tools, and fields that belong elsewhere. It must not
// know values or schemas.
import { nearest } from './nearest.ts'

/** Words of other tools, and what they are called here; never the word that merely looks alike ("and" is not "any"). */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  and: ['all'],
  every: ['all', 'cooldown'],
  or: ['any'],
  some: ['any'],
  equals: ['is'],
  eq: ['is'],
  user: ['trait'],
  attribute: ['trait'],
  url: ['page'],
  times: ['count', 'max'],
  seen: ['max'],
  start: ['from'],
  end: ['until'],
}

/** Fields that stand in another place, and what tells that place from others: a field that stands beside them there. */
const ELSEWHERE: Readonly<Record<string, readonly [beside: string, where: string][]>> = {
  holdout: [['audience', 'write it into "experiment", as in "experiment": { "holdout": 0.1 }']],
  variants: [['audience', 'write it into "experiment", as in "experiment": { "variants": […] }']],
  segment: [['audience', 'write it into "audience", as in "audience": { "segment": "…" }']],
  page: [['audience', 'write it into "when", as in "when": { "page": "/…" }']],
  event: [['audience', 'write it into "when", as in "when": { "after": { "event": "…" } }']],
  delay: [['audience', 'write it into "when", as in "when": { "delay": "2s" }']],
  max: [['audience', 'write it into "frequency", as in "frequency": { "max": 1 }']],
  cooldown: [['audience', 'write it into "frequency", as in "frequency": { "cooldown": "7d" }']],
  times: [['audience', 'write how often into "frequency", as in "frequency": { "max": 1 }']],
  every: [['audience', 'write the distance into "frequency", as in "frequency": { "cooldown": "7d" }']],
  seen: [['audience', 'ask for it in "audience", as in { "guide": "…", "state": ["seen"] }, or write how often into "frequency": { "max": 1 }']],
  start: [['audience', 'write the first day into "schedule", as in "schedule": { "from": "2026-12-01" }']],
  end: [['audience', 'write the first day on which it is over into "schedule", as in "schedule": { "until": "2026-12-01" }']],
  id: [['attr', 'write it as a selector, as in { "css": "#…" }']],
  class: [['attr', 'write it as a selector, as in { "css": ".…" }']],
  scope: [
    ['ifMissing', 'for a trait of the account ask for "account" instead of "trait"'],
    ['query', '"scope" is for "event", "feature" and "milestone"'],
    ['element', '"scope" is for "event", "feature" and "milestone"'],
    ['guide', '"scope" is for "event", "feature" and "milestone"'],
    ['audience', 'write it into a condition on "event", "feature" or "milestone"'],
  ],
}

/** Says where a field belongs that is allowed in another place than this. @param valid - fields that are allowed here. */
export function placeOf(word: string, valid: readonly string[]): string | undefined {
  return Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word]!.find(([beside]) => valid.includes(beside))?.[1] : undefined
}
/** What else may have been meant where a field is missing. @param beside - the fields that are there. */
export const insteadOf = (missing: string, beside: unknown): string =>
  missing === 'if' && typeof (beside as { to?: unknown }).to === 'string'
    ? `; where it always leads there, write { "else": ${JSON.stringify((beside as { to: string }).to)} }`
    : ''
/** What a word of another tool is called here; none where it is nobody's. */
export const meant = (word: string): readonly string[] => (Object.hasOwn(MEANT, word) ? MEANT[word]! : [])

/** Finds the fields that may have been meant. */
export function suggest(word: string, valid: string[]): string[] {
  const known = meant(word).filter((one) => valid.includes(one))
  return known.length || meant(word).length || placeOf(word, valid) ? known : nearest(word, valid)
}
