// Owns what somebody who wrote a value of the wrong shape most likely meant, as JSON to write instead. It must not know schemas.

import { toClock, toDay, toInstant, toZone } from './mend-time.ts'

/** Units that people write, and what they are here. */
const UNITS: readonly (readonly [RegExp, string, number])[] = [
  [/^(ms|msecs?|millis|milliseconds?)$/, 'ms', 1],
  [/^(s|secs?|seconds?)$/, 's', 1],
  [/^(m|mins?|minutes?)$/, 'm', 1],
  [/^(h|hrs?|hours?)$/, 'h', 1],
  [/^(d|days?)$/, 'd', 1],
  [/^(w|wks?|weeks?)$/, 'd', 7],
  [/^(mo|months?)$/, 'd', 30],
  [/^(y|yrs?|years?)$/, 'd', 365],
]

/** Fields in which a bare number is one of days. */
const IN_DAYS = new Set(['within', 'absent', 'cooldown', 'deadline', 'hold', 'completed', 'dismissed', 'snoozed'])

function toDuration(found: unknown, name = ''): string | undefined {
  // from a hundred on nobody means seconds
  if (typeof found === 'number' && Number.isInteger(found) && found >= 0 && found < 1_000_000)
    return `${found}${IN_DAYS.has(name) ? 'd' : found < 100 ? 's' : 'ms'}`
  const [, number, unit] = typeof found === 'string' ? (/^\s*(\d{1,6})\s*([a-z]+)\.?\s*$/i.exec(found) ?? []) : []
  const known = unit === undefined ? undefined : UNITS.find(([pattern]) => pattern.test(unit.toLowerCase()))
  return known && `${Number(number) * known[2]}${known[1]}`
}

/** Fields whose list is one of words, so that a single word can be put into it. */
const WORD_LISTS = new Set(['level', 'state', 'in', 'days', 'relevantTo'])
const CONDITIONS = new Set(['audience', 'when', 'if', 'completeWhen', 'not', 'all', 'any'])
/** Fields that hold a share from 0 to 1. */
const SHARES = new Set(['holdout', 'coverage', 'share', 'target', 'from', 'to'])
const RECORDS = ['trait', 'account', 'property']
const isText = (found: unknown): found is string => typeof found === 'string'
const isNumber = (found: unknown): found is number => typeof found === 'number'
const isPage = (found: unknown): found is string => isText(found) && /^[/*]/.test(found)

/** By the name of the field: what an object there is made of. `undefined`: nobody can say. */
const OBJECTS: Readonly<Record<string, (found: unknown) => unknown>> = {
  goal: (found) => (isText(found) ? (found.includes('.') ? { event: found, within: '14d' } : { milestone: found, within: '14d' }) : undefined),
  target: (found) => (isText(found) ? { find: [{ css: found }] } : Array.isArray(found) ? { find: found } : undefined),
  find: (found) => (isText(found) ? { css: found } : undefined),
  after: (found) => (isText(found) ? { event: found } : undefined),
  element: (found) => (isText(found) ? { css: found, is: 'visible' } : undefined),
  frequency: (found) => (isNumber(found) ? { max: found } : found === 'once' ? { max: 1 } : toDuration(found) ? { cooldown: toDuration(found) } : undefined),
  count: (found) => (isNumber(found) ? { gte: found } : undefined),
  adoptedWhen: (found) => (isNumber(found) ? { count: found, within: '30d' } : undefined),
  usedWhen: (found) => (isText(found) ? { event: found } : undefined),
  holdout: (found) => (toShare(found) === undefined ? undefined : { share: toShare(found) }),
  by: (found) => (isNumber(found) ? { day: found } : undefined),
  phases: (found) => (isNumber(found) ? { percent: found } : undefined),
  variants: (found) => (isText(found) ? { key: found } : undefined),
  next: (found) => (isText(found) ? { else: found } : undefined),
  do: (found) => (found === 'dismiss' ? { dismiss: true } : isText(found) ? { go: found } : undefined),
  session: (found) => (found === 'resume' || found === 'restart' || found === 'end' ? { onLeave: found } : undefined),
}

/**
 * Finds what was meant by a value of the wrong shape.
 *
 * @param path - of the value.
 * @param expected - a type of JSON, or a sentence that begins with what is expected.
 * @param owner - what the value stands in.
 * @returns JSON to write instead, or a few words; `undefined` where nobody can say.
 * @throws never
 */
export function mendOf(path: readonly PropertyKey[], found: unknown, expected: string, owner?: unknown): string | undefined {
  const name = path.findLast((part) => typeof part === 'string') ?? ''
  const write = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value))
  if (expected.startsWith('a duration'))
    return write(path.at(-2) === 'after' && isText(found) && /^(never|no)$/i.test(found) ? 'never' : toDuration(found, name))
  if (expected === 'a share') return SHARES.has(name) ? write(toShare(found)) : undefined
  if (expected.startsWith('a date') || expected.startsWith('a day')) return write(toDay(found) ?? (expected.includes('T09') ? toInstant(found) : undefined))
  if (name === 'hours' && (expected.startsWith('a time of day') || expected === 'string')) return write(toClock(found))
  if (expected.startsWith('an IANA time zone')) return write(toZone(found))
  if (expected === 'array' || expected === 'tuple') return write(toList(name, found))
  if (expected === 'object') return write(toObject(name, found, path))
  if (expected === 'number' || expected === 'int') return toNumber(path, name, found)
  if (expected === 'boolean') return found === 'true' || found === 'false' ? found : undefined
  if (found === null && name === 'is' && expected === 'string') return isOfValue(path, owner) ? '"exists": false' : undefined
  if (!Array.isArray(found)) return isNumber(found) && expected === 'string' ? write(String(found)) : undefined
  if (found.length === 1) return write(found[0])
  if (name === 'is') return `"in": ${JSON.stringify(found)}`
  if (['page', 'event', 'segment', 'feature', 'milestone', 'guide'].includes(name) && path.at(-3) !== 'steps' && !path.includes('goal'))
    return name === 'page' || name === 'event' || name === 'segment' ? write({ any: found.map((one) => ({ [name]: one as unknown })) }) : undefined
  return undefined
}

/** Whether the comparison in which this stands is one of values that may be missing. */
const isOfValue = (path: readonly PropertyKey[], owner: unknown): boolean =>
  path.at(-3) === 'where' || (typeof owner === 'object' && owner !== null && RECORDS.some((word) => Object.hasOwn(owner, word)))

/** Of a share: what somebody meant who wrote per cent. */
function toShare(found: unknown): number | undefined {
  const percent = isText(found) ? /^\s*(\d{1,3}(?:\.\d+)?)\s*%\s*$/.exec(found)?.[1] : undefined
  const number = percent === undefined ? found : Number(percent)
  if (!isNumber(number) || number < 0 || number > 100) return undefined
  // of 5.5 a hundredth is 0.055, and not a sum of binary fractions
  return percent === undefined && number <= 1 ? number : Number((number / 100).toPrecision(12))
}

/** Where a number is expected: per cent, a number in quotes, or a date that is compared as if it were one. */
function toNumber(path: readonly PropertyKey[], name: string, found: unknown): string | undefined {
  if (!isText(found) || found.trim() === '') return undefined
  if (Number.isFinite(Number(found))) return JSON.stringify(Number(found))
  if (found.trim().endsWith('%')) {
    const share = toShare(found)
    if (share !== undefined && SHARES.has(name)) return JSON.stringify(share)
    return share !== undefined && name === 'percent' ? JSON.stringify(Number(found.trim().slice(0, -1))) : undefined
  }
  const date = path.includes('count') ? undefined : (toDay(found) ?? toInstant(found))
  if (date === undefined) return undefined
  if (name === 'gt' || (name === 'between' && path.at(-1) === 0)) return `"after": "${date}"`
  if (name === 'lt' || (name === 'between' && path.at(-1) === 1)) return `"before": "${date}"`
  // "before" and "after" leave the limit out, their opposites do not
  if (name === 'gte') return `{ "not": { …, "before": "${date}" } }`
  return name === 'lte' ? `{ "not": { …, "after": "${date}" } }` : undefined
}

function toList(name: string, found: unknown): unknown {
  if (isText(found) && name === 'hours') {
    const [from, until] = found.split(/\s*(?:-|–|to)\s*/)
    return from !== undefined && until !== undefined ? [toClock(from) ?? from, toClock(until) ?? until] : undefined
  }
  if (isText(found) && WORD_LISTS.has(name)) return found.split(/\s*,\s*/)
  if (name === 'in' && (isNumber(found) || typeof found === 'boolean')) return [found]
  if (typeof found === 'object' && found !== null) return [found]
  const inner = Object.hasOwn(OBJECTS, name) ? OBJECTS[name]!(found) : undefined
  return inner === undefined ? undefined : [inner]
}

function toObject(name: string, found: unknown, path: readonly PropertyKey[]): unknown {
  if (path.at(-2) === 'where' && (isText(found) || isNumber(found) || typeof found === 'boolean')) return { is: found }
  // the moment of a guide is no condition
  if (name === 'when' && path.length === 1) return isPage(found) || Array.isArray(found) ? { page: found } : undefined
  if (CONDITIONS.has(name)) return isPage(found) ? { page: found } : isText(found) ? { segment: found } : Array.isArray(found) ? { all: found } : undefined
  return Object.hasOwn(OBJECTS, name) ? OBJECTS[name]!(found) : undefined
}
