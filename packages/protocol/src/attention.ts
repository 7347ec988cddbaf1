// Owns what each kind of guide demands of the person's attention. Whoever has to tell kinds apart by that reads it here. Pure.
import type { PublishedGuide } from './bundle.ts'
import type { Guide } from './guide-file.ts'
import type { Experiment } from './guide.ts'

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
  announcement: 'interrupts',
  survey: 'interrupts',
  'resource-center': 'waits',
  leaderboard: 'waits',
}

/**
 * Most interruptions of one person where a model says nothing: one is the most that a session bears, and three a week let a first week
 * have its tour, a nudge and a second try.
 */
export const MOST_INTERRUPTIONS = { perSession: 1, perWeek: 3 } as const

type Either = Guide | PublishedGuide
const isBanner = (guide: Either): boolean => guide.kind === 'announcement' && guide.form === 'banner'

/** What a guide demands. */
export const demandOf = (guide: Either): Demand => (isBanner(guide) ? 'waits' : DEMANDS[guide.kind])

/** Whether a guide comes unasked into what the person does. A celebration does not: it answers something that was done. */
export const isInterruption = (guide: Either): boolean => demandOf(guide) === 'interrupts' && guide.kind !== 'celebration'

/** Share of the people who do not see a guide that interrupts, where its author says nothing: without them nobody can tell whether it helps. */
export const DEFAULT_HOLDOUT = 0.1

/** Whether a guide has a holdout where its author says nothing: it costs attention for something that can be measured. */
export const isHeldOutByDefault = (guide: Guide): boolean => guide.goal !== null && isInterruption(guide)

/** The experiment of a guide as it is run: the one of the author, with the holdout that is there by default. */
export const experimentOf = (guide: Guide): Experiment | undefined =>
  guide.experiment?.holdout === undefined && isHeldOutByDefault(guide) ? { unit: 'user', ...guide.experiment, holdout: DEFAULT_HOLDOUT } : guide.experiment

/** Where a guide that waits has its place: a slot of the page, an edge or corner of it, or the one of its kind. */
export function placeOf(guide: Either): string {
  switch (guide.kind) {
    case 'empty-state':
    case 'leaderboard':
      return `slot:${guide.slot}`
    case 'resource-center':
      return guide.launcher && 'slot' in guide.launcher ? `slot:${guide.launcher.slot}` : guide.kind
    case 'announcement':
      // beside elements there is room for each
      return `banner:${guide.target ? guide.key : (guide.place ?? 'top')}`
    default:
      return guide.kind
  }
}
