// Owns making the bundle of what was authored: rules, with what depends on what and what has to be counted. For publishing.
import {
  BUNDLE_SPEC,
  experimentOf,
  isInterruption,
  type Bundle,
  type Feature,
  type Guide,
  type Model,
  type PublishedGuide,
  type Scope,
  type TallyNeed,
} from '@foothold/protocol'
import { clicksOf, lowerFeature } from './click.ts'
import { createExpand, dependenciesOfGuide } from './dependency.ts'
import { armCases, levelCases, rolloutRule } from './experiment.ts'
import { gatesOf, INTERRUPTED, type Surroundings } from './gates.ts'
import { lowerCondition, lowerWhere } from './lower.ts'
import { lowerGuide } from './lower-kind.ts'
import { tallyKey } from './tally-key.ts'
import { conditionsOfGuide, walkCondition } from './walk.ts'

/** The parts of the adoption model that evaluation needs. */
export type EvaluatedModel = Pick<Model, 'segments' | 'milestones' | 'features'> & Partial<Pick<Model, 'rollouts' | 'holdout' | 'badges' | 'attention'>>

/**
 * Compiles authored guides and the adoption model into a bundle.
 *
 * @param content - linted.
 * @throws {PatternError} on a pattern that cannot be compiled; the linter finds it before.
 */
export function compileBundle(version: string, content: { guides: readonly Guide[]; model: EvaluatedModel }): Bundle {
  const { model } = content
  const guides = content.guides.map(toRun)
  const { rollouts = [], badges = [], holdout, attention, segments, milestones } = model
  const features = model.features.map(lowerFeature)
  const clicks = clicksOf(model.features)
  const expand = createExpand({ segments, milestones, features, rollouts })
  const asked = scopesAsked(guides, model)
  const publish = (guide: Guide): PublishedGuide =>
    ({
      ...lowerGuide(guide, badges),
      gates: gatesOf(guide, { milestones, holdout, attention } satisfies Surroundings),
      dependencies: [...expand(dependenciesOfGuide(guide, { milestones, badges, ...(attention && { attention }) }))],
      ...(guide.frequency?.group ? { group: guide.frequency.group } : {}),
      ...(guide.experiment ? { arms: armCases(guide.key, guide.experiment) } : {}),
      // where everybody sees the same, there is nothing to note
      ...(guide.experiment && !guide.experiment.holdout && !guide.experiment.variants ? { experiment: undefined } : {}),
    }) as PublishedGuide
  return {
    spec: BUNDLE_SPEC,
    version,
    guides: guides.map(publish),
    segments: segments.map(({ key, when }) => ({ key, when: lowerCondition(when) })),
    milestones: milestones.map(({ key, when }) => ({ key, when: lowerCondition(when), dependencies: [...expand([`milestone:${key}`])] })),
    features: features.map((feature) => ({
      key: feature.key,
      person: levelCases(feature, 'person'),
      ...(asked.has(feature.key) ? { account: levelCases(feature, 'account') } : {}),
    })),
    flags: rollouts.map((rollout) => ({ key: rollout.key, when: rolloutRule(rollout) })),
    tallies: tallyNeeds(guides, { ...model, features }, asked),
    ...(clicks.length ? { clicks } : {}),
  }
}

/** A guide with its experiment as it is run. */
function toRun(guide: Guide): Guide {
  const experiment = experimentOf(guide)
  return experiment ? { ...guide, experiment } : guide
}

/** Everything in which a condition may stand. */
function* roots(guides: readonly Guide[], model: EvaluatedModel): Generator<Parameters<typeof walkCondition>[0]> {
  for (const guide of guides) yield* conditionsOfGuide(guide)
  for (const { when } of [...model.segments, ...model.milestones]) yield when
}

/** Keys of the features that somebody asks about for the whole account. */
function scopesAsked(guides: readonly Guide[], model: EvaluatedModel): Set<string> {
  const asked = new Set<string>()
  for (const root of roots(guides, model)) for (const one of walkCondition(root)) if ('feature' in one && one.scope === 'account') asked.add(one.feature)
  return asked
}

/** Lists the tallies that any rule reads, each once. */
function tallyNeeds(guides: readonly Guide[], model: EvaluatedModel & { features: readonly Feature[] }, asked: ReadonlySet<string>): TallyNeed[] {
  const needs = new Map<string, TallyNeed>()
  const add = ({ event, where, scope }: Parameters<typeof tallyKey>[0]): void => {
    const key = tallyKey({ event, where, scope })
    needs.set(key, { key, event, ...(where ? { where: lowerWhere(where) } : {}), ...(scope === 'account' ? { account: true } : {}) })
  }
  const scopes = (feature: string): Scope[] => (asked.has(feature) ? ['person', 'account'] : ['person'])
  for (const { key, usedWhen } of model.features) for (const scope of scopes(key)) for (const used of usedWhen) add({ ...used, scope })
  for (const root of roots(guides, model)) for (const one of walkCondition(root)) if ('event' in one) add(one)
  if (model.attention && guides.some(isInterruption)) add(INTERRUPTED)
  return [...needs.values()]
}
