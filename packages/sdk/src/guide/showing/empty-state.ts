// Owns an empty state on the page: that it lives with its slot. It must not know how it is drawn.
import type { CreateCourse, GuideOf } from './course.ts'
import { findSlot } from './slot.ts'

export const createEmptyState: CreateCourse<GuideOf<'empty-state'>> = (life, guide) => ({
  // what ends its audience is what it asked for
  endedByUse: 'completed',
  view() {
    const slot = findSlot(life.stage.platform.document, guide.slot)
    return slot ? { kind: 'empty-state', ...life.common('', guide), buttons: life.buttons(guide.actions), slot } : undefined
  },
})
