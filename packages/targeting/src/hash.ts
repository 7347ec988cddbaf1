// Owns placing units on a line from 0 to 1 by hash: the same everywhere and for ever. Pure arithmetic.

/** FNV-1a, 32 bit, over UTF-16 code units, as GrowthBook's SDKs have it. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * Places a unit between 0 and 1.
 *
 * Two rounds, so that similar seeds do not place the same people alike (the published scheme of GrowthBook, version 2).
 *
 * @param seed - of this one experiment or rollout.
 * @param unit - id of the user or account.
 * @returns 0 ≤ x < 1 in steps of 1/10,000; for the same arguments always the same.
 * @see https://docs.growthbook.io/lib/build-your-own#hashing
 */
export function toShare(seed: string, unit: string): number {
  return (fnv1a32(`${fnv1a32(seed + unit)}`) % 10_000) / 10_000
}

/** A part of the line from 0 to 1: `from` belongs to it, `to` does not. */
export type Range = readonly [from: number, to: number]

/**
 * Cuts the line into one range a variation.
 *
 * Every variation keeps the beginning of its slot whatever the coverage, so that raising the coverage moves nobody.
 *
 * @param weights - sum 1; another sum, or another number of weights, counts as equal ones.
 * @param coverage - share of all who take part, clamped to 0…1.
 */
export function toRanges(variations: number, coverage = 1, weights: readonly number[] = []): Range[] {
  const share = Math.min(1, Math.max(0, coverage))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const used = weights.length === variations && sum > 0.99 && sum < 1.01 ? weights : Array.from({ length: variations }, () => 1 / variations)
  let from = 0
  return used.map((weight) => {
    const range: Range = [from, from + share * weight]
    from += weight
    return range
  })
}

/** Index of the range that holds `share`, or -1. */
export function pickRange(share: number, ranges: readonly Range[]): number {
  return ranges.findIndex(([from, to]) => share >= from && share < to)
}

/** Whether a unit falls into a part of a namespace: parts that do not overlap never share a unit. */
export function inNamespace(unit: string, namespace: string, [from, to]: Range): boolean {
  const share = (fnv1a32(`${unit}__${namespace}`) % 1_000) / 1_000
  return share >= from && share < to
}
