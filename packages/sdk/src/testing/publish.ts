// Guides for tests as the collector would publish them: short to write, with every default filled. Without the validator
// (zod), which this package must not know.
import type { Bundle, Guide, Model, PublishedGuide } from '@foothold/protocol'
import { compileBundle } from '@foothold/targeting'

/** What a kind has where nothing is written. */
const DEFAULTS: Readonly<Record<string, object>> = {
  announcement: { form: 'modal', sticky: false },
  survey: { form: 'slide-out' },
  'resource-center': { search: true },
}

/** Fills the defaults of the schema. */
export function toGuide(written: object): Guide {
  const { steps, target, experiment, questions, ...rest } = written as {
    kind?: string
    questions?: object[]
    steps?: { target?: object }[]
    target?: object
    experiment?: { variants?: object[] }
  }
  const aimed = (one: object | undefined): object => (one ? { target: { unique: true, waitFor: '5s', onMissing: 'float', ...one } } : {})
  const walked = steps?.map((step) => ({ interaction: 'allow', title: 'Step', ...step, ...aimed(step.target) }))
  const tried = experiment && {
    unit: 'user',
    ...experiment,
    ...(experiment.variants ? { variants: experiment.variants.map((one) => ({ weight: 1, ...one })) } : {}),
  }
  return {
    goal: null,
    priority: 50,
    order: 'any',
    confetti: true,
    ...DEFAULTS[String(rest.kind)],
    ...rest,
    ...(questions ? { questions: questions.map((one) => ({ title: 'Question', required: true, points: 5, look: 'stars', length: 1_000, ...one })) } : {}),
    ...aimed(target),
    ...(walked ? { steps: walked } : {}),
    ...(tried ? { experiment: tried } : {}),
  } as unknown as Guide
}

export const toBundle = (guides: readonly object[], model: Partial<Model> | object, version: string): Bundle =>
  compileBundle(version, { guides: guides.map(toGuide), model: { segments: [], milestones: [], features: [], ...model } })

/** One guide as a bundle has it. */
export function toPublished(written: object): PublishedGuide {
  const [guide] = toBundle([written], {}, '1').guides
  if (!guide) throw new Error('A bundle of one guide has one.')
  return guide
}
