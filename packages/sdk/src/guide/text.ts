// Owns filling placeholders ("{{user.firstName|there}}") and leaving out pictures from elsewhere. It must not know how text is shown.

/** More of one value would take the card over, and push its buttons off the screen. */
const SHOWN_LENGTH = 200
/** What is written from right to left. */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
/** Signs that turn what follows them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g
/** Signs that mean something in a text. */
const SIGNS = /[\\*_`![\]().-]/g
const PLACEHOLDER = /\{\{\s*(user|account)\.([\w-]+)\s*(?::\s*(\w+)\s*(?:\(([^)]*)\))?\s*)?(?:\|([^}]*))?\}\}/g
const MEDIA = /!\[((?:\\.|[^\]\\])+)\]\(((?:\\.|\((?:\\.|[^()\s\\])*\)|[^()\s\\])+)\)/g

/** What a text is filled with. */
export interface Filling {
  /** Own properties only are read. */
  user: Readonly<Record<string, unknown>>
  account: Readonly<Record<string, unknown>>
  /** BCP 47, of the text: numbers, dates and plurals follow it. @default the browser's */
  language?: string | undefined
}

/**
 * Puts a person's traits into a text.
 *
 * A placeholder is `{{user.trait}}` or `{{account.trait}}`; then `:number`, `:date`, `:date(long)` or `:plural(one=# day; other=# days)`
 * for how it is written; then `|fallback` for when there is none. Values go in as data: what they contain is never read as Markdown,
 * and where left and right may meet each is a world of its own (FSI … PDI).
 *
 * @returns the text; a missing value without fallback becomes nothing.
 * @throws never
 */
export function fillText(text: string, { language, ...person }: Filling): string {
  return text.replace(PLACEHOLDER, (_, ...found: unknown[]) => {
    const [whose, trait, format, how, fallback = ''] = found as ['user' | 'account', string, string?, string?, string?]
    const value = Object.hasOwn(person[whose], trait) ? person[whose][trait] : undefined
    const shown = typeof value === 'string' || typeof value === 'number' ? write(value, language, format, how).replace(TURNS, '') : ''
    if (!shown) return fallback.trim()
    const safe = shown.replace(/\s+/g, ' ').slice(0, SHOWN_LENGTH).replace(SIGNS, '\\$&')
    // set apart, so that neither turns the other: a name in Hebrew keeps its place in an English sentence
    return RTL.test(text + shown) ? `\u2068${safe}\u2069` : safe
  })
}

/** Writes a value as its format says; nothing where it is no such value. */
function write(value: string | number, language: string | undefined, format?: string, how = ''): string {
  if (!format) return String(value)
  try {
    if (format === 'date') return new Intl.DateTimeFormat(language, { dateStyle: (how.trim() || 'medium') as 'medium' }).format(new Date(value))
    const count = Number(value)
    if (value === '' || Number.isNaN(count)) return ''
    const digits = count.toLocaleString(language)
    if (format !== 'plural') return digits
    const forms = new Map(how.split(';').map((form) => form.split('=').map((part) => part.trim()) as [string, string]))
    return (forms.get(String(count)) ?? forms.get(new Intl.PluralRules(language).select(count)) ?? forms.get('other') ?? '').replaceAll('#', digits)
  } catch {
    // no date, no such style, no such language
    return ''
  }
}

/**
 * Leaves of pictures and films from elsewhere their words only.
 *
 * @param text - filled: an address may come from a trait.
 * @param page - address of the page; what is on its own site may be shown.
 * @param origins - other sites whose pictures may be shown.
 * @throws never
 */
export function keepMedia(text: string, page: string, origins: readonly string[] = []): string {
  return text.replace(MEDIA, (whole, label: string, address: string) => {
    try {
      const { origin } = new URL(address.replace(/\\(?=[\\*_`![\]().-])|[\u2068\u2069]/g, ''), page)
      return origin === new URL(page).origin || origins.includes(origin) ? whole : label
    } catch {
      return label
    }
  })
}
