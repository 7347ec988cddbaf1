// Owns the delays and the nearness that guides wait for once their gates are open. It must not know what comes of it.
import { toMs } from '@foothold/protocol'
import type { CompiledGuide } from '@foothold/targeting'
import { onNear } from '../moment/near.ts'
import { findTarget, type Found } from './target.ts'
import type { Decisions, World } from './world.ts'

export interface Arming {
  /** Whether a guide's delay is over and, where it waits for the pointer, the pointer is near; arms both. */
  isRipe(entry: CompiledGuide): boolean
  has(key: string): boolean
  drop(key: string): void
  /** Stops waiting for what may not come any more. */
  sweep(): void
  clear(): void
}

/** @param page - `settle` is called when one is ripe; `changes` counts the changes of the page's elements. */
export function createArming(
  { platform, guard }: Pick<World, 'platform' | 'guard'>,
  decisions: Pick<Decisions, 'eligible' | 'firedBy'>,
  { settle, changes }: { settle(): void; changes(): number },
): Arming {
  const { window, document } = platform
  const armed = new Map<string, { ripe: boolean; stop: () => void }>()
  const drop = (key: string): void => {
    armed.get(key)?.stop()
    armed.delete(key)
  }
  return {
    isRipe({ guide }) {
      const { key } = guide
      const { delay, near } = guide.when ?? {}
      if (decisions.firedBy(key) === 'manual' || (!delay && near === undefined)) return true
      const before = armed.get(key)
      if (before) return before.ripe
      const mine = { ripe: false, stop: (): void => {} }
      armed.set(key, mine)
      const ready = guard(() => {
        mine.ripe = true
        settle()
      })
      const approach = guard(() => {
        if (guide.kind !== 'hint' || near === undefined) return ready()
        let found: Found | undefined
        let looked = -1
        // asked in each frame in which the pointer moves: nothing new comes of it before the page has changed
        const find = (): Element | undefined => {
          if (found?.element || looked !== changes() || found?.coming.length) found = findTarget(document, guide.target, false, found)
          looked = changes()
          return found?.element
        }
        mine.stop = onNear(window, find, near, ready)
      })
      if (delay) mine.stop = platform.later(toMs(delay)!, approach)
      else approach()
      return false
    },
    has: (key) => armed.has(key),
    drop,
    sweep() {
      for (const key of armed.keys()) if (!decisions.eligible.has(key)) drop(key)
    },
    clear() {
      for (const key of armed.keys()) drop(key)
    },
  }
}
