// Owns noticing that now is a bad moment: an open dialog of the host, or somebody typing.

/** How long after a keystroke in a field we stay away. */
const TYPING_MS = 1_500

export interface Busy {
  /** Why an interruption must wait. @param target - what it is about: the dialog that holds it does not hinder it. */
  reason(target?: Element): 'dialog' | 'typing' | undefined
  /** The topmost modal dialog of the host that holds the element, where guidance has to live to be reachable. */
  layerOf(target: Element | undefined): Element | undefined
  dispose(): void
}

/** @param changed - called when typing ends; dialogs are noticed by whoever watches the page's elements. */
export function createBusy(
  window: Window & typeof globalThis,
  now: () => number,
  later: (ms: number, run: () => void) => () => void,
  changed: () => void,
): Busy {
  const { document } = window
  let typedAt = -Infinity
  let cancel: (() => void) | undefined
  const typed = (event: KeyboardEvent): void => {
    const field = event.composedPath()[0]
    if (!(field instanceof window.HTMLElement) || !(field.isContentEditable || /^(input|textarea|select)$/i.test(field.tagName))) return
    typedAt = now()
    cancel?.()
    cancel = later(TYPING_MS, changed)
  }
  document.addEventListener('keydown', typed, { capture: true, passive: true })
  const modals = (): Element[] => {
    const found = [...document.querySelectorAll('dialog:modal, [role="dialog"][aria-modal="true"], [role="alertdialog"][aria-modal="true"]')]
    return found.filter((dialog) => dialog.checkVisibility({ visibilityProperty: true }))
  }
  return {
    reason(target) {
      const open = modals()
      if (open.length && !(target && open.at(-1)!.contains(target))) return 'dialog'
      return now() - typedAt < TYPING_MS ? 'typing' : undefined
    },
    layerOf: (target) => target && modals().findLast((dialog) => dialog.contains(target)),
    dispose() {
      cancel?.()
      document.removeEventListener('keydown', typed, true)
    },
  }
}
