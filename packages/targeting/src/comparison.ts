// Owns how one value is tested. It must not know where the value comes from.
import type { Automaton, Scalar, SemverBound, Tests } from '@foothold/protocol'
import { compileAutomaton } from './automaton.ts'
import type { Facts } from './context.ts'
import { compilePath } from './page-path.ts'
import { compileSemver } from './semver.ts'

/** What a test may look at beside the value. */
export type Moment = Pick<Facts, 'now' | 'wake'>
/** Tells of a value that is there whether it passes. Another type of value than the one that was meant is a plain false. */
export type Test = (value: unknown, moment: Moment) => boolean

/** A date as ISO 8601 writes it; whatever else engines take for one, each takes differently. */
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** Reads an instant: epoch ms, or an ISO date as text, UTC where it names no zone; else NaN, which is neither before nor after anything. */
function toTime(value: unknown): number {
  if (typeof value === 'number') return value
  const [text, clock, , , zone] = (typeof value === 'string' && ISO.exec(value)) || []
  return text === undefined ? Number.NaN : Date.parse(text.replace(' ', 'T') + (clock && !zone ? 'Z' : ''))
}

/** Makes a test of texts. */
const text =
  (test: (value: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value)

const TESTS: { [K in Exclude<keyof Tests, 'missing'>]-?: (written: never) => Test } = {
  is: (written: Scalar) => (value) => value === written,
  in: (written: readonly Scalar[]) => (value) => written.includes(value as Scalar),
  gt: (written: number) => (value) => typeof value === typeof written && (value as number) > written,
  gte: (written: number) => (value) => typeof value === typeof written && (value as number) >= written,
  lt: (written: number) => (value) => typeof value === typeof written && (value as number) < written,
  lte: (written: number) => (value) => typeof value === typeof written && (value as number) <= written,
  contains: (written: Scalar) => (value) => (typeof value === 'string' ? value.includes(String(written)) : Array.isArray(value) && value.includes(written)),
  startsWith: (written: string) => text((value) => value.startsWith(written)),
  endsWith: (written: string) => text((value) => value.endsWith(written)),
  matches: (written: Automaton) => text(compileAutomaton(written)),
  semver: (written: readonly SemverBound[]) => text(compileSemver(written)),
  path: (written: string) => text(compilePath(written)),
  within:
    (written: number) =>
    (value, { now, wake }) => {
      const time = toTime(value)
      // the next instant at which it becomes true, or false
      const next = time > now ? time : time + written + 1
      if (next > now) wake?.(next)
      return time <= now && time >= now - written
    },
  older:
    (written: number) =>
    (value, { now, wake }) => {
      const at = (value as number) + written
      if (at > now) wake?.(at)
      return at <= now
    },
  before: (written: number) => (value) => toTime(value) < written,
  after: (written: number) => (value) => toTime(value) > written,
  exists: () => () => false,
}

/** Compiles tests into one; all must pass. @throws never */
export function compileTests(written: Tests): Test {
  const tests: Test[] = []
  // not `in`: a page may have added to Object.prototype
  for (const key of Object.keys(TESTS)) {
    const value = written[key as keyof typeof TESTS]
    if (value !== undefined) tests.push(TESTS[key as keyof typeof TESTS](value as never))
  }
  const [first, second] = tests
  // one test is the rule, two the exception
  if (!first) return () => true
  if (!second) return first
  return tests.length === 2 ? (value, moment) => first(value, moment) && second(value, moment) : (value, moment) => tests.every((test) => test(value, moment))
}

/** Compiles a `where` over event properties: true only where every named property is there and passes, or may be missing. */
export function compileWhere(
  where: Readonly<Record<string, Tests>> | undefined,
): (properties: Readonly<Record<string, unknown>> | undefined, now: number) => boolean {
  const tests = Object.entries(where ?? {}).map(([name, written]) => [name, compileTests(written), written.missing] as const)
  return (properties, now) =>
    tests.every(([name, test, missing]) => {
      const value = own(properties, name) ?? null
      return value === null ? missing === true : test(value, { now })
    })
}

/** Reads an own property: `__proto__`, `constructor` and the like are never found by inheritance. */
export function own(record: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}
