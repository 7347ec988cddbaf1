// Owns the checks of translations, beside the texts and in files of their own: that each belongs to a text, that none is missing
// and none is of a text that has changed. It must not know how a language is chosen.
import { sourceHash } from './localise.ts'
import type { LintFile } from './lint.ts'
import { fields, suggestionOf, toPart, type Check } from './reference.ts'
import { lintText } from './lint-text.ts'
import { textsOf } from './texts.ts'

/** More than a line would hold. */
const SHOWN = 5

/** A guide with its translations in other files. */
export interface TranslatedGuide {
  guide: Record<string, unknown>
  /** Places that files beside it translate, by language. */
  elsewhere: ReadonlyMap<string, ReadonlySet<string>>
}

/** Lists what files beside the guides translate: by guide, by language. */
export function translatedElsewhere(files: readonly LintFile[]): Map<string, Map<string, Set<string>>> {
  const found = new Map<string, Map<string, Set<string>>>()
  for (const { role, value } of files) {
    const { translates, language, texts } = fields(value)
    if (role !== 'translation' || typeof language !== 'string') continue
    const guide = found.get(String(translates)) ?? new Map<string, Set<string>>()
    found.set(String(translates), guide)
    guide.set(language, new Set([...(guide.get(language) ?? []), ...Object.keys(fields(texts))]))
  }
  return found
}

/** Checks the translations that stand in a guide. */
export function lintTranslations({ guide, elsewhere }: TranslatedGuide, check: Check): void {
  const inside = fields(guide['translations'])
  for (const [language, texts] of Object.entries(inside)) lintTexts(guide, texts, `/translations/${toPart(language)}`, check)
  const places = [...textsOf(guide)].map(({ place }) => place)
  for (const language of new Set([...Object.keys(inside), ...elsewhere.keys()])) {
    const there = fields(Object.hasOwn(inside, language) ? inside[language] : {})
    const missing = places.filter((place) => !Object.hasOwn(there, place) && !elsewhere.get(language)?.has(place))
    if (!missing.length) continue
    const list = `${missing.slice(0, SHOWN).join(', ')}${missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : ''}`
    check.report(
      'translation_missing',
      Object.hasOwn(inside, language) ? `/translations/${toPart(language)}` : '/key',
      `Not in "${language}" yet, so people get them as they are written here: ${list}.`,
      {
        severity: 'warning',
        found: language,
      },
    )
  }
}

/** Checks a file of translations. @param guide - `undefined`: there is no such guide, which is told elsewhere. */
export function lintTranslationFile(file: Record<string, unknown>, guide: Record<string, unknown> | undefined, check: Check): void {
  if (!guide) return
  lintTexts(guide, file['texts'], '/texts', check)
  const now = new Map([...textsOf(guide)].map(({ place, text }) => [place, text]))
  for (const [place, hash] of Object.entries(fields(file['source']))) {
    const text = now.get(place)
    if (text === undefined || typeof hash !== 'string' || sourceHash(text) === hash) continue
    const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text
    check.report(
      'translation_stale',
      `/source/${toPart(place)}`,
      `"${place}" was translated from another text; now it is ${JSON.stringify(shown)}. When the translation is right again, write "${sourceHash(text)}".`,
      {
        severity: 'warning',
        found: hash,
        expected: sourceHash(text),
      },
    )
  }
}

function lintTexts(guide: Record<string, unknown>, texts: unknown, pointer: string, { report, suggest }: Check): void {
  const places = [...textsOf(guide)].map(({ place }) => place)
  for (const [place, text] of Object.entries(fields(texts))) {
    const here = `${pointer}/${toPart(place)}`
    if (!places.includes(place)) {
      const suggestion = suggest(place, places)
      const hint = suggestion.length
        ? `; did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?`
        : `: it has ${places.slice(0, 8).join(', ')}${places.length > 8 ? ' …' : ''}.`
      report('unknown_reference', here, `The guide has no text "${place}"${hint}`, { found: place, ...suggestionOf(suggestion) })
    } else if (typeof text === 'string') lintText(text, here, report)
  }
}
