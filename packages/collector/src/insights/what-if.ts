// Owns what would come of a journey if a stage had another rate. Pure.

/** Another rate of a stage (from 1), of the stage before or of the first. */
export interface Change {
  stage: number
  /** 0 to 1. */
  rate: number
  /** @default 'previous' */
  of?: 'previous' | 'first' | undefined
}

/**
 * Tells which share of the first stage comes to each, if some had other rates: all others keep their rate of the stage before.
 *
 * @param ofPrevious - of each stage the share of the one before; that of the first is 1.
 * @param changes - of one stage the last one counts.
 */
export function whatIf(ofPrevious: readonly number[], changes: readonly Change[]): number[] {
  let share = 1
  return ofPrevious.map((rate, index) => {
    const change = changes.findLast(({ stage }) => stage === index + 1)
    if (index === 0) share = 1
    else if (change?.of === 'first') share = Math.min(share, change.rate)
    else share *= change?.rate ?? rate
    return share
  })
}
