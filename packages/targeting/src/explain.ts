// Owns the answer to "why (not)?": the tree of a condition with results, actual values and what is missing.
import type { Condition } from '@foothold/protocol'
import { own } from './comparison.ts'
import { compileCondition } from './condition.ts'
import type { Context, Truth } from './context.ts'
import { tallyKey } from './tally.ts'

/** One node of a condition, answered. */
export interface Explanation {
  condition: Condition
  result: Truth
  /** What was there, where one value decides. */
  actual?: unknown
  children?: Explanation[]
}

/**
 * Answers a condition node by node with the very code that decides, so that the two can never differ.
 *
 * @throws never
 */
export function explainCondition(condition: Condition, context: Context): Explanation {
  const result = compileCondition(condition).evaluate(context)
  const inner = 'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : undefined
  if (inner) return { condition, result, children: inner.map((one) => explainCondition(one, context)) }
  const actual = actualOf(condition, context)
  return actual === undefined ? { condition, result } : { condition, result, actual }
}

function actualOf(condition: Condition, context: Context): unknown {
  if ('trait' in condition) return own(context.traits, condition.trait)
  if ('account' in condition) return own(context.account, condition.account)
  if ('property' in condition) return own(context.properties, condition.property)
  if ('segment' in condition) return context.segment(condition.segment)
  if ('milestone' in condition) return context.reachedAt(condition.milestone) ?? context.milestone(condition.milestone)
  if ('feature' in condition) return context.level(condition.feature)
  if ('event' in condition) return context.tally(tallyKey(condition))
  if ('page' in condition) return context.place?.path
  if ('guide' in condition) return context.guide(condition.guide)?.state
  if ('device' in condition) return context[condition.device]
  if ('element' in condition) return context.element?.(condition.element)
  return undefined
}
