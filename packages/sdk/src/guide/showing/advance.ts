// Owns noticing that the person did with the target what a step asks for.
import type { Tests } from '@foothold/protocol'
import type { Decisions } from '../world.ts'

/**
 * Calls back when the target is clicked, or a value is put into it; at the moment of the event, whatever the page does then.
 *
 * @param passes - asks whether a value compares.
 * @param input - `any`: the field is left with a value; tests: its value passes; `undefined`: a click.
 * @returns what ends it.
 */
export function onAdvance(target: Element, input: 'any' | Tests | undefined, next: () => void, { passes }: Pick<Decisions, 'passes'>): () => void {
  const tests = input === 'any' ? undefined : input
  const hear = (event: Event): void => {
    const field = event.composedPath()[0] as HTMLInputElement
    // what has no `change` of its own is done when it is left
    if (event.type === 'focusout' && !field.isContentEditable) return
    const value = /^(checkbox|radio)$/.test(field.type) ? field.checked : (field.value ?? field.textContent)
    if (!input || (tests ? passes({ value: tests }, { value }) : value)) next()
  }
  const names = !input ? ['click'] : tests ? ['input', 'change'] : ['change', 'focusout']
  for (const name of names) target.addEventListener(name, hear, true)
  return () => {
    for (const name of names) target.removeEventListener(name, hear, true)
  }
}
