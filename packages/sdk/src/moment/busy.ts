// Owns noticing that now is a bad moment: what the page has open, what the person is in the middle of. It must not know guides.
import { focusedElement } from './focused.ts'

/** How long after a keystroke in a field we stay away. */
const TYPING_MS = 1_500

/** So long after the focus has gone into something of ours it is asked what that means for the rest. */
const ENTERED_MS = 100

/** Why nothing may stand on the page now, or begin there. */
export type Cover = 'dialog' | 'menu' | 'fullscreen'
export type Busyness = Cover | 'typing' | 'form-error' | 'hidden'

export interface Busy {
  /** What of the page lies over everything. @param target - what is inside of it is not hindered. */
  cover(target?: Element): Cover | undefined
  /** Why nothing should begin now. @param find - as the target of `cover`; asked only where that matters. */
  reason(find?: () => Element | undefined): Busyness | undefined
  dispose(): void
}

const FIELD = 'input, textarea, select, [contenteditable]:not([contenteditable=false])'
const WRONG = '[aria-invalid=true], :user-invalid'
const MODALS = 'dialog:modal, [role=dialog][aria-modal=true], [role=alertdialog]'
/** Does not block the page by itself: somebody is in it, or it only lies there. */
const PANELS = 'dialog[open], [role=dialog], [popover]:popover-open'
// a popover that the page closes by itself is a menu or the like; a manual one is a toast. What is expanded inside of a menu is
// part of it, and in a bar at the side it is no menu at all
const MENUS = `[popover="" i]:popover-open, [popover=auto i]:popover-open, [aria-haspopup]:not([aria-haspopup=false], [role=menuitem])[aria-expanded=true], [role=combobox][aria-expanded=true]`
const MENU_PARTS = '[role=menu], [role=listbox], [role=tree], [role=grid], [role=dialog], [popover]'
const OURS = '[data-foothold]'

/** @param changed - called when something ends or begins that no change of the page's elements tells of. */
export function createBusy(
  window: Window & typeof globalThis,
  now: () => number,
  later: (ms: number, run: () => void) => () => void,
  changed: () => void,
): Busy {
  const { document } = window
  let typedAt = -Infinity
  let cancel: (() => void) | undefined
  let cancelEntered: (() => void) | undefined
  const typed = (event: Event): void => {
    const field = event.composedPath()[0]
    // of a closed shadow root only its host is told; what is typed there tells of itself
    if (event.type === 'keydown' && !(field instanceof window.Element && field.matches(FIELD))) return
    typedAt = now()
    cancel?.()
    cancel = later(TYPING_MS, changed)
  }
  /** What we have drawn takes the focus in the turn that draws it: nothing has to be asked again before that is painted. */
  const moved = ({ type, target, relatedTarget }: FocusEvent): void => {
    const to = type === 'focusin' ? target : relatedTarget
    cancelEntered?.()
    if (to instanceof window.Element && to.closest(OURS)) cancelEntered = later(ENTERED_MS, changed)
    else changed()
  }
  const heard = [
    ['keydown', typed],
    ['input', typed],
    ['toggle', changed],
    ['focusin', moved],
    ['focusout', moved],
    ['fullscreenchange', changed],
    ['visibilitychange', changed],
  ] as const
  for (const [name, listener] of heard) document.addEventListener(name, listener as EventListener, { capture: true, passive: true })

  const isOurs = (element: Element): boolean => !!(element.closest(OURS) ?? (element.getRootNode() as Partial<ShadowRoot>).host?.closest(OURS))
  const visible = (selector: string): Element[] =>
    [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !isOurs(element))

  let layers: Element[] | undefined
  /** One look at all of the page for everything that is asked in one turn. */
  function layersNow(): Element[] {
    if (!layers) queueMicrotask(() => (layers = undefined))
    return (layers ??= visible(`${MODALS},${MENUS}`))
  }

  function coverOf(find?: () => Element | undefined): Cover | undefined {
    const layers = layersNow()
    const open = layers.filter((layer) => layer.matches(MODALS))
    const menus = layers.filter((layer) => layer.matches(MENUS))
    const panel = focusedElement(document)?.closest(PANELS)
    const { fullscreenElement: full } = document
    if (!layers.length && !panel && !full) return undefined
    const target = find?.()
    const holds = (element: Element | null | undefined): boolean => !!target && !!element?.contains(target)
    if (open.length ? !holds(open.at(-1)) : panel && !isOurs(panel) && !holds(panel)) return 'dialog'
    if (!target?.closest(MENU_PARTS) && menus.some((menu) => !holds(menu))) return 'menu'
    return full && full !== document.documentElement && full !== document.body && !holds(full) ? 'fullscreen' : undefined
  }

  return {
    cover: (target) => coverOf(() => target),
    reason(find) {
      const covered = coverOf(find)
      if (covered) return covered
      if (document.hidden) return 'hidden'
      if (now() - typedAt < TYPING_MS) return 'typing'
      const focused = focusedElement(document)
      return focused?.matches(WRONG) || (focused as HTMLInputElement | null)?.form?.querySelector(WRONG) ? 'form-error' : undefined
    },
    dispose() {
      cancel?.()
      cancelEntered?.()
      for (const [name, listener] of heard) document.removeEventListener(name, listener as EventListener, true)
    },
  }
}
