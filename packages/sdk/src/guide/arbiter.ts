// Owns the person's attention: at most one interruption at a time over all kinds; who loses is told why. Pure.
import type { PublishedGuide as Guide } from '@foothold/protocol'
import { demandOf, placeOf } from './attention.ts'

export type Outcome = 'show' | { reason: 'busy' | 'outranked'; detail?: string }

/**
 * Chooses what may come onto the page now.
 *
 * What may not come together is told by what each demands; nothing but what waits in its place comes over a dialog of the host or
 * while somebody types. Among equals: what goes on or was asked for, then the priority, then the key.
 *
 * @param eligible - guides whose own gates are open; `first` for those that go on after an interruption or were asked for.
 * @param present - guides that are on the page.
 * @param busy - why the host's page must not be disturbed for this guide.
 * @returns one outcome for each eligible guide, best first.
 */
export function arbitrate(input: {
  eligible: readonly { guide: Guide; first: boolean }[]
  present: readonly Guide[]
  busy(guide: Guide): string | undefined
}): { guide: Guide; outcome: Outcome }[] {
  const present = [...input.present]
  const order = [...input.eligible].sort(
    (a, b) => Number(b.first) - Number(a.first) || b.guide.priority - a.guide.priority || (a.guide.key < b.guide.key ? -1 : 1),
  )
  return order.map(({ guide }) => {
    const rival = present.find((other) => rivals(guide, other))
    if (rival) return { guide, outcome: { reason: 'outranked', detail: rival.key } }
    const reason = demandOf(guide) === 'waits' ? undefined : input.busy(guide)
    if (reason) return { guide, outcome: { reason: 'busy', detail: reason } }
    present.push(guide)
    return { guide, outcome: 'show' }
  })
}

function rivals(guide: Guide, other: Guide): boolean {
  const demand = demandOf(guide)
  const taken = demandOf(other)
  if (demand === 'waits') return taken === 'waits' && placeOf(guide) === placeOf(other)
  // what stands beside gives way to an interruption; it does not hinder one
  return demand === 'beside' ? taken !== 'waits' : taken === 'interrupts'
}
