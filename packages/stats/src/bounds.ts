// Owns the checks of what many functions are given. Knows no method.
import type { Proportion } from './newcombe.ts'

/** @throws {RangeError} where `level` is not between 0 and 1. */
export function checkLevel(level: number, name = 'level', example = '0.95'): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`${name} was ${level}; expected a number between 0 and 1, such as ${example}.`)
}

/** @throws {RangeError} where not 0 <= k <= n in whole numbers. */
export function checkProportion({ k, n }: Proportion): void {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n was ${n}; expected a whole number of 0 or more.`)
  if (!Number.isInteger(k) || k < 0 || k > n) throw new RangeError(`k was ${k} of n = ${n}; expected a whole number from 0 to n.`)
}
