// Owns the adoption model at evaluation: segments, milestones, feature levels, flags and arms computed from facts.
import type { Bundle, FeatureLevel } from '@foothold/protocol'
import type { Context, Facts, Truth } from './context.ts'
import { HELD_OUT, NOT_IN } from './publish/experiment.ts'
import { compileCases, compileLater, type Evaluate } from './rule.ts'

/** A context with the answers that it has given. */
type Asked = Context & { answers?: Map<Evaluate, { value: Truth; wake: number }>; answersOf?: Context['properties'] }

/** The compiled adoption model. */
export interface CompiledModel {
  /**
   * Makes facts a context: they get the model's answers, each computed when it is first asked, and once. A copy would ask for what
   * costs the browser something, a prototype of its own for each would make every read slow; so it is the same object.
   */
  over(facts: Facts): Context
  /** Keys of the milestones whose condition holds now but that are not stored as reached. */
  newlyReached(context: Context): string[]
}

/**
 * Compiles the definitions of a bundle.
 *
 * @throws never; a reference to a definition that does not exist is unknown.
 */
export function compileModel({
  segments,
  milestones,
  flags,
  features,
  guides,
}: Pick<Bundle, 'segments' | 'milestones' | 'flags' | 'features' | 'guides'>): CompiledModel {
  const compile = (list: readonly { key: string; when: Parameters<typeof compileLater>[0] }[]): Map<string, Evaluate> =>
    new Map(list.map(({ key, when }) => [key, compileLater(when)]))
  const definitions = { segment: compile(segments), milestone: compile(milestones), flag: compile(flags) }
  const levels = new Map(features.map(({ key, person, account = [] }) => [key, { person: compileCases(person), account: compileCases(account) }]))
  const groups = new Map<string, string[]>()
  for (const { key, group } of guides) if (group) groups.set(group, [...(groups.get(group) ?? []), key])
  const arms = new Map(guides.flatMap(({ key, arms: cases }) => (cases ? [[key, { cases, pick: compileCases(cases) }] as const] : [])))

  function ask(context: Asked, kind: keyof typeof definitions, key: string): Truth {
    const definition = definitions[kind].get(key)
    if (!definition) return undefined
    // answers may rest on the event that is the moment, which is another for each guide
    if (!context.answers || context.answersOf !== context.properties) {
      context.answers = new Map()
      context.answersOf = context.properties
    }
    let answer = context.answers.get(definition)
    if (!answer) {
      // unknown while it is being asked: a cycle, which the linter refuses, ends here
      answer = { value: undefined, wake: Infinity }
      context.answers.set(definition, answer)
      const { wake } = context
      const mine = answer
      context.wake = (at) => void (mine.wake = Math.min(mine.wake, at))
      answer.value = definition(context)
      context.wake = wake
    }
    // whoever asks is concerned by what time alone may change
    if (answer.wake < Infinity) context.wake?.(answer.wake)
    return answer.value
  }

  /** Methods of every context: made once, since a browser makes a context at each event. */
  const methods: Omit<Context, keyof Facts> & ThisType<Asked> = {
    segment(key) {
      return ask(this, 'segment', key)
    },
    flag(key) {
      return ask(this, 'flag', key)
    },
    milestone(key, scope) {
      if (this.reachedAt(key, scope) !== undefined) return true
      // what it takes cannot be asked of the others here, but of the person it can; that it was never reached the whole history tells
      return scope === 'account' ? sure(this.milestone(key), this.accountKnown) : sure(ask(this, 'milestone', key), this.historyKnown)
    },
    level(key, scope = 'person') {
      return levels.get(key)?.[scope](this) as FeatureLevel | undefined
    },
    groupSeenAt(group, but) {
      let last = 0
      for (const key of groups.get(group) ?? []) {
        const progress = key === but ? null : this.guide(key)
        if (progress === undefined) return undefined
        last = Math.max(last, progress?.lastSeenAt ?? 0)
      }
      return last
    },
    arm(key) {
      const arm = arms.get(key)
      const stuck = this.stuckArm?.(key)
      // an arm that somebody was exposed to stays, as long as the experiment has it; who took no part may come to, where more are taken in
      return arm?.cases.some(([, then]) => then === stuck) && (stuck !== NOT_IN || arm.cases.every(([, then]) => then === NOT_IN || then === HELD_OUT))
        ? stuck
        : arm?.pick(this)
    },
  }

  return {
    over: (facts) => Object.assign(facts, methods),
    newlyReached: (context) => [...definitions.milestone.keys()].filter((key) => context.reachedAt(key) === undefined && context.milestone(key)),
  }
}

/** A "no" counts only where the history is known. */
const sure = (value: Truth, known: boolean | undefined): Truth => (value === false && !known ? undefined : value)
