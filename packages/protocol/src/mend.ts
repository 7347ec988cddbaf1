// Owns what somebody who wrote a value of the wrong shape most likely meant, as JSON to write instead. It must not know schemas.

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
  holdout: (found) => (isNumber(found) ? { share: found } : undefined),
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
 * @returns JSON to write instead, or a few words; `undefined` where nobody can say.
 * @throws never
 */
export function mendOf(path: readonly PropertyKey[], found: unknown, expected: string): string | undefined {
  const name = path.findLast((part) => typeof part === 'string') ?? ''
  const write = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value))
  if (expected.startsWith('a duration')) return write(toDuration(found, name))
  if (expected === 'array' || expected === 'tuple') return write(toList(name, found))
  if (expected === 'object') return write(toObject(name, found, path))
  if (expected === 'number') return isText(found) && found.trim() !== '' && Number.isFinite(Number(found)) ? write(Number(found)) : undefined
  if (expected === 'boolean') return found === 'true' || found === 'false' ? found : undefined
  if (!Array.isArray(found)) return isNumber(found) && expected === 'string' ? write(String(found)) : undefined
  if (found.length === 1) return write(found[0])
  if (name === 'is') return `"in": ${JSON.stringify(found)}`
  if (['page', 'event', 'segment', 'feature', 'milestone', 'guide'].includes(name) && path.at(-3) !== 'steps' && !path.includes('goal'))
    return name === 'page' || name === 'event' || name === 'segment' ? write({ any: found.map((one) => ({ [name]: one as unknown })) }) : undefined
  return undefined
}

function toList(name: string, found: unknown): unknown {
  if (isText(found) && name === 'hours') {
    const [from, until] = found.split(/\s*(?:-|–|to)\s*/)
    return from !== undefined && until !== undefined ? [from, until] : undefined
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
