// Owns the answer to "why (not)?" for a condition: its tree with results, actual values and what is missing.
import type { Condition, Model } from '@foothold/protocol'
import { compileCondition } from '../publish/condition.ts'
import type { Context, Place, Truth } from '../context.ts'
import { tallyKey } from '../publish/tally-key.ts'
import { toWallClock } from '../wall-clock.ts'

/** One node of a condition, answered. */
export interface Explanation {
  /** The node, as it was authored. */
  condition: Condition
  /** JSON Pointer of the node from the root of the condition. */
  pointer: string
  result: Truth
  /** What was there, where one value decides. */
  actual?: unknown
  /** Of an unknown: what is missing, in words. */
  missing?: string
  /** Of a list its parts; of a segment or milestone what it asks for. */
  children?: Explanation[]
}

/** What a condition may refer to, as authored. */
export type Definitions = Partial<Pick<Model, 'segments' | 'milestones'>>

/** Definitions inside definitions are followed so far. */
const DEPTH = 5

/**
 * Answers a condition node by node with the very code that decides, so that the two can never differ.
 *
 * @param condition - as authored.
 * @param definitions - segments and milestones, to be told what they ask for in turn.
 * @throws {PatternError} on a pattern that cannot be compiled; the linter finds it before.
 */
export function explainCondition(condition: Condition, context: Context, definitions: Definitions = {}): Explanation {
  return explain(condition, '', { context, definitions, depth: 0 })
}

interface Asked {
  context: Context
  definitions: Definitions
  depth: number
}

function explain(condition: Condition, pointer: string, asked: Asked): Explanation {
  const { context } = asked
  const result = compileCondition(condition)(context)
  const children = childrenOf(condition, pointer, asked)
  const list = 'all' in condition || 'any' in condition || 'not' in condition
  const actual = list ? undefined : actualOf(condition, context)
  return {
    condition,
    pointer,
    result,
    ...(actual === undefined ? {} : { actual }),
    ...(result === undefined && !list ? { missing: missingOf(condition) } : {}),
    ...(children ? { children } : {}),
  }
}

function childrenOf(condition: Condition, pointer: string, asked: Asked): Explanation[] | undefined {
  if ('all' in condition) return condition.all.map((one, i) => explain(one, `${pointer}/all/${i}`, asked))
  if ('any' in condition) return condition.any.map((one, i) => explain(one, `${pointer}/any/${i}`, asked))
  if ('not' in condition) return [explain(condition.not, `${pointer}/not`, asked)]
  const { context, definitions, depth } = asked
  const definition =
    'segment' in condition
      ? definitions.segments?.find(({ key }) => key === condition.segment)
      : // what is stored as reached is not asked again, and of others it cannot be
        'milestone' in condition && condition.scope !== 'account' && context.reachedAt(condition.milestone) === undefined
        ? definitions.milestones?.find(({ key }) => key === condition.milestone)
        : undefined
  return definition && depth < DEPTH ? [explain(definition.when, pointer, { ...asked, depth: depth + 1 })] : undefined
}

function actualOf(condition: Condition, context: Context): unknown {
  if ('trait' in condition) return context.traits?.[condition.trait]
  if ('account' in condition) return context.account?.[condition.account]
  if ('property' in condition) return context.properties?.[condition.property]
  if ('segment' in condition) return context.segment(condition.segment)
  if ('milestone' in condition) return context.reachedAt(condition.milestone, condition.scope) ?? context.milestone(condition.milestone, condition.scope)
  if ('feature' in condition) return context.level(condition.feature, condition.scope)
  if ('event' in condition) {
    const tally = context.tally(tallyKey(condition))
    return tally ? { count: tally.count, first: tally.first, last: tally.last } : null
  }
  if ('page' in condition) return context.place && placeText(context.place)
  if ('guide' in condition) return context.guide(condition.guide)?.state ?? (context.guide(condition.guide) === null ? 'unseen' : undefined)
  if ('device' in condition) return context[condition.device]
  if ('element' in condition) return context.element?.(condition.element)
  if ('time' in condition) {
    const { time, timezone = 'user' } = condition
    return toWallClock(context.now, timezone === 'user' ? context.zone : timezone)?.[time]
  }
  if ('experiment' in condition) return context.arm(condition.experiment)
  if ('flag' in condition) return context.flag(condition.flag)
  return undefined
}

/** Writes a place as an address bar does, without the origin. */
export function placeText({ path, query, hash }: Place): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${value}`)
  return `${path}${parameters.length ? `?${parameters.join('&')}` : ''}${hash ? `#${hash}` : ''}`
}

/** Says what would have to be known. */
function missingOf(condition: Condition): string {
  const history = (scope?: string): string => (scope === 'account' ? "the account's history" : "the person's history before this visit")
  if ('trait' in condition) return `the trait "${condition.trait}"`
  if ('account' in condition) return `the account trait "${condition.account}"`
  if ('property' in condition) return `the property "${condition.property}" of the event`
  if ('event' in condition || 'feature' in condition) return history(condition.scope)
  if ('milestone' in condition) return `${history(condition.scope)}, or a value that the milestone asks for`
  if ('segment' in condition) return `a value that the segment "${condition.segment}" asks for`
  if ('guide' in condition) return history()
  if ('page' in condition) return 'the page'
  if ('device' in condition || 'element' in condition) return "the person's browser"
  if ('time' in condition) return "the person's time zone"
  return "the person's or account's id"
}
