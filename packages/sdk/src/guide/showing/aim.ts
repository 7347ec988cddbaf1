// Owns waiting for the target of what is shown now: how long, and what comes then. It must not know how elements are found.
import { GUIDE_EVENTS, toMs, type Target } from '@foothold/protocol'
import { findTarget } from '../target.ts'
import type { Life } from './course.ts'

export interface Aim {
  /** Looks for the target. @returns an element, or to draw nothing yet, or to draw it without. */
  at(target: Target | undefined): Element | 'wait' | 'float'
  /** Forgets how long it was waited: something else is aimed at. */
  reset(): void
}

/** @param course - `step` for the events, `skip` for what else the author wants where nothing is found. */
export function createAim(life: Life, course: { step(): string; skip(to: string): void }): Aim {
  const { platform, callback } = life.stage
  /** When the target was first looked for in vain, and whether its time is up. */
  let missing: { cancel: () => void; late: boolean } | undefined
  const reset = (): void => {
    missing?.cancel()
    missing = undefined
  }
  return {
    reset,
    at(target) {
      if (!target) return 'float'
      const found = findTarget(platform.document, target)
      if (found.element) {
        reset()
        return found.element
      }
      if (!missing) {
        const mine = {
          late: false,
          cancel: platform.later(
            toMs(target.waitFor)!,
            callback(() => ((mine.late = true), life.tell(GUIDE_EVENTS.targetMissing, { step: course.step(), reason: found.reason }), life.sync())),
          ),
        }
        missing = mine
      }
      if (!missing.late) return 'wait'
      if (target.onMissing === 'float') return 'float'
      if (target.onMissing === 'end') life.end('ended', `target-${found.reason}`)
      else if (target.onMissing !== 'wait') course.skip(target.onMissing === 'skip' ? 'next' : target.onMissing.slice(3))
      return 'wait'
    },
  }
}
