// Owns the shape of a funnel: how wide each step is, how many are lost before it, where most are lost. It must not know how it is drawn.
import type { GuideDetail } from '@foothold/protocol'
import { toPlainTitle } from './format.ts'

/** One row of the plot. Shares are 0 to 1 of the longest bar. */
export interface FunnelRow {
  key: string
  title: string
  people: number
  /** Length of the bar. */
  share: number
  /** Length of the bar with those who were lost before this step; equal to `share` where nobody was. */
  shareWithLost: number
  /** People of the step before who did not come here; 0 for the first. Not a difference of counts: others may have come by another way. */
  lost: number
  /** `lost` of the people of the step before; `null` where there is no step before or nobody was there. */
  lostShare: number | null
  biggestDrop: boolean
}

/**
 * Lays out the steps of a funnel.
 *
 * The biggest drop is the one that loses most people (a tie: the larger share of the step before); none where nobody is lost.
 * A step can have more people than the one before (branches, resuming): its bar is simply longer.
 *
 * @param steps - in order, as the collector answers.
 * @param base - people that a whole bar stands for; where a step has more, that step is the whole bar.
 * @returns one row a step.
 */
export function toFunnelRows(steps: Pick<GuideDetail['steps'][number], 'key' | 'title' | 'people' | 'ofPrevious'>[], base = 0): FunnelRow[] {
  const lostBefore = (index: number): number => (index === 0 ? 0 : Math.max(0, steps[index]!.ofPrevious.n - steps[index]!.ofPrevious.k))
  const longest = Math.max(1, base, ...steps.map((step, index) => step.people + lostBefore(index)))
  const rows = steps.map((step, index): FunnelRow => {
    const lost = lostBefore(index)
    return {
      key: step.key,
      title: toPlainTitle(step.title),
      people: step.people,
      share: step.people / longest,
      shareWithLost: (step.people + lost) / longest,
      lost,
      lostShare: index > 0 && step.ofPrevious.n > 0 ? lost / step.ofPrevious.n : null,
      biggestDrop: false,
    }
  })
  let biggest: FunnelRow | undefined
  for (const row of rows) {
    if (row.lost === 0) continue
    if (!biggest || row.lost > biggest.lost || (row.lost === biggest.lost && (row.lostShare ?? 0) > (biggest.lostShare ?? 0))) biggest = row
  }
  if (biggest) biggest.biggestDrop = true
  return rows
}
