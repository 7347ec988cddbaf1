// Owns the adoption model at evaluation: segments, milestones and feature levels computed from facts.
import { toMs, type Bundle, type EventCondition, type Feature, type FeatureLevel } from '@foothold/protocol'
import { compileCondition, type Compiled } from './condition.ts'
import type { Context, Facts, Truth } from './context.ts'
import { countWithin, tallyKey } from './tally.ts'

/** The compiled adoption model. */
export interface CompiledModel {
  /** Puts the model on top of facts that stay as they are; each definition is computed when it is first asked, and once. */
  over(facts: Facts): Context
  /** Keys of the segments that the person is in for certain. */
  segments(context: Context): string[]
  /** Keys of the milestones whose condition holds now but that are not stored as reached. */
  newlyReached(context: Context): string[]
  /** Event conditions of all definitions. */
  events: readonly EventCondition[]
  /** What a definition depends on, references to other definitions resolved. */
  expand(dependencies: Iterable<string>): Set<string>
}

/**
 * Compiles segments, milestones and features.
 *
 * @throws never; a reference to a definition that does not exist is unknown.
 */
export function compileModel(model: Pick<Bundle, 'segments' | 'milestones' | 'features'>): CompiledModel {
  const segments = new Map(model.segments.map(({ key, when }) => [key, compileCondition(when)]))
  const milestones = new Map(model.milestones.map(({ key, when }) => [key, compileCondition(when)]))
  const features = new Map(model.features.map((feature) => [feature.key, { feature, keys: feature.usedWhen.map(tallyKey) }]))

  function over(facts: Facts): Context {
    const answers = new Map<Compiled, Truth>()
    const ask = (definition: Compiled | undefined): Truth => {
      if (!definition) return undefined
      if (!answers.has(definition)) {
        // unknown while it is being asked: a cycle, which the linter refuses, ends here
        answers.set(definition, undefined)
        answers.set(definition, definition.evaluate(context))
      }
      return answers.get(definition)
    }
    // on top of, not a copy: what costs the browser something is asked only where a condition asks
    const context: Context = Object.assign(Object.create(facts) as Facts, {
      segment: (key: string) => ask(segments.get(key)),
      milestone: (key: string) => facts.reachedAt(key) !== undefined || ask(milestones.get(key)),
      level: (key: string) => {
        const entry = features.get(key)
        return entry && toLevel(entry.feature, entry.keys, facts)
      },
    } satisfies Omit<Context, keyof Facts>)
    return context
  }

  function expand(dependencies: Iterable<string>): Set<string> {
    const result = new Set<string>()
    const queue = [...dependencies]
    for (let dependency = queue.pop(); dependency !== undefined; dependency = queue.pop()) {
      if (result.has(dependency)) continue
      result.add(dependency)
      const [subject, key] = [dependency.slice(0, dependency.indexOf(':')), dependency.slice(dependency.indexOf(':') + 1)]
      if (subject === 'segment') queue.push(...(segments.get(key)?.dependencies ?? []))
      if (subject === 'milestone') queue.push(...(milestones.get(key)?.dependencies ?? []))
      if (subject === 'feature') queue.push(...(features.get(key)?.feature.usedWhen ?? []).map(({ event }) => `event:${event}`))
    }
    return result
  }

  return {
    over,
    expand,
    events: [...[...segments.values(), ...milestones.values()].flatMap(({ events }) => events), ...model.features.flatMap(({ usedWhen }) => usedWhen)],
    segments: (context) => [...segments.keys()].filter((key) => context.segment(key)),
    newlyReached: (context) => [...milestones.keys()].filter((key) => context.reachedAt(key) === undefined && context.milestone(key)),
  }
}

function toLevel(feature: Feature, keys: readonly string[], facts: Facts): FeatureLevel | undefined {
  const tallies = keys.map((key) => facts.tally(key))
  const uses = (withinMs?: number): number => tallies.reduce((sum, tally) => sum + countWithin(tally, withinMs, facts.now), 0)
  if (uses(toMs(feature.adoptedWhen.within)) >= feature.adoptedWhen.count) return 'adopted'
  // a lower level could be a higher one as soon as the rest of the history is known
  if (!facts.historyKnown) return undefined
  const all = uses()
  return all === 0 ? 'none' : all === 1 ? 'tried' : 'repeated'
}
