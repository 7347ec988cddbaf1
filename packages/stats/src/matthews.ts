// Owns the correlation of two yes-or-no answers. Knows counts only.

/** A table of two yes-or-no answers; whole numbers, 0 or more. */
export interface Confusion {
  /** Both. */
  truePositive: number
  /** First alone. */
  falsePositive: number
  /** Second alone. */
  falseNegative: number
  /** Neither. */
  trueNegative: number
}

/**
 * Returns how far two yes-or-no answers go together: Matthews correlation, the φ coefficient.
 *
 * @param table - the first answer is e.g. "did this in the first week", the second "was retained".
 * @returns -1 (opposites) to 1 (the same); 0 where one of them is the same for everybody. Equals scikit-learn
 * `matthews_corrcoef`.
 * @throws {RangeError} where a count is outside its bounds.
 * @see B. W. Matthews (1975), Biochimica et Biophysica Acta 405, 442–451; G. U. Yule (1912), Journal of the Royal Statistical Society 75, 579–652
 */
export function matthews({ truePositive, falsePositive, falseNegative, trueNegative }: Confusion): number {
  for (const count of [truePositive, falsePositive, falseNegative, trueNegative])
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`A count was ${count}; expected a whole number of 0 or more.`)
  // roots one by one: the product of four sums overflows
  const sums = [truePositive + falsePositive, truePositive + falseNegative, trueNegative + falsePositive, trueNegative + falseNegative]
  if (sums.includes(0)) return 0
  const [a, b, c, d] = sums.map(Math.sqrt) as [number, number, number, number]
  const together = (truePositive / a / b) * (trueNegative / c / d)
  const apart = (falsePositive / a / b) * (falseNegative / c / d)
  return Math.max(-1, Math.min(1, together - apart))
}
