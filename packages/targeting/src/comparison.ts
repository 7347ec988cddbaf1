// Owns how one value is compared. It must not know where the value comes from.
import { toMs, type Comparison, type Scalar } from '@foothold/protocol'
import type { Truth } from './context.ts'

/** Compares a value at a time. */
export type Compare = (value: unknown, now: number) => Truth

const toTime = (value: unknown): number => (typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN)
const number =
  (test: (value: number) => boolean): Compare =>
  (value) =>
    typeof value === 'number' && test(value)
const string =
  (test: (value: string) => boolean): Compare =>
  (value) =>
    typeof value === 'string' && test(value)

/** Each comparison: what was written → how a present value is compared. Another type of value is a plain false. */
const COMPARE: { [K in Exclude<keyof Comparison, 'exists' | 'ifMissing'>]-?: (written: NonNullable<Comparison[K]>) => Compare } = {
  is: (written) => (value) => value === written,
  in: (written) => (value) => (written as unknown[]).includes(value),
  gt: (written) => number((value) => value > written),
  gte: (written) => number((value) => value >= written),
  lt: (written) => number((value) => value < written),
  lte: (written) => number((value) => value <= written),
  between: ([low, high]) => number((value) => value >= low && value <= high),
  contains: (written: Scalar) => (value) => (Array.isArray(value) ? value.includes(written) : typeof value === 'string' && value.includes(String(written))),
  startsWith: (written) => string((value) => value.startsWith(written)),
  endsWith: (written) => string((value) => value.endsWith(written)),
  within: (written) => (value, now) => {
    const time = toTime(value)
    return time <= now && time >= now - toMs(written)!
  },
  before: (written) => (value) => toTime(value) < Date.parse(written),
  after: (written) => (value) => toTime(value) > Date.parse(written),
}

/**
 * Compiles a comparison into one closure.
 *
 * @param written - as authored; everything in it must hold.
 * @returns a function that is never undefined for a present value; for a missing one (`undefined`, `null`) it answers
 * `exists`, else `ifMissing`, else unknown.
 * @throws never
 */
export function compileComparison(written: Comparison): Compare {
  const tests = (Object.keys(COMPARE) as (keyof typeof COMPARE)[])
    .filter((key) => written[key] !== undefined)
    .map((key) => (COMPARE[key] as (written: unknown) => Compare)(written[key]))
  const { exists, ifMissing } = written
  return (value, now) => {
    if (value === undefined || value === null) return exists === undefined ? ifMissing : !exists
    return exists !== false && tests.every((test) => test(value, now))
  }
}

/** Compiles a `where` over event properties: true only where every named property is present and compares. */
export function compileWhere(
  where: Readonly<Record<string, Comparison>> | undefined,
): (properties: Readonly<Record<string, unknown>> | undefined, now: number) => boolean {
  const tests = Object.entries(where ?? {}).map(([name, written]) => [name, compileComparison(written)] as const)
  return (properties, now) => tests.every(([name, compare]) => compare(own(properties, name), now) === true)
}

/** Reads an own property: `__proto__`, `constructor` and the like are never found by inheritance. */
export function own(record: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}
