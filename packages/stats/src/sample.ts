// Owns what is kept of a sample of numbers. Knows nothing of what they measure.

/** All that a comparison of means needs of a sample. */
export interface Sample {
  /** Whole number, 0 or more. */
  n: number
  /** Any number; without meaning where `n` is 0. */
  mean: number
  /** With n - 1 below, 0 or more; without meaning where `n` is below 2. */
  variance: number
}

/**
 * Returns size, mean and variance of numbers, in one pass without loss of digits.
 *
 * @param values - finite, in any order.
 * @throws {RangeError} where a value is not finite.
 * @see B. P. Welford (1962), Technometrics 4, 419–420
 */
export function toSample(values: Iterable<number>): Sample {
  let n = 0
  let mean = 0
  let squares = 0
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`A value was ${value}; expected a finite number.`)
    n++
    const off = value - mean
    mean += off / n
    squares += off * (value - mean)
  }
  return { n, mean, variance: n < 2 ? 0 : squares / (n - 1) }
}

/** @throws {RangeError} where a field is outside its bounds. */
export function checkSample({ n, mean, variance }: Sample): void {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n was ${n}; expected a whole number of 0 or more.`)
  if (!Number.isFinite(mean)) throw new RangeError(`mean was ${mean}; expected a finite number.`)
  if (!(variance >= 0 && variance < Infinity)) throw new RangeError(`variance was ${variance}; expected a finite number of 0 or more.`)
}
