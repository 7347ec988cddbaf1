// Owns standing beside an element of the page, as one more of its own. It must not know what stands there.
import type { AnnouncementView } from '../guide/view.ts'

type Beside = AnnouncementView['beside']

/** The element that ours belongs into. */
export const parentOf = (beside: Beside): Element | undefined => beside && (beside.element?.parentElement ?? document.body)

/** Whether an element of ours is not where it belongs; others may stand between the two. */
export function isAstray(own: HTMLElement, beside: Beside): boolean {
  const { element, where } = beside ?? {}
  return !!element && !(element.compareDocumentPosition(own) & (where === 'before' ? 2 : 4))
}

/** Puts an element of ours where it belongs; without anything beside it, last of its parent. */
export function put(own: HTMLElement, parent: Element, beside: Beside): void {
  const { element, where } = beside ?? {}
  if (where === 'first') parent.prepend(own)
  else if (element && where === 'before') element.before(own)
  else if (element) element.after(own)
  else parent.append(own)
}
