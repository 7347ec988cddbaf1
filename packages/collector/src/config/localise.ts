// Owns a guide in one of its languages: which one somebody gets, and the guide with its texts in it. Pure.
import { LANGUAGES } from '@foothold/protocol/languages'
import { WORDS, type AllWords, type Guide, type GuideKind, type Model, type Words } from '@foothold/protocol'
import type { Content } from './bundle.ts'
import { textsOf } from './texts.ts'
import { toContentHash } from './canonical.ts'

/** The language of texts as they are written, where the model does not say. */
export const DEFAULT_LANGUAGE = 'en'
/** Of scripts that are written from right to left. @see https://www.unicode.org/iso15924/ */
const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

/**
 * Finds the best of the languages that there are: the very one, then without its region, then any region of the same.
 *
 * @param wanted - BCP 47, as somebody asked for it; what cannot be read is no language.
 * @throws never
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
export function pickLanguage(wanted: string | undefined, languages: readonly string[]): string | undefined {
  const parts = (wanted ?? '').slice(0, 35).toLowerCase().split(/[-_]/)
  const named = (tag: string): string | undefined => languages.find((one) => one.toLowerCase() === tag)
  for (let length = parts.length; length > 0; length--) {
    const found = named(parts.slice(0, length).join('-'))
    if (found) return found
  }
  return languages.find((one) => one.toLowerCase().split('-')[0] === parts[0])
}

/** Languages of a project, that of its texts first. */
export function languagesOf({ guides, model }: Content): string[] {
  return [...new Set([model.language ?? DEFAULT_LANGUAGE, ...guides.flatMap(({ translations }) => Object.keys(translations ?? {})).sort()])]
}

/** The guide as it is read in a language; what nobody has translated stays as it is written. */
function localiseGuide(guide: Guide, language: string): Guide {
  const { translations, ...rest } = guide
  const texts = translations && Object.hasOwn(translations, language) ? translations[language]! : undefined
  if (!texts) return rest
  const copy = structuredClone(rest)
  for (const { place, owner, name } of textsOf(copy)) if (Object.hasOwn(texts, place)) owner[name] = texts[place]
  return copy
}

/** The badges as they are read in a language. */
export const localiseBadges = (badges: Model['badges'], language: string): Model['badges'] =>
  badges.map(({ translations, ...badge }) => {
    const texts = translations && Object.hasOwn(translations, language) ? translations[language] : undefined
    return { ...badge, name: texts?.name ?? badge.name, ...(texts?.body ? { body: texts.body } : {}) }
  })

const isRightToLeft = (language: string): boolean => {
  try {
    return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '')
  } catch {
    return false
  }
}

/** Kinds that have words beyond those of every kind. */
const WORDY: ReadonlySet<GuideKind> = new Set(['survey', 'resource-center', 'leaderboard'])

/** Words of ours that belong to guides of these kinds in a language. */
export function wordsOf(language: string, kinds: readonly GuideKind[]): (Words & Partial<AllWords>) | undefined {
  const known = pickLanguage(language, Object.keys(LANGUAGES))
  if (known === undefined || known === 'en') return undefined
  const all = LANGUAGES[known]!
  if (kinds.some((kind) => WORDY.has(kind))) return all
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(WORDS, name))) as Words
}

/** What of a language goes with each guide; nothing in a project that says nothing of languages. */
export function localise(content: Content, language: string): { guides: Guide[]; languages: Map<string, { language: string; direction: 'ltr' | 'rtl' }> } {
  const { guides, model } = content
  const written = model.language ?? DEFAULT_LANGUAGE
  const told = model.language !== undefined || guides.some(({ translations }) => translations)
  const languages = new Map<string, { language: string; direction: 'ltr' | 'rtl' }>()
  for (const { key, translations } of told ? guides : []) {
    const its = translations && Object.hasOwn(translations, language) ? language : written
    languages.set(key, { language: its, direction: isRightToLeft(its) ? 'rtl' : 'ltr' })
  }
  return { guides: guides.map((guide) => localiseGuide(guide, language)), languages }
}

/** Short hash of a text that was translated. */
export const sourceHash = (text: string): string => toContentHash(text).slice(0, 8)
