// Owns finding the page element that a guide points at. It must not know what is shown there.
import type { Find, Target } from '@foothold/protocol'
import { isVisible } from './visible.ts'

/** What a search came to. `hidden` and `ambiguous` are told apart because an author mends them differently. */
export type Found = { element: Element; reason?: undefined } | { element?: undefined; reason: 'absent' | 'hidden' | 'ambiguous' }

/** Which elements have a role without saying so; enough for what people point at. @see https://www.w3.org/TR/html-aria/ */
const NATIVE_ROLE: Record<string, string> = {
  button: 'button,summary,[type=button],[type=submit]',
  link: 'a[href]',
  heading: 'h1,h2,h3,h4,h5,h6',
  textbox: 'input,textarea',
  checkbox: '[type=checkbox]',
  radio: '[type=radio]',
  combobox: 'select',
}

/**
 * Finds the element by the first way that matches exactly one usable element.
 *
 * @returns the element, or the reason of the way that came nearest.
 * @throws never; a selector that the browser cannot read matches nothing.
 */
export function findTarget(document: Document, target: Target): Found {
  let reason: 'absent' | 'hidden' | 'ambiguous' = 'absent'
  for (const find of target.find) {
    const all = candidates(document, find)
    const visible = all.filter(isVisible)
    if (visible.length === 1 || (visible.length && !target.unique)) return { element: visible[0]! }
    if (visible.length) reason = 'ambiguous'
    else if (all.length && reason === 'absent') reason = 'hidden'
  }
  return { reason }
}

function candidates(document: Document, find: Find): Element[] {
  if ('attr' in find) {
    const [name, ...value] = find.attr.split('=')
    return query(document, value.length ? `[${name}="${CSS.escape(value.join('='))}"]` : `[${name}]`)
  }
  if ('css' in find) return query(document, find.css)
  if ('role' in find) {
    const native = NATIVE_ROLE[find.role]
    return query(document, `[role="${CSS.escape(find.role)}"]${native ? `,${native}` : ''}`).filter((element) => nameOf(document, element) === find.name)
  }
  // the innermost element with exactly this text
  return query(document, 'body *').filter(
    (element) => squeeze(element.textContent) === find.text && ![...element.children].some((child) => squeeze(child.textContent) === find.text),
  )
}

function query(document: Document, selector: string): Element[] {
  try {
    return [...document.querySelectorAll(selector)]
  } catch {
    return []
  }
}

/** The accessible name, as far as labels, attributes and text give it. @see https://www.w3.org/TR/accname/ */
function nameOf(document: Document, element: Element): string {
  const labelled = element.getAttribute('aria-labelledby')
  const by = labelled
    ?.split(/\s+/)
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ')
  const { labels, value } = element as HTMLInputElement
  return squeeze(by || element.getAttribute('aria-label') || labels?.[0]?.textContent || element.textContent || element.getAttribute('title') || value)
}

const squeeze = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()
