// Owns evaluating an authored condition at once, without a bundle: for explanations, tests and tools. The browser runs rules.
import type { Comparison, Condition } from '@foothold/protocol'
import { compileTests } from '../comparison.ts'
import type { Truth } from '../context.ts'
import { lowerComparison, lowerCondition } from './lower.ts'
import { compileRule, type Evaluate } from '../rule.ts'

/**
 * Compiles a condition; `undefined` compiles to "everybody".
 *
 * @param condition - valid by its schema.
 * @throws {PatternError} on a pattern that cannot be compiled.
 */
export function compileCondition(condition: Condition | undefined): Evaluate {
  return condition ? compileRule(lowerCondition(condition)) : () => true
}

/** Compiles an authored comparison; a missing value (`undefined`, `null`) is what the author said of it, else unknown. */
export function compileComparison(comparison: Comparison): (value: unknown, now: number) => Truth {
  const tests = lowerComparison(comparison)
  const test = compileTests(tests)
  return (value, now) => (value === undefined || value === null ? tests.missing : test(value, { now }))
}
