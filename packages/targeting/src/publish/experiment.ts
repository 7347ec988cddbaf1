// Owns shares as rules: arms of experiments and phases of rollouts. For publishing.
import { HABIT, toMs, type Cases, type Experiment, type Feature, type FeatureLevel, type Rollout, type Rule, type Scope } from '@foothold/protocol'
import { toRanges } from '../hash.ts'
import { KNOWN } from './lower.ts'
import { tallyKey } from './tally-key.ts'

/** The arm of those who do not see the guide. */
export const HELD_OUT = 'holdout'
/** The arm of those who see the guide as it is written, outside the comparison. */
export const NOT_IN = 'none'

/**
 * Lists the arms of an experiment: the holdout, who is outside of the namespace, then a range a variant.
 *
 * @param key - of the guide; the seed where the experiment names none.
 */
export function armCases(key: string, experiment: Experiment): Cases {
  const { holdout = 0, coverage = 1, unit, seed = key, namespace, variants = [] } = experiment
  const total = variants.reduce((sum, { weight }) => sum + weight, 0)
  const ranges = toRanges(
    variants.length,
    coverage,
    variants.map(({ weight }) => weight / total),
  )
  const cases: [Rule, string][] = variants.map((variant, i) => [{ of: ['share', seed, unit], gte: ranges[i]![0], lt: ranges[i]![1] }, variant.key])
  if (namespace) cases.unshift([{ of: ['namespace', namespace.key, unit, namespace.from, namespace.to], is: false }, NOT_IN])
  if (holdout) cases.unshift([{ of: ['share', `${seed}:holdout`, unit], lt: holdout }, HELD_OUT])
  return [...cases, [{ all: [] }, NOT_IN]]
}

/** The rule of a rollout: phases follow each other by time, and who was in one stays in, since all draw by the same number. */
export function rolloutRule({ key, seed = key, unit, from, phases }: Rollout): Rule {
  const rules: Rule[] = []
  let begins = from ? Date.parse(from) : -Infinity
  for (const { percent, segment, hold } of phases) {
    // nobody needs an id for 0 % or 100 %
    const drawn: Rule = percent <= 0 ? { any: [] } : percent >= 100 ? { all: [] } : { of: ['share', seed, unit], lt: percent / 100 }
    rules.push({
      all: [
        ...(begins === -Infinity ? [] : [{ of: ['at', begins], older: 0 } as const]),
        drawn,
        ...(segment ? [{ of: ['segment', segment], is: true } as const] : []),
      ],
    })
    const held = toMs(hold)
    // the last one stays
    if (held === undefined) break
    begins += held
  }
  return { any: rules }
}

/** The levels of a feature: from the highest, which more history cannot take back, to the lowest. */
export function levelCases({ usedWhen, adoptedWhen, habitualWhen = HABIT }: Feature, scope: Scope): Cases {
  const keys = usedWhen.map(({ event, where }) => tallyKey({ event, where, scope }))
  const known = KNOWN[scope]
  const level = (rule: Rule, then: FeatureLevel): [Rule, FeatureLevel] => [rule, then]
  const adopted: Rule = { of: ['count', keys, toMs(adoptedWhen.within), adoptedWhen.count], gte: adoptedWhen.count, known, early: true }
  return [
    // asked of those alone who have adopted it; whether more history would say otherwise is for who asks for `habitual`
    level({ all: [adopted, { of: ['weeks', keys, habitualWhen.of], gte: habitualWhen.weeks }] }, 'habitual'),
    level(adopted, 'adopted'),
    level({ of: ['count', keys], is: 0, known }, 'none'),
    level({ of: ['count', keys], is: 1, known }, 'tried'),
    level({ all: [] }, 'repeated'),
  ]
}
