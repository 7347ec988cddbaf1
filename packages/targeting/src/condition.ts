// Owns the evaluation of a condition: compiled once into a closure, three-valued, with what it depends on.
import { toMs, type Comparison, type Condition, type CountComparison, type EventCondition } from '@foothold/protocol'
import { compileComparison, compileWhere, own } from './comparison.ts'
import type { Context, Truth } from './context.ts'
import { compilePage } from './page.ts'
import { countWithin, tallyKey } from './tally.ts'

export type Evaluate = (context: Context) => Truth

/** A condition ready to be asked. */
export interface Compiled {
  evaluate: Evaluate
  /** What the answer can depend on, as `subject:name` (`trait:role`, `event:project.created`) or `page`, `device`, `element`. */
  dependencies: ReadonlySet<string>
  /** The event conditions inside: what has to be counted. */
  events: readonly EventCondition[]
}

/** Subjects that compare one value of a record. */
const VALUES = [
  ['trait', 'traits'],
  ['account', 'account'],
  ['property', 'properties'],
] as const

/**
 * Compiles a condition; `undefined` compiles to "everybody".
 *
 * @param condition - valid by its schema.
 * @returns closures without allocation on evaluation; O(nodes).
 * @throws never
 */
export function compileCondition(condition: Condition | undefined): Compiled {
  const dependencies = new Set<string>()
  const events: EventCondition[] = []
  return { evaluate: condition ? compile(condition, dependencies, events) : () => true, dependencies, events }
}

function compile(condition: Condition, dependencies: Set<string>, events: EventCondition[]): Evaluate {
  const on = (dependency: string): void => void dependencies.add(dependency)
  if ('all' in condition)
    return fold(
      condition.all.map((inner) => compile(inner, dependencies, events)),
      false,
    )
  if ('any' in condition)
    return fold(
      condition.any.map((inner) => compile(inner, dependencies, events)),
      true,
    )
  if ('not' in condition) return not(compile(condition.not, dependencies, events))
  for (const [subject, record] of VALUES) {
    if (!(subject in condition)) continue
    const name = (condition as Record<string, string>)[subject]!
    on(`${subject}:${name}`)
    const compare = compileComparison(condition as Comparison)
    return (context) => context[record] && compare(own(context[record], name), context.now)
  }
  if ('segment' in condition) {
    on(`segment:${condition.segment}`)
    const inside: Evaluate = (context) => context.segment(condition.segment)
    return condition.is === false ? not(inside) : inside
  }
  if ('milestone' in condition) {
    on(`milestone:${condition.milestone}`)
    const reached: Evaluate = (context) => context.milestone(condition.milestone)
    return condition.is === 'open' ? not(reached) : reached
  }
  if ('feature' in condition) {
    on(`feature:${condition.feature}`)
    return (context) => {
      const level = context.level(condition.feature)
      return level && condition.level.includes(level)
    }
  }
  if ('event' in condition) {
    on(`event:${condition.event}`)
    events.push(condition)
    return compileEvent(condition)
  }
  if ('page' in condition) {
    on('page')
    const matches = compilePage(condition.page, condition.query)
    return (context) => context.place && matches(context.place)
  }
  if ('guide' in condition) {
    on(`guide:${condition.guide}`)
    const within = toMs(condition.within)
    return (context) => {
      const progress = context.guide(condition.guide)
      if (progress === undefined) return undefined
      const at = progress?.at ?? progress?.lastSeenAt
      return (
        condition.state.includes(progress?.state ?? 'unseen') && (within === undefined || (at !== undefined && at <= context.now && at >= context.now - within))
      )
    }
  }
  if ('device' in condition) {
    on('device')
    return (context) => {
      const actual = context[condition.device]
      return actual && actual === condition.is
    }
  }
  on('element')
  const { element, is } = condition as Extract<Condition, { element: string }>
  return (context) => {
    const actual = context.element?.(element)
    return actual && (actual === is || (is === 'present' && actual === 'visible'))
  }
}

const not =
  (inner: Evaluate): Evaluate =>
  (context) => {
    const value = inner(context)
    return value === undefined ? undefined : !value
  }

/** Kleene's `all` (decided by a false) and `any` (decided by a true): unknown unless one part decides. */
function fold(parts: readonly Evaluate[], decisive: boolean): Evaluate {
  return (context) => {
    let result: Truth = !decisive
    for (const part of parts) {
      const value = part(context)
      if (value === decisive) return decisive
      if (value === undefined) result = undefined
    }
    return result
  }
}

const AT_LEAST_ONCE: CountComparison = { gte: 1 }

function compileEvent(condition: EventCondition): Evaluate {
  const key = tallyKey(condition)
  const absent = toMs(condition.absent)
  if (absent !== undefined) {
    return (context) => {
      const tally = context.tally(key)
      const recent = tally !== null && tally.last > context.now - absent
      return recent ? false : context.historyKnown || undefined
    }
  }
  const count = condition.count ?? AT_LEAST_ONCE
  const compare = compileComparison(count)
  const within = toMs(condition.within)
  // more history can only raise a count: "at least" may be true early, everything else waits for the whole history
  const growing = Object.keys(count).every((name) => name === 'gte' || name === 'gt')
  return (context) => {
    const result = compare(countWithin(context.tally(key), within, context.now), context.now)
    return context.historyKnown || (growing && result) ? result : undefined
  }
}

/** One event condition that occurs somewhere, with the tally that has to be kept for it. */
export interface TallyNeed {
  key: string
  event: string
  matches: ReturnType<typeof compileWhere>
}

/** Lists the tallies that these event conditions read, each once. */
export function toTallyNeeds(conditions: Iterable<EventCondition>): TallyNeed[] {
  const needs = new Map<string, TallyNeed>()
  for (const condition of conditions) {
    const key = tallyKey(condition)
    if (!needs.has(key)) needs.set(key, { key, event: condition.event, matches: compileWhere(condition.where) })
  }
  return [...needs.values()]
}
