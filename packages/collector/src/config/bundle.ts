// Owns the content of a version and the bundle that browsers get of it. It must not know where versions are stored.
import { BUNDLE_SPEC, type Bundle, type Guide, type Model } from '@foothold/protocol'
import { compileBundle } from '@foothold/targeting'
import { toCanonicalJson, toContentHash } from './canonical.ts'

/** What a version holds: what was authored, with the defaults of the schema filled in. */
export interface Content {
  guides: Guide[]
  model: Model
}

export const EMPTY_CONTENT: Content = { guides: [], model: { features: [], segments: [], milestones: [], goals: [], rollouts: [], badges: [] } }

/**
 * Writes content in its canonical form: guides by key, words of an object in order, so that equal content has an equal
 * version, whatever the files were called.
 */
export function toContentText({ guides, model }: Content): string {
  const { features, segments, milestones, goals, rollouts, badges, holdout } = model
  const plain = guides.map(({ $schema: _, ...guide }) => guide).sort((a, b) => (a.key < b.key ? -1 : 1))
  // versions from before rollouts and badges keep their names: none of them are no member
  const later = { ...(rollouts.length ? { rollouts } : {}), ...(badges.length ? { badges } : {}) }
  return toCanonicalJson({ guides: plain, model: { features, segments, milestones, goals, ...later, holdout } })
}

/** Reads the content of a stored version, also of one from before rollouts. */
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
 * @throws {PatternError} on a pattern that cannot be compiled, which is never published.
 */
export function toBundle(version: string, content: Content): Bundle {
  return compileBundle(`${version}.${BUNDLE_SPEC}`, content)
}
