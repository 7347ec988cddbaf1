// Owns the checks of how an element of the page is meant: selectors, attributes, roles. It must not know where that is written.
import { findSelectorProblem } from './lint-selector.ts'
import type { Check, Report } from './reference.ts'

/** @see https://www.w3.org/TR/wai-aria-1.2/#role_definitions without the abstract ones, and `image`, `suggestion` … of 1.3 */
const ROLES =
  'alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox comment complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic grid gridcell group heading image img insertion link list listbox listitem log main mark marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status strong subscript suggestion superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid treeitem'.split(
    ' ',
  )

/** Checks one way to find an element, of any shape. */
export function lintFind(find: Record<string, unknown>, pointer: string, { report, suggest }: Check): void {
  lintSelector(find['css'], `${pointer}/css`, report, true)
  const { attr, role } = find as { attr?: unknown; role?: unknown }
  if (typeof role === 'string' && !ROLES.includes(role)) {
    const suggestion = suggest(role, ROLES)
    report('selector_invalid', `${pointer}/role`, `There is no role "${role}"${suggestion.length ? `; did you mean "${suggestion[0]}"?` : '.'}`, {
      severity: 'warning',
      found: role,
      ...(suggestion.length ? { suggestion } : {}),
    })
  }
  const [, bare, , value] = (typeof attr === 'string' && /^([^=]*=)(["'])(.*)\2$/s.exec(attr)) || []
  if (value !== undefined)
    report('selector_invalid', `${pointer}/attr`, `The value is taken as it stands, and no element has one with quotes: write "${bare}${value}".`, {
      found: attr as string,
      suggestion: [`${bare}${value}`],
    })
  const name = typeof attr === 'string' ? attr.split('=')[0]! : ''
  if (!/[:.]/.test(name)) return
  const rewrite = `[${name.replace(/[:.]/g, String.raw`\$&`)}${typeof attr === 'string' && attr.includes('=') ? `="${attr.slice(attr.indexOf('=') + 1)}"` : ''}]`
  report(
    'selector_invalid',
    `${pointer}/attr`,
    `The name of this attribute has characters that a selector cannot have: write { "css": ${JSON.stringify(rewrite)} }.`,
    {
      found: attr as string,
      suggestion: [rewrite],
    },
  )
}

/** Checks one selector; anything but a text is the schema's to refuse. @param into - `>>>` has a meaning here. */
export function lintSelector(css: unknown, pointer: string, report: Report, into = false): void {
  const problem = typeof css === 'string' && css ? findSelectorProblem(css, into) : undefined
  if (!problem) return
  const { detail, at, rewrite, forgiven } = problem
  const said = forgiven
    ? `${detail}, at character ${at + 1}; browsers forgive that, people misread it`
    : `No browser can read this selector, at character ${at + 1}: ${detail}`
  report('selector_invalid', pointer, `${said}${rewrite === undefined ? '' : `; write ${JSON.stringify(rewrite)}`}.`, {
    ...(forgiven ? { severity: 'warning' as const } : {}),
    found: css as string,
    ...(rewrite === undefined ? {} : { suggestion: [rewrite] }),
  })
}
