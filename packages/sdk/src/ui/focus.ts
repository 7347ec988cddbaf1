// Owns focus and Escape: moved to what appears where that disturbs nobody, and given back.

/** The focused element, through open shadow roots. */
function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

/**
 * Moves focus to an element of ours, unless the person is in a field.
 *
 * @returns what gives it back, where focus is still inside or has gone nowhere.
 */
export function takeFocus(element: HTMLElement): () => void {
  const before = focused()
  const inField = before instanceof HTMLElement && (before.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(before.tagName))
  if (!inField) element.focus({ preventScroll: true })
  return () => {
    const now = focused()
    if (before instanceof HTMLElement && (element.contains(now) || now === document.body)) before.focus({ preventScroll: true })
  }
}

/** Calls back on Escape wherever the focus is, unless the page has used the key itself. @returns what ends it. */
export function onEscape(escape: () => void): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    // the key has done its work: it must not also close the host's dialog around us
    event.preventDefault()
    escape()
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}
