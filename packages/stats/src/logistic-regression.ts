// Owns the logistic regression with a penalty on its size. Knows columns of numbers only: not what they measure.

/** One person: what is known, in the order of the columns, and whether it happened. */
export interface LabelledRow {
  inputs: readonly number[]
  happened: boolean
}

export interface LogisticModel {
  /** In units of the standardised inputs: which column counts most. */
  weights: number[]
  intercept: number
  /** Of the inputs it was made from; a column that does not vary has 1. */
  means: number[]
  deviations: number[]
  /** Steps of Newton's method. */
  steps: number
}

/**
 * Fits chances to what is known of people: logistic regression with a ridge (L2) penalty, by Newton's method on
 * standardised inputs.
 *
 * Minimises Σ ln(1 + e^-ym) + penalty / 2 · |weights|², the intercept free. The sum is convex, and steps are halved where it would rise, so there
 * is one answer and it is found, also where a column tells everything. O(steps · n · columns²).
 *
 * @param rows - at least one; as many inputs in each.
 * @param penalty - above 0. Default 1, scikit-learn's `C` = 1.
 * @throws {RangeError} where a number is outside its bounds, or rows differ in length.
 * @see S. le Cessie, J. C. van Houwelingen (1992), Applied Statistics 41, 191–201
 */
export function logisticRegression(rows: readonly LabelledRow[], penalty = 1): LogisticModel {
  if (!(penalty > 0 && penalty < Infinity)) throw new RangeError(`penalty was ${penalty}; expected a finite number above 0.`)
  const width = rows[0]?.inputs.length ?? 0
  if (!rows.length) throw new RangeError('There were no rows; expected at least one.')
  for (const { inputs } of rows) {
    if (inputs.length !== width) throw new RangeError(`A row has ${inputs.length} inputs and another ${width}; expected as many.`)
    for (const input of inputs) if (!Number.isFinite(input)) throw new RangeError(`An input was ${input}; expected a finite number.`)
  }
  const means = Array.from({ length: width }, (_, j) => rows.reduce((sum, { inputs }) => sum + inputs[j]!, 0) / rows.length)
  const deviations = means.map((mean, j) => Math.sqrt(rows.reduce((sum, { inputs }) => sum + (inputs[j]! - mean) ** 2, 0) / rows.length) || 1)
  // the last column is the intercept
  const table = rows.map(({ inputs }) => [...inputs.map((input, j) => (input - means[j]!) / deviations[j]!), 1])
  const wanted = rows.map(({ happened }) => (happened ? 1 : 0))
  const ridge = Array.from({ length: width + 1 }, (_, j) => (j === width ? 0 : penalty))
  // everybody alike has no finite intercept: a trace of the penalty keeps it
  ridge[width] = 1e-9

  const loss = (at: readonly number[]): number =>
    table.reduce((sum, row, i) => sum + softplus(dot(row, at) * (1 - 2 * wanted[i]!)), 0) +
    at.reduce((sum, weight, j) => sum + (ridge[j]! * weight * weight) / 2, 0)
  let weights = ridge.map(() => 0)
  let now = loss(weights)
  let steps = 0
  for (; steps < 100; steps++) {
    const gradient = weights.map((weight, j) => ridge[j]! * weight)
    const hessian = ridge.map((own, j) => ridge.map((_, k) => (j === k ? own : 0)))
    table.forEach((row, i) => {
      const chance = logistic(dot(row, weights))
      const slope = chance * (1 - chance)
      row.forEach((one, j) => {
        gradient[j]! += (chance - wanted[i]!) * one
        for (let k = 0; k <= j; k++) hessian[j]![k]! += slope * one * row[k]!
      })
    })
    const step = solve(hessian, gradient)
    let size = 1
    let next = weights
    let then = now
    for (; size > 1e-10; size /= 2) {
      next = weights.map((weight, j) => weight - size * step[j]!)
      then = loss(next)
      if (then <= now) break
    }
    const isDone = step.every((one) => Math.abs(one) < 1e-10) || then > now
    if (then <= now) [weights, now] = [next, then]
    if (isDone) break
  }
  return { weights: weights.slice(0, width), intercept: weights[width]!, means, deviations, steps }
}

/** Returns the chance that a model gives somebody. @param inputs - as many as the model has columns. */
export function predict({ weights, intercept, means, deviations }: LogisticModel, inputs: readonly number[]): number {
  if (inputs.length !== weights.length) throw new RangeError(`There were ${inputs.length} inputs; expected ${weights.length}.`)
  return logistic(weights.reduce((sum, weight, j) => sum + (weight * (inputs[j]! - means[j]!)) / deviations[j]!, intercept))
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, one, i) => sum + one * b[i]!, 0)

/** Solves a symmetric positive definite system by Cholesky; the lower half is read. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const lower = matrix.map((row) => Array.from(row))
  const n = right.length
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) lower[i]![j]! -= lower[i]![k]! * lower[j]![k]!
    const pivot = Math.sqrt(lower[j]![j]!)
    for (let i = j; i < n; i++) lower[i]![j]! /= pivot
  }
  const answer = Array.from(right)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) answer[i]! -= lower[i]![k]! * answer[k]!
    answer[i]! /= lower[i]![i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) answer[i]! -= lower[k]![i]! * answer[k]!
    answer[i]! /= lower[i]![i]!
  }
  return answer
}
