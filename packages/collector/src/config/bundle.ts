// Owns the content of a version and the bundle that browsers get of it. It must not know where versions are stored.
import type { Bundle, Guide, Model } from '@foothold/protocol'
import { toCanonicalJson, toContentHash } from './canonical.ts'

/** What a version holds. */
export interface Content {
  guides: Guide[]
  model: Model
}

export const EMPTY_CONTENT: Content = { guides: [], model: { features: [], segments: [], milestones: [], goals: [] } }

/**
 * Writes content in its canonical form: guides by key, words of an object in order, so that equal content has an equal
 * version, whatever the files were called.
 */
export function toContentText({ guides, model }: Content): string {
  const { features, segments, milestones, goals } = model
  const plain = guides.map(({ $schema: _, ...guide }) => guide).sort((a, b) => (a.key < b.key ? -1 : 1))
  return toCanonicalJson({ guides: plain, model: { features, segments, milestones, goals } })
}

/** Names a version by its canonical text. */
export function toVersion(contentText: string): string {
  return toContentHash(contentText)
}

/**
 * Makes the bundle of a version: everything the browser decides with, nothing about people; goals stay here.
 */
export function toBundle(version: string, { guides, model }: Content): Bundle {
  return { version, guides, segments: model.segments, milestones: model.milestones, features: model.features }
}
