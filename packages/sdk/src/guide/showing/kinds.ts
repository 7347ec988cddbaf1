// Owns which kinds can be on the page: one file each.
import type { PublishedGuide as Guide } from '@foothold/protocol'
import { createCelebration } from './celebration.ts'
import { createChecklist } from './checklist.ts'
import type { CreateCourse, GuideOf } from './course.ts'
import { createEmptyState } from './empty-state.ts'
import { createHint } from './hint.ts'
import { createTour } from './tour.ts'

/** What is particular to each kind. */
export const KINDS: { readonly [K in Guide['kind']]?: CreateCourse<GuideOf<K>> } = {
  tour: createTour,
  hint: createHint,
  'empty-state': createEmptyState,
  checklist: createChecklist,
  celebration: createCelebration,
}
