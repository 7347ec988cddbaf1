// Owns the person's attention: at most one interruption at a time over all kinds and the page's own; who loses is told why. Pure.
import { demandOf, placeOf, type PublishedGuide as Guide } from '@foothold/protocol'

/** What a page of the host's claims for something of its own. */
export interface Claim {
  readonly name: string
  readonly priority: number
}

/** A guide that wants to be on the page. */
export interface Contender {
  guide: Guide
  /** `shown`: it is there. `first`: it goes on after an interruption, or was asked for. */
  standing: 'shown' | 'first' | 'new'
}

export type Outcome = 'show' | { reason: 'busy' | 'outranked'; detail: string }

/** What of the page's own holds a guide back, as it is told; what waits in its place is not held back. */
export function claimOver(guide: Guide, claims: Iterable<Claim>): string | undefined {
  if (demandOf(guide) !== 'waits') for (const { name, priority } of claims) if (priority >= guide.priority) return `surface:${name}`
  return undefined
}

const STANDINGS = ['new', 'first', 'shown']

/**
 * Chooses what may be on the page now.
 *
 * What may not come together is told by what each demands. Nothing but what waits in its place comes at a bad moment, or stands where
 * the page claims the attention with at least the same priority. Among equals: what is there, what goes on or was asked for, then the
 * priority, then the key.
 *
 * @param contenders - guides that are on the page, or whose own gates are open.
 * @param busy - why nothing may begin now, for this guide.
 * @returns one outcome for each contender, best first.
 */
export function arbitrate(input: {
  contenders: readonly Contender[]
  claims: Iterable<Claim>
  busy(guide: Guide): string | undefined
}): { guide: Guide; outcome: Outcome }[] {
  const taken: Guide[] = []
  // what stands beside gives way to an interruption, also where it was first
  const isBeside = ({ guide }: Contender): number => Number(demandOf(guide) === 'beside')
  const order = [...input.contenders].sort(
    (a, b) =>
      isBeside(a) - isBeside(b) ||
      STANDINGS.indexOf(b.standing) - STANDINGS.indexOf(a.standing) ||
      b.guide.priority - a.guide.priority ||
      (a.guide.key < b.guide.key ? -1 : 1),
  )
  return order.map(({ guide, standing }) => {
    const outranked = (detail: string): { guide: Guide; outcome: Outcome } => ({ guide, outcome: { reason: 'outranked', detail } })
    const rival = taken.find((other) => rivals(guide, other))
    if (rival) return outranked(rival.key)
    const claim = claimOver(guide, input.claims)
    if (claim) return outranked(claim)
    const reason = standing !== 'shown' && demandOf(guide) !== 'waits' && input.busy(guide)
    if (reason) return { guide, outcome: { reason: 'busy', detail: reason } }
    taken.push(guide)
    return { guide, outcome: 'show' }
  })
}

function rivals(guide: Guide, other: Guide): boolean {
  const waits = demandOf(guide) === 'waits'
  return waits === (demandOf(other) === 'waits') && (!waits || placeOf(guide) === placeOf(other))
}
