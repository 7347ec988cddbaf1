// Owns where the keyboard goes in what asks for an answer.
import { focusedElement } from '../moment/focused.ts'

/** Where the keyboard goes in what has just appeared, best first: the answer that is given, one to give, what goes on. */
const FIRST = [':checked', 'fieldset input', '.field', '.primary', '.button', '.icon']

/** Whether the focus that is there shows: the person works by keyboard. */
export const isFocusShown = (): boolean => !!focusedElement(document)?.matches(':focus-visible')

/**
 * Moves the focus to where the work in an element goes on; the browser would take the first that comes.
 *
 * @param shown - as it was before the element came; else the first key shows where the focus is.
 */
export function focusFirst(root: ParentNode, shown: boolean): void {
  const found = FIRST.map((one) => root.querySelector<HTMLElement>(one)).find(Boolean)
  if (!found) return
  if (!shown) {
    const { dataset } = found
    dataset['quiet'] = ''
    const show = (): void => {
      delete dataset['quiet']
      found.removeEventListener('blur', show)
      window.removeEventListener('keydown', show, true)
    }
    found.addEventListener('blur', show)
    window.addEventListener('keydown', show, true)
  }
  found.focus({ preventScroll: true })
}
