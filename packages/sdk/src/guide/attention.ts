// Owns what each kind of guide demands of the person's attention. Whoever has to tell kinds apart by that reads it here. Pure.
import type { PublishedGuide as Guide } from '@foothold/protocol'

/**
 * - `interrupts`: the person is to turn to it; one at a time, and never into what the person does.
 * - `beside`: stands beside the work; one at a time, and none beside an interruption.
 * - `waits`: waits in its place until it is wanted; one a place.
 */
export type Demand = 'interrupts' | 'beside' | 'waits'

const DEMANDS: { readonly [K in Guide['kind']]: Demand } = {
  tour: 'interrupts',
  celebration: 'interrupts',
  hint: 'beside',
  checklist: 'waits',
  'empty-state': 'waits',
}

/** What a guide demands. */
export const demandOf = ({ kind }: Guide): Demand => DEMANDS[kind]

/** Where a guide that waits has its place: a slot of the page, or the one of its kind. */
export const placeOf = (guide: Guide): string => (guide.kind === 'empty-state' ? `slot:${guide.slot}` : guide.kind)
