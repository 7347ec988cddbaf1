// Guides for tests as the collector would publish them: short to write, with every default filled. Without the validator
// (zod), which this package must not know.
import type { Bundle, Guide } from '@foothold/protocol'

/** Fills the defaults of the schema. */
export function toGuide(written: object): Guide {
  const { steps, target, ...rest } = written as { steps?: { target?: object }[]; target?: object }
  const aimed = (one: object | undefined): object => (one ? { target: { unique: true, waitFor: '5s', onMissing: 'float', ...one } } : {})
  const walked = steps?.map((step) => ({ interaction: 'allow', title: 'Step', ...step, ...aimed(step.target) }))
  return { goal: null, priority: 50, order: 'any', confetti: true, ...rest, ...aimed(target), ...(walked ? { steps: walked } : {}) } as unknown as Guide
}

export const toBundle = (guides: readonly object[], model: object, version: string): Bundle => ({
  version,
  segments: [],
  milestones: [],
  features: [],
  ...model,
  guides: guides.map(toGuide),
})
