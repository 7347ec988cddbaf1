// Owns which elements have a role and a name without saying so. It must not know what they are looked for.
// @see https://www.w3.org/TR/html-aria/ and https://www.w3.org/TR/accname-1.2/
import { squeeze } from './squeeze.ts'

const input = (types: string): string =>
  types
    .split(' ')
    .map((type) => `[type=${type}]`)
    .join()

/** Elements that have a role by themselves; a role that is not here has to be written. */
const NATIVE: Record<string, string> = {
  __proto__: null as never,
  article: 'article',
  banner: 'header',
  button: `button,summary,${input('button submit reset image')}`,
  cell: 'td',
  checkbox: input('checkbox'),
  columnheader: 'th',
  combobox: 'select:not([multiple],[size]),input[list]',
  complementary: 'aside',
  contentinfo: 'footer',
  dialog: 'dialog',
  figure: 'figure',
  form: 'form',
  group: 'fieldset,details,optgroup',
  heading: 'h1,h2,h3,h4,h5,h6',
  img: 'img:not([alt=""])',
  link: 'a[href],area[href]',
  list: 'ul,ol,menu',
  listbox: 'select[multiple],select[size]',
  listitem: 'li',
  main: 'main',
  meter: 'meter',
  navigation: 'nav',
  option: 'option',
  progressbar: 'progress',
  radio: input('radio'),
  region: 'section',
  row: 'tr',
  searchbox: input('search'),
  separator: 'hr',
  slider: input('range'),
  spinbutton: input('number'),
  status: 'output',
  table: 'table',
  textbox: `input:not([type],[list]),${input('text email tel url')},textarea,[contenteditable]`,
}

/** Selector of all elements that may have a role. */
export const selectRole = (role: string): string => `[role~="${CSS.escape(role)}"]${NATIVE[role] ? `,:is(${NATIVE[role]}):not([role])` : ''}`

/** Roles whose elements are named by what is in them. */
const BY_CONTENT = /^(button|cell|checkbox|columnheader|gridcell|heading|link|menuitem.*|option|radio|row|rowheader|switch|tab|tooltip|treeitem)$/

/**
 * Reads the accessible name: what assistive technology calls the element.
 *
 * Names made by style sheets (`content`) are not read.
 *
 * @param role - of the element.
 * @param labelsOf - where many are asked.
 */
export function nameOf(element: Element, role: string, labelsOf: LabelsOf = (control) => (control as HTMLInputElement).labels ?? []): string {
  const own = labelOf(element) || squeeze(nativeLabelOf(element, labelsOf)) || (BY_CONTENT.test(role) ? squeeze(contentOf(element)) : '')
  return own || squeeze(element.getAttribute('title') ?? element.getAttribute('placeholder'))
}

function labelOf(element: Element): string {
  const root = element.getRootNode() as Document
  const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? []
  // what names another element does so also where it is hidden
  const named = ids.map((id) => root.getElementById?.(id)).map((by) => by && (by.getAttribute('aria-label') || nativeLabelOf(by) || contentOf(by, true)))
  return squeeze(named.join(' ')) || squeeze(element.getAttribute('aria-label'))
}

/** Which part of an element is its name. */
const CAPTION = new Map(Object.entries({ fieldset: 'legend', table: 'caption', figure: 'figcaption', details: 'summary', svg: 'title' }))

/** The labels of a control. */
export type LabelsOf = (control: Element) => Iterable<Element>

/** Looks all labels up at once: a browser that is asked for those of one control searches the whole page for it. */
export function indexLabels(scope: Node): LabelsOf {
  let index: Map<Element | null, Element[]> | undefined
  return (control) => {
    if (!index) {
      index = new Map()
      for (const label of (scope.getRootNode() as Document).querySelectorAll('label')) index.set(label.control, [...(index.get(label.control) ?? []), label])
    }
    return index.get(control) ?? []
  }
}

/** What the language of the page gives an element as its name. @param labelsOf - none for a part of a longer name. */
function nativeLabelOf(element: Element, labelsOf?: LabelsOf): string {
  const { localName, type, value } = element as HTMLInputElement
  const labels = /^(button|input|meter|output|progress|select|textarea)$/.test(localName) && labelsOf ? [...labelsOf(element)] : []
  if (labels.length) return labels.map((label) => contentOf(label, false, element)).join(' ')
  if (/^(img|area)$/.test(localName) || type === 'image') return element.getAttribute('alt') ?? ''
  if (localName === 'input' && /^(button|submit|reset)$/.test(type)) return value || (type === 'reset' ? 'Reset' : type === 'submit' ? 'Submit' : '')
  const caption = CAPTION.get(localName)
  const by = caption && element.querySelector(`:scope>${caption}`)
  return by ? contentOf(by) : ''
}

/**
 * Puts together what stands in an element.
 *
 * @param hidden - also what is hidden.
 * @param without - an element that is no part of it.
 */
function contentOf(element: Element, hidden = false, without?: Element): string {
  let text = ''
  const slotted = (element as Partial<HTMLSlotElement>).assignedNodes?.() ?? []
  for (const node of slotted.length ? slotted : (element.shadowRoot ?? element).childNodes) {
    if (node.nodeType === 3) text += (node as Text).data
    if (node.nodeType !== 1 || node === without) continue
    const child = node as Element
    if (!hidden && (child.ariaHidden === 'true' || !child.checkVisibility({ visibilityProperty: true }))) continue
    const inner = child.getAttribute('aria-label') || nativeLabelOf(child) || contentOf(child, hidden, without)
    // words of blocks do not run into each other
    text += getComputedStyle(child).display.startsWith('inline') ? inner : ` ${inner} `
  }
  return text
}
