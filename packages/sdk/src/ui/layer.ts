// Owns where on the page what points at an element has to live.
import { parentOf } from '../moment/tree.ts'

/** What takes all input while it is open, or shuts when something outside of it is pressed. */
const LAYERS = 'dialog:modal, [popover]:popover-open, [role=dialog][aria-modal=true], [role=alertdialog][aria-modal=true]'

/** The innermost modal dialog or open popover of the page that holds the target. */
export function layerOf(target: Element | undefined): Element | undefined {
  for (let node = target ?? null; node; node = parentOf(node)) if (node.ownerDocument === document && node.matches(LAYERS)) return node
  return undefined
}
