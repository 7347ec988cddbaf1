// Owns which of several tabs has what interrupts: the one that took it last. It must not know what that is.
import type { World } from './world.ts'

export interface Tabs {
  /** Whether another tab has it. */
  readonly elsewhere: boolean
  /** Takes it: other tabs hear of that; nothing is kept. */
  take(): void
  stop(): void
}

/** Tabs hear of each other within this. */
const AT_ONCE_MS = 300

/** @param changed - runs when another tab has taken it, and when this one is turned to again. */
export function createTabs({ platform, guard }: Pick<World, 'platform' | 'guard'>, changed: (lost: boolean) => void): Tabs {
  const { window, local, now } = platform
  let elsewhere = false
  /** What this tab has told last: who has the focus comes first, then who is older. */
  let claim = ''
  let at = -Infinity

  function announce(): void {
    local.write('tab', claim)
    local.write('tab', '')
  }
  const stop = platform.onOther(
    'tab',
    guard((theirs: string) => {
      // of two that began in the same moment one has to stay
      if (now() - at < AT_ONCE_MS && claim < theirs) return announce()
      elsewhere = true
      return changed(true)
    }),
  )
  const focused = guard(() => {
    elsewhere = false
    changed(false)
  })
  window.addEventListener('focus', focused)

  return {
    get elsewhere() {
      return elsewhere
    },
    take() {
      at = now()
      claim = Number(!window.document.hasFocus()) + platform.createId(at)
      announce()
    },
    stop() {
      stop()
      window.removeEventListener('focus', focused)
    },
  }
}
