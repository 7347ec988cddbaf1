// Owns where on the page an element of ours lives: in a slot, beside an element as one more of the page's own, or over everything.
// It must not know what stands there.
import type { AnnouncementView, View } from '../guide/view.ts'
import { layerOf } from './layer.ts'

type Beside = AnnouncementView['beside']

/** Where a view belongs. */
export interface Home {
  slot: Element | undefined
  target: Element | undefined
  beside: Beside
  /** The element that ours belongs into. */
  parent: Element
}

/** Reads where a view belongs. */
export function homeOf(view: View): Home {
  const slot = 'slot' in view ? view.slot : undefined
  const target = 'target' in view ? view.target : undefined
  const beside = 'beside' in view ? view.beside : undefined
  const around = beside && (beside.element?.parentElement ?? document.body)
  return { slot, target, beside, parent: slot ?? around ?? layerOf(target) ?? document.body }
}

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
