// Owns the checks of texts that people read: placeholders, and HTML that would be shown as it is. It must not know where texts
// are shown.
import { fields, toPart, type Report } from './reference.ts'
import { TEXT_FIELDS } from './texts.ts'

/** What people write by habit; words such as `List<string>` are no HTML. */
const TAG =
  /<\/?(a|b|strong|i|em|u|s|br|p|div|span|ul|ol|li|h[1-6]|img|hr|small|font|center|table|tr|td|blockquote|video|iframe|button|input|script|style|sub|sup|pre|code)(\s[^<>]*)?\/?>/i
const ENTITY = /&(nbsp|amp|lt|gt|quot|apos|ndash|mdash|hellip|copy|#\d{1,6}|#x[\da-f]{1,5});/i
/** What a text may have instead. */
const MARKDOWN: Readonly<Record<string, string>> = {
  a: '[text](address)',
  b: '**bold**',
  strong: '**bold**',
  i: '*italic*',
  em: '*italic*',
  code: '`code`',
  br: 'an empty line',
  p: 'an empty line',
  div: 'an empty line',
  ul: 'lines that begin with "- "',
  ol: 'lines that begin with "1. "',
  li: 'lines that begin with "- "',
}

/** Checks every text of a guide. @throws never */
export function lintTexts(value: unknown, pointer: string, report: Report): void {
  for (const [name, inner] of Object.entries(Array.isArray(value) ? value : fields(value))) {
    const here = `${pointer}/${toPart(name)}`
    if (typeof inner === 'object') lintTexts(inner, here, report)
    else if (typeof inner === 'string' && TEXT_FIELDS.has(name)) lintText(inner, here, report)
  }
}

/** Checks one text. */
export function lintText(text: string, pointer: string, report: Report): void {
  for (const [whole, inside] of text.matchAll(/\{\{([^{}]*)\}\}/g)) lintPlaceholder(whole, inside!, pointer, report)
  // in code it is what people shall read
  const plain = text.replace(/```[\s\S]*?```|`[^`]*`/g, '')
  const [tag, name = ''] = TAG.exec(plain) ?? []
  const mend = MARKDOWN[name.toLowerCase()]
  if (tag !== undefined) {
    report('html_in_text', pointer, `${tag} would be shown as it stands here: a text has no HTML. ${mend ? `Write ${mend}.` : 'Leave it out.'}`, {
      severity: 'warning',
      found: tag,
      ...(mend ? { expected: mend } : {}),
    })
    return
  }
  const entity = ENTITY.exec(plain)?.[0]
  if (entity !== undefined)
    report('html_in_text', pointer, `${entity} would be shown as it stands here: a text has no HTML. Write the character itself.`, {
      severity: 'warning',
      found: entity,
    })
}

function lintPlaceholder(whole: string, inside: string, pointer: string, report: Report): void {
  const [name = '', ...rest] = inside.split('|')
  const [path = '', format, how] = /^([^:]*?)\s*(?::\s*(\w+)\s*(?:\(([^)]*)\))?)?$/.exec(name.trim())?.slice(1) ?? [name.trim()]
  const fallback = rest.length ? `|${rest.join('|')}` : '|…'
  const warning = { severity: 'warning' as const, found: whole }
  const [, whose, trait] = /^([\w-]+)\.(.+)$/.exec(path) ?? []
  const wrong = format === undefined ? undefined : faultOfFormat(format, how)
  if (wrong !== undefined) return report('placeholder_unknown', pointer, `${whole} is never filled: ${wrong}`, warning)
  const meant = {
    traits: 'user',
    trait: 'user',
    person: 'user',
    users: 'user',
    customer: 'user',
    company: 'account',
    organization: 'account',
    group: 'account',
    accounts: 'account',
  }
  const owner = whose === undefined ? 'user' : Object.hasOwn(meant, whose) ? meant[whose as keyof typeof meant] : whose
  if (owner !== 'user' && owner !== 'account') {
    report('placeholder_unknown', pointer, `${whole} is never filled: "${whose}" is neither "user" nor "account". Write {{user.${trait}${fallback}}}.`, warning)
  } else if (whose !== owner || !/^[\w-]+$/.test(trait!)) {
    const word = (trait ?? path).replace(/[^\w-]+/g, '')
    const why = whose === owner ? 'the name of a trait has letters, digits, "_" and "-" only' : 'a placeholder says whose trait it is'
    const rewrite = `{{${owner}.${word || 'firstName'}${fallback}}}`
    report('placeholder_unknown', pointer, `${whole} is never filled: ${why}. Write ${rewrite}.`, { ...warning, suggestion: [rewrite] })
  } else if (!rest.length) {
    report(
      'placeholder_without_fallback',
      pointer,
      `${whole} stays empty for people who have no such value: write {{${inside.trim()}|…}} with a word for them.`,
      warning,
    )
  }
}

const STYLES = ['full', 'long', 'medium', 'short']
const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other']

/** Says what is wrong with the way in which a value shall be written. */
function faultOfFormat(format: string, how = ''): string | undefined {
  if (format === 'number') return undefined
  if (format === 'date') return !how.trim() || STYLES.includes(how.trim()) ? undefined : `a date is ${STYLES.join(', ')}, not "${how.trim()}".`
  if (format !== 'plural') return `"${format}" is none of number, date, plural.`
  const forms = how.split(';').map((form) => form.split('=')[0]!.trim())
  const odd = forms.find((form) => !FORMS.includes(form) && !/^\d+$/.test(form))
  if (odd !== undefined) return `a plural has forms such as "one=# day; other=# days"; "${odd}" is none of ${FORMS.join(', ')}, and no number.`
  return forms.includes('other') ? undefined : 'a plural needs the form "other", which is for every number that has none of its own.'
}
