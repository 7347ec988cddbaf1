// Owns focus, Tab and Escape: focus is moved to what appears where that disturbs nobody, kept only by what blocks, and given back.
import { focusedElement } from '../moment/focused.ts'

const focused = (): Element | null => focusedElement(document)

const STOPS = 'a[href],button,input,select,textarea,summary,iframe,audio[controls],video[controls],[tabindex],[contenteditable]'

/** What Tab stops at in an element, itself included. */
const stopsIn = (root: Element): HTMLElement[] =>
  [root, ...root.querySelectorAll(STOPS)].filter(
    (one): one is HTMLElement => one instanceof HTMLElement && one.matches(STOPS) && one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility(),
  )

/** Elements of ours that hold or held focus, with where it came from. */
const origins = new WeakMap<HTMLElement, Element | null>()

export interface FocusOptions {
  /** What the element is about: next to it in the tab order, and nearest to where focus was if that is gone. */
  target?: Element | undefined
  /** Move focus to the element, unless the person is in a field. */
  take?: boolean
  /** Tab stays inside, and the target cannot be reached. */
  keep?: boolean | undefined
}

/**
 * Ties an element of ours into the focus order: `target` follows behind its last stop, and Shift+Tab leads back.
 *
 * @returns whether focus was moved, and what ends it; `gone`: the element goes, and gives back the focus where it is still inside or
 * has gone nowhere.
 */
export function holdFocus(element: HTMLElement, { target, take, keep }: FocusOptions): { moved: boolean; stop: (gone: boolean) => void } {
  const before = focused()
  if (!origins.has(element)) origins.set(element, before)
  const inField = before instanceof HTMLElement && (before.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(before.tagName))
  if (take && !(inField && !element.contains(before))) element.focus({ preventScroll: true })

  const entered = ({ relatedTarget: from }: FocusEvent): void => {
    if (from instanceof Element && !element.contains(from)) origins.set(element, from)
  }
  const reached = (): void => element.focus({ preventScroll: true })
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const now = focused()
    const mine = stopsIn(element).filter((one) => one !== element)
    const theirs = target ? stopsIn(target) : []
    const back = event.shiftKey
    let next: HTMLElement | undefined
    if (element.contains(now)) {
      if (now !== (back ? mine[0] : mine.at(-1)) && !(now === element && (back || !mine.length))) return
      // nothing of the page comes behind it: the browser goes on by itself
      if (!keep && !theirs.length) return
      next = keep ? (back ? mine.at(-1) : mine[0]) : theirs[0]
      // from the target backwards the browser goes on by itself
      if (keep || !back) event.preventDefault()
    } else if (back && !keep && now === theirs[0]) {
      next = mine.at(-1)
      event.preventDefault()
    }
    next?.focus()
    if (!next && event.defaultPrevented) element.focus()
  }
  element.addEventListener('focusin', entered)
  document.addEventListener('keydown', pressed)
  if (keep) target?.addEventListener('focusin', reached)

  return {
    moved: before !== element && focused() === element,
    stop(gone) {
      element.removeEventListener('focusin', entered)
      document.removeEventListener('keydown', pressed)
      if (keep) target?.removeEventListener('focusin', reached)
      const now = focused()
      if (!gone || !(element.contains(now) || now === document.body)) return
      const origin = origins.get(element)
      origins.delete(element)
      if (origin && origin !== document.body && refocus(origin)) return
      // focus on nothing would send the keyboard back to the top of the page
      for (let near = target; near; near = near.parentElement ?? undefined) if (stopsIn(near).some(refocus)) return
    },
  }
}

function refocus(element: Element): boolean {
  if (!element.isConnected || !(element instanceof HTMLElement)) return false
  element.focus({ preventScroll: true })
  return focused() === element
}

const isFilledSearch = (element: Element | null): boolean => element instanceof HTMLInputElement && element.type === 'search' && !!element.value

/**
 * Calls back on Escape, unless the page has used the key itself, or it empties a search. What the page opens over guidance needs no
 * care here: nothing is drawn under it.
 *
 * @param beside - the element takes no focus: only the key pressed in it, at its target or nowhere is meant for it.
 * @returns what ends it.
 */
export function onEscape(element: HTMLElement, escape: () => void, beside?: { target?: Element | undefined }): () => void {
  let meant = false
  const isMeant = (now: Element | null): boolean =>
    element.contains(now) || (!isFilledSearch(now) && (!beside || !now || now === document.body || !!beside.target?.contains(now)))
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !meant || event.defaultPrevented || event.isComposing) return
    // the key has done its work: it must not also close the host's dialog around us
    event.preventDefault()
    escape()
  }
  const watch = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    // asked before the page moves the focus at this key
    meant = isMeant(focused())
    // a page that keeps every key to itself does not keep the way out
    setTimeout(() => pressed(event))
  }
  document.addEventListener('keydown', pressed)
  window.addEventListener('keydown', watch, true)
  return () => {
    document.removeEventListener('keydown', pressed)
    window.removeEventListener('keydown', watch, true)
  }
}
