// Owns the page as it is seen: one tree and one plane through open shadow roots, slots and frames of the same site. It must not
// know what is looked for.

/** Edges in the viewport of our own document, in px. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** The frame that holds the element's document; nothing for an element of our own. */
const frameOf = (element: Element): HTMLElement | null | undefined =>
  element.ownerDocument === document ? null : (element.ownerDocument?.defaultView?.frameElement as HTMLElement | null | undefined)

/** The element above, as it is drawn. */
export function parentOf(element: Element): Element | null {
  const parent = element.assignedSlot ?? element.parentNode
  // above a shadow root is its host, above a document the frame. Not by instanceof: each frame has classes of its own
  return parent?.nodeType === 1 ? (parent as Element) : ((parent as Partial<ShadowRoot> | null)?.host ?? frameOf(element) ?? null)
}

/** Whether an element is this one or lies inside it. */
export function isInside(element: Element | null | undefined, outer: Element): boolean {
  for (let node = element ?? null; node; node = parentOf(node)) if (node === outer) return true
  return false
}

/** Turns places in a frame into places in the document around it. */
function planeOf(frame: HTMLElement): { x(at: number): number; y(at: number): number; scale: number } {
  const { left, top, width } = frame.getBoundingClientRect()
  const { paddingLeft, paddingTop } = getComputedStyle(frame)
  const scale = width / frame.offsetWidth || 1
  return {
    x: (at) => left + scale * (frame.clientLeft + parseFloat(paddingLeft) + at),
    y: (at) => top + scale * (frame.clientTop + parseFloat(paddingTop) + at),
    scale,
  }
}

/** Where an element is, whatever frame it is in. */
export function boxOf(element: Element): Box {
  let { left, top, right, bottom } = element.getBoundingClientRect()
  for (let frame = frameOf(element); frame; frame = frameOf(frame)) {
    const { x, y } = planeOf(frame)
    ;[left, top, right, bottom] = [x(left), y(top), x(right), y(bottom)]
  }
  return { left, top, right, bottom }
}

/** What two boxes have in common; nothing where they only touch. */
export function meet(one: Box, two: Box): Box | undefined {
  const left = Math.max(one.left, two.left)
  const top = Math.max(one.top, two.top)
  const right = Math.min(one.right, two.right)
  const bottom = Math.min(one.bottom, two.bottom)
  return left < right && top < bottom ? { left, top, right, bottom } : undefined
}

const PAINTS = /paint|strict|content/

/**
 * Lists the elements above that cut what reaches out of them, from the innermost, and tells whether the screen holds the element.
 *
 * What is positioned leaves out those between it and the block that it is placed in. What cuts on behalf of the screen is left out.
 *
 * @see https://drafts.csswg.org/css-position/#def-cb
 */
export function clippersOf(element: Element): { clippers: { node: Element; style: CSSStyleDeclaration }[]; fixed: boolean } {
  const clippers: { node: Element; style: CSSStyleDeclaration }[] = []
  let { position } = getComputedStyle(element)
  for (let node = parentOf(element); node; node = parentOf(node)) {
    const style = getComputedStyle(node)
    const { transform, translate, rotate, scale, filter, backdropFilter, perspective, contain, willChange, overflow } = style
    const frame = node.localName === 'iframe'
    const holds =
      frame ||
      [transform, translate, rotate, scale, filter, backdropFilter, perspective].some((value) => value && value !== 'none') ||
      PAINTS.test(contain) ||
      contain.includes('layout') ||
      /transform|translate|filter|perspective/.test(willChange)
    if (!holds && (position === 'fixed' || (position === 'absolute' && style.position === 'static'))) continue
    const { parentElement } = node
    const ofScreen = node.localName === 'html' || (node.localName === 'body' && getComputedStyle(parentElement!).overflow === 'visible')
    if (!ofScreen && (frame || overflow !== 'visible' || PAINTS.test(contain))) clippers.push({ node, style })
    ;({ position } = style)
  }
  return { clippers, fixed: position === 'fixed' }
}

/** What is left of an element's box where the elements above have cut theirs; nothing where it has gone or all of it is scrolled away. */
export function visiblePart(element: Element): Box | undefined {
  const box = boxOf(element)
  // gone, or not drawn: it would be in the corner of the screen
  if (box.left === box.right && box.top === box.bottom) return undefined
  // most boxes lie inside all that is above them, which costs no style to tell
  let out = false
  for (let node = parentOf(element); node && !out; node = parentOf(node)) {
    const outer = boxOf(node)
    out = box.left < outer.left || box.top < outer.top || box.right > outer.right || box.bottom > outer.bottom
  }
  let part: Box | undefined = box
  if (out) for (const { node } of clippersOf(element).clippers) part &&= meet(part, boxOf(node))
  return part
}

const isOurs = (element: Element): boolean => !!(element as HTMLElement).dataset?.['foothold']

/** What is drawn on top at a point of the screen, through open shadow roots and frames; ours is looked through. */
export function elementAt(x: number, y: number): Element | undefined {
  let root: DocumentOrShadowRoot | null | undefined = document
  let found: Element | undefined
  while (root) {
    let next: Element | null | undefined = root.elementFromPoint(x, y)
    // a list of all costs ten times as much as the topmost
    if (next && isOurs(next)) next = root.elementsFromPoint(x, y).find((one) => !isOurs(one))
    if (!next || next === found) break
    found = next
    root = found.shadowRoot
    if (found.localName === 'iframe') {
      const plane = planeOf(found as HTMLElement)
      root = (found as HTMLIFrameElement).contentDocument
      x = (x - plane.x(0)) / plane.scale
      y = (y - plane.y(0)) / plane.scale
    }
  }
  return found
}
