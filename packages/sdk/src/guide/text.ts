// Owns filling placeholders: "{{user.firstName|there}}". It must not know how text is shown.

/** More of one value would take the card over, and push its buttons off the screen. */
const SHOWN_LENGTH = 200

/**
 * Puts a person's traits into a text.
 *
 * A placeholder is `{{user.trait}}` or `{{account.trait}}`, with `|fallback` for when there is none. Values go in as data: what
 * they contain is never read as Markdown.
 *
 * @param person - own properties only are read.
 * @returns the text; a missing value without fallback becomes nothing.
 * @throws never
 */
export function fillText(text: string, person: { user: Readonly<Record<string, unknown>>; account: Readonly<Record<string, unknown>> }): string {
  return text.replace(/\{\{\s*(user|account)\.([\w-]+)\s*(?:\|([^}]*))?\}\}/g, (_, whose: 'user' | 'account', trait: string, fallback: string | undefined) => {
    const value = Object.hasOwn(person[whose], trait) ? person[whose][trait] : undefined
    const shown = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    return shown
      ? shown
          .replace(/\s+/g, ' ')
          .slice(0, SHOWN_LENGTH)
          .replace(/[\\*_`[\]().-]/g, '\\$&')
      : (fallback ?? '').trim()
  })
}
