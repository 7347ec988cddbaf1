// Owns what the levels that an author names stand for. For publishing.
import type { FeatureLevel } from '@foothold/protocol'

/** Adds what follows: whoever is habitual has adopted the feature. */
export const meantLevels = (levels: readonly FeatureLevel[]): readonly FeatureLevel[] =>
  levels.includes('adopted') && !levels.includes('habitual') ? [...levels, 'habitual'] : levels
