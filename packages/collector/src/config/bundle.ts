// Owns the content of a version and the bundle that browsers get of it. It must not know where versions are stored.
import { BUNDLE_SPEC, MOST_INTERRUPTIONS, type Bundle, type Guide, type Model } from '@foothold/protocol'
import { compileBundle } from '@foothold/targeting'
import { toCanonicalJson, toContentHash } from './canonical.ts'
import { languagesOf, localise, localiseBadges, pickLanguage, wordsOf } from './localise.ts'
import { themesOf } from './theme.ts'

/** What a version holds: what was authored, with the defaults of the schema filled in. */
export interface Content {
  guides: Guide[]
  model: Model
}

export const EMPTY_CONTENT: Content = {
  guides: [],
  model: { features: [], segments: [], milestones: [], goals: [], journeys: [], rollouts: [], badges: [], attention: MOST_INTERRUPTIONS },
}

/**
 * Writes content in its canonical form: guides by key, words of an object in order, so that equal content has an equal
 * version, whatever the files were called.
 */
export function toContentText({ guides, model }: Content): string {
  const { features, segments, milestones, goals, journeys, behaviour, rollouts, badges, holdout, attention, timezone, language, themes, media } = model
  const { perSession, perWeek } = attention
  const usual = perSession === MOST_INTERRUPTIONS.perSession && perWeek === MOST_INTERRUPTIONS.perWeek
  const plain = guides.map(({ $schema: _, ...guide }) => guide).sort((a, b) => (a.key < b.key ? -1 : 1))
  // versions from before rollouts, badges and attention keep their names: what is as it always was is no member
  const later = {
    ...(journeys.length ? { journeys } : {}),
    ...(behaviour ? { behaviour } : {}),
    ...(rollouts.length ? { rollouts } : {}),
    ...(badges.length ? { badges } : {}),
    ...(usual ? {} : { attention }),
  }
  return toCanonicalJson({ guides: plain, model: { features, segments, milestones, goals, ...later, holdout, timezone, language, themes, media } })
}

/** Reads the content of a stored version, also of one from before rollouts or attention. */
export function parseContent(text: string): Content {
  const { guides, model } = JSON.parse(text) as Content
  return { guides, model: { ...EMPTY_CONTENT.model, ...model } }
}

/** Names a version by its canonical text. */
export function toVersion(contentText: string): string {
  return toContentHash(contentText)
}

/**
 * Makes the bundle of a version: everything the browser decides with, nothing about people; goals stay here.
 *
 * Its own version, which is also the ETag, names the form too: a browser that has the same content in an older form must
 * not be told that nothing changed.
 *
 * @param wanted - language, BCP 47; texts that nobody has translated into it are as they were written.
 * @throws {PatternError} on a pattern that cannot be compiled, which is never published.
 */
export function toBundle(version: string, content: Content, wanted?: string): Bundle {
  const { model } = content
  const all = languagesOf(content)
  const language = pickLanguage(wanted, all) ?? all[0]!
  const { guides, languages } = localise(content, language)
  const bundle = compileBundle(`${version}.${BUNDLE_SPEC}`, { guides, model: { ...model, badges: localiseBadges(model.badges, language) } })
  const words = [...new Set([...languages.values()].map((one) => one.language))].flatMap((one) => {
    const its = wordsOf(
      one,
      guides.flatMap(({ key, kind }) => (languages.get(key)?.language === one ? [kind] : [])),
    )
    return its ? [[one, its] as const] : []
  })
  const themes = themesOf(guides, model)
  return {
    ...bundle,
    guides: bundle.guides.map((guide) => ({ ...guide, ...languages.get(guide.key) })),
    ...(languages.size ? { language } : {}),
    ...(words.length ? { words: Object.fromEntries(words) } : {}),
    ...(Object.keys(themes).length ? { themes } : {}),
    ...(model.media?.origins.length ? { media: model.media.origins } : {}),
  }
}
