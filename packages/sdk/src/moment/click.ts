// Owns noticing that a declared element was clicked. It must not know what a click counts for.
import type { Bundle } from '@foothold/protocol'
import { compileRule, type Context } from '@foothold/targeting'

/**
 * Compiles the declared elements of a bundle.
 *
 * A click counts for the element itself and for everything inside it, open shadow trees included. Costs a match for each
 * selector and element on the way up, and only where somebody has clicked.
 *
 * @returns keys of the features that a click uses, each once.
 * @throws never; a selector that the browser cannot read matches nothing.
 */
export function compileClicks(clicks: Bundle['clicks'] = []): (event: Event, page: Context) => Iterable<string> {
  const compiled = clicks.map(({ feature, selector, onPage }) => ({ feature, selector, isOn: onPage && compileRule(onPage) }))
  return (event, page) => {
    const elements = compiled.length ? (event.composedPath() as Partial<Element>[]) : []
    const hits = compiled.filter(({ selector, isOn }) => {
      try {
        // the window and shadow roots are on the way too
        return (!isOn || isOn(page)) && elements.some((element) => element.matches?.(selector))
      } catch {
        return false
      }
    })
    return new Set(hits.map(({ feature }) => feature))
  }
}
