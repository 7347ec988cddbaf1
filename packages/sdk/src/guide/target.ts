// Owns finding the page element that a guide points at. It must not know what is shown there.
import type { Find, Target } from '@foothold/protocol'
import type * as Role from './role.ts'
import { squeeze } from './squeeze.ts'
import { findHindrance, isShown } from './visible.ts'

/** What kept a search from its element. They are told apart because an author mends them differently. */
export type Missing = 'absent' | 'ambiguous' | 'hidden' | 'off-screen' | 'covered' | 'disabled' | 'cross-origin'

/** What a search came to. */
export interface Found {
  element?: Element | undefined
  /** The way that found the element. */
  by?: Find
  /** Where there is no element. */
  reason?: Missing
  /** What came nearest to being the element. */
  near: Element[]
  /** Shadow roots and documents of frames that were looked into. */
  roots: Root[]
  /** What has to come before one can look on: a custom element's definition, what reads roles. */
  coming: Promise<unknown>[]
}

type Root = Document | ShadowRoot
type Search = Pick<Found, 'roots' | 'coming'> & { foreign: boolean }

/** What reads roles and names; `null` where it does not load: then no target is found by them. */
let names: typeof Role | null | undefined
let fetching: Promise<void> | undefined
/** Fetches what reads roles and names, when the first target is looked for by them. @returns when that is done; never rejects. */
export const fetchNames = (): Promise<void> =>
  (fetching ??= import('./role.ts').then(
    (module) => void (names = module),
    () => void (names = null),
  ))

/** Splits a selector where it goes into what was matched; not inside quotes. */
const INTO = />>>(?=(?:[^"']|"[^"]*"|'[^']*')*$)/

/** The nearer to being usable, the higher. */
const NEARNESS: Missing[] = ['absent', 'cross-origin', 'hidden', 'off-screen', 'covered', 'disabled', 'ambiguous']

/**
 * Finds the element by the first way that matches exactly one usable element.
 *
 * @param usable - it has to take a click, too.
 * @param kept - what was found the last time: stays while it is still meant, whatever else has come.
 * @returns the element, or the reason of the way that came nearest.
 * @throws never; a selector that the browser cannot read matches nothing.
 */
export function findTarget(document: Document, target: Target, usable = false, kept?: Found): Found {
  const search: Search = { roots: [], coming: [], foreign: false }
  if (kept?.element && kept.by && isStill(kept.element, kept.by) && isShown(kept.element) && !hindranceOf(kept.element, usable)) return kept
  let best: Found = { reason: 'absent', near: [], ...search }
  const near = (reason: Missing, elements: Element[]): void => {
    if (NEARNESS.indexOf(reason) > NEARNESS.indexOf(best.reason!)) best = { ...best, reason, near: elements }
  }
  const scopes = [target.frame, target.within].reduce<ParentNode[]>(
    (from, css, i) => (css ? follow(from, css, search, !i).flatMap((one) => insideOf(one, search, !i)) : from),
    [document],
  )
  for (const find of target.find) {
    // no other way is taken before this one can be
    if ('role' in find && names === undefined) {
      search.coming.push(fetchNames())
      break
    }
    const all = scopes.flatMap((scope) => candidates(scope, find, search))
    const shown = all.filter(isShown)
    if (shown.length > 1 && target.unique) near('ambiguous', shown)
    else {
      for (const element of shown) {
        const reason = hindranceOf(element, usable)
        if (!reason) return { element, by: find, near: [], ...search }
        near(reason, [element])
      }
      if (all.length) near('hidden', all)
    }
  }
  if (search.foreign) near('cross-origin', [])
  return best
}

const hindranceOf = (element: Element, usable: boolean): Missing | undefined =>
  findHindrance(element) ?? (usable && (element.matches(':disabled') || element.ariaDisabled === 'true') ? 'disabled' : undefined)

/** Whether an element is still what the way means. A list that shows other rows in the same elements makes it another one. */
function isStill(element: Element, find: Find): boolean {
  if (!element.isConnected) return false
  if ('text' in find) return squeeze(element.textContent) === find.text
  if ('role' in find) return matches(element, names!.selectRole(find.role)) && names!.nameOf(element, find.role) === find.name
  return matches(element, 'attr' in find ? selectAttribute(find.attr) : find.css.split(INTO).at(-1)!)
}

function selectAttribute(attr: string): string {
  const [name, ...value] = attr.split('=')
  return value.length ? `[${name}="${CSS.escape(value.join('='))}"]` : `[${name}]`
}

function candidates(scope: ParentNode, find: Find, search: Search): Element[] {
  if ('attr' in find) return query(scope, selectAttribute(find.attr))
  if ('css' in find) return follow([scope], find.css, search)
  if ('role' in find) {
    if (!names) return []
    const { indexLabels, nameOf, selectRole } = names
    const labelsOf = indexLabels(scope)
    return query(scope, selectRole(find.role)).filter((element) => nameOf(element, find.role, labelsOf) === find.name)
  }
  return byText(scope, find.text)
}

/** Finds the innermost elements with exactly this text: from each text that it begins with, up as far as it goes on. */
function byText(scope: ParentNode, text: string): Element[] {
  const found = new Set<Element>()
  const walker = (scope.ownerDocument ?? (scope as Document)).createTreeWalker(scope, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const start = squeeze(walker.currentNode.nodeValue)
    if (!start || !text.startsWith(start)) continue
    for (let element = walker.currentNode.parentElement; element; element = element.parentElement) {
      const whole = squeeze(element.textContent)
      if (whole === text && !/^(script|style|title|noscript|template)$/.test(element.localName)) found.add(element)
      if (whole.length >= text.length || !text.startsWith(whole)) break
    }
  }
  return [...found]
}

/**
 * Follows a selector, at each `>>>` into what was matched.
 *
 * @param frames - also into frames.
 */
function follow(from: readonly ParentNode[], css: string, search: Search, frames = false): Element[] {
  const parts = css.split(INTO)
  const last = parts.pop()!
  const scopes = parts.reduce<ParentNode[]>(
    (scopes, part) => scopes.flatMap((scope) => query(scope, part)).flatMap((element) => insideOf(element, search, frames, true)),
    [...from],
  )
  return scopes.flatMap((scope) => query(scope, last))
}

/** @param deep - what is inside it only, not the element itself. */
function insideOf(element: Element, search: Search, frames: boolean, deep = frames): ParentNode[] {
  const frame = frames && element.localName === 'iframe' ? (element as HTMLIFrameElement) : undefined
  const inside = frame ? frame.contentDocument : element.shadowRoot
  if (inside) search.roots.push(inside)
  else if (frame) search.foreign = true
  // it may get its shadow root when it is defined
  else if (element.localName.includes('-')) search.coming.push(customElements.whenDefined(element.localName).catch(() => {}))
  return [...(inside ? [inside] : []), ...(deep ? [] : [element])]
}

function query(scope: ParentNode, selector: string): Element[] {
  try {
    return [...scope.querySelectorAll(selector)]
  } catch {
    return []
  }
}

function matches(element: Element, selector: string): boolean {
  try {
    return element.matches(selector)
  } catch {
    return false
  }
}
