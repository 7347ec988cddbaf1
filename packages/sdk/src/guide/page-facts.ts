// Owns what conditions may ask of the page. Everything is asked of the browser only where a condition asks: the width alone may
// cost a layout.
import type { Facts } from '@foothold/targeting'
import { sessionStart } from '../event/session.ts'
import type { Platform } from '../platform.ts'
import { isVisible } from './visible.ts'

const NARROW_PX = 640
const COARSE = '(pointer: coarse)'
/** A window is dragged to its size. */
const SETTLE_MS = 200

/** Facts of the page as it is whenever one of them is read. */
export function createPageFacts(
  platform: Pick<Platform, 'window' | 'document' | 'local' | 'now'>,
): Required<Pick<Facts, 'place' | 'viewport' | 'input' | 'element' | 'zone' | 'sessionAt'>> {
  const { window, document } = platform
  const openedAt = platform.now()
  let zone: string | undefined
  return {
    place: {
      get path() {
        return window.location.pathname
      },
      get query() {
        return Object.fromEntries(new URLSearchParams(window.location.search))
      },
      get hash() {
        return window.location.hash.slice(1)
      },
    },
    // without tracking there are no sessions; then it is this page
    get sessionAt() {
      return sessionStart(platform) ?? openedAt
    },
    get viewport() {
      return window.innerWidth < NARROW_PX ? 'narrow' : 'wide'
    },
    get input() {
      return window.matchMedia(COARSE).matches ? 'touch' : 'mouse'
    },
    get zone() {
      return (zone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone)
    },
    element: (css) => {
      try {
        const found = [...document.querySelectorAll(css)]
        return found.some(isVisible) ? 'visible' : found.length ? 'present' : 'absent'
      } catch {
        return undefined
      }
    },
  }
}

/** Tells when width or pointer may be others. @returns what ends it. */
export function onDevice({ window, later }: Pick<Platform, 'window' | 'later'>, listener: () => void): () => void {
  let cancel: (() => void) | undefined
  const ask = (): void => {
    cancel?.()
    cancel = later(SETTLE_MS, listener)
  }
  const pointer = window.matchMedia(COARSE)
  window.addEventListener('resize', ask)
  pointer.addEventListener('change', ask)
  return () => {
    cancel?.()
    window.removeEventListener('resize', ask)
    pointer.removeEventListener('change', ask)
  }
}
