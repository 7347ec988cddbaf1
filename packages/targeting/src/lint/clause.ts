// Owns clauses: the smallest things that a condition says, which can be compared with each other. Two of one subject may exclude
// each other, or one may hold wherever the other does. It must not know where clauses come from.
import type { Scalar } from '@foothold/protocol'
import type { Truth } from '../context.ts'
import { isEveryPage, pageCovers, pagesExclude, type PageSaying } from './page.ts'
import { exclude, holds, type Saying } from './value.ts'

/** What is said: of a value that is there, of a page, or of how often something happened. */
export type Says =
  | { kind: 'value'; word: string; written: unknown; domain?: readonly Scalar[] | undefined; base?: Saying | undefined }
  | ({ kind: 'page' } & PageSaying)
  | { kind: 'count'; low: number; high: number; windowMs: number }

export interface Clause {
  /** Of the leaf, and where in the leaf this stands: both JSON Pointers. */
  pointer: string
  part: string
  /** As it was written, not turned round. */
  words: string
  /** Of a definition: what names it. */
  by?: string
  negated: boolean
  /** Clauses on different subjects never exclude each other. */
  subject: string
  says: Says
  /** The answer where the value is missing. */
  missing: Truth
  /** Follows from what was written, but does not say all of it: good as a reason, never as a conclusion. */
  derived?: true
  /** Follows from a clause beside it, so that leaving it out loses nothing. */
  extra?: true
  /** What is defined elsewhere and holds, or does not, with this. */
  names?: { kind: 'segment' | 'milestone'; key: string; holds: boolean }
  /** Why it can never hold, where it cannot. */
  limits?: string | undefined
}

export const turn = (truth: Truth): Truth => (truth === undefined ? truth : !truth)

/** Turns a clause round. */
export function negate(clause: Clause): Clause {
  const { names, negated, missing } = clause
  return { ...clause, negated: !negated, missing: turn(missing), ...(names ? { names: { ...names, holds: !names.holds } } : {}) }
}

/** Says a clause in words. */
export function clauseText({ words, negated, by }: Clause): string {
  const reason = by === undefined ? '' : negated ? `, as ${by}` : ` (${by})`
  return (negated ? notText(words) : words) + reason
}

const OPPOSITES: Readonly<Record<string, string>> = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' }

/** The opposite of what is said, without a "not" around it where there is a plainer way. */
function notText(words: string): string {
  const [, event, word, number, rest] = /^(event .*) count (gte|gt|lte|lt) (\d+)( within \w+)?$/.exec(words) ?? []
  if (event === undefined) return `not (${words})`
  const [opposite, window] = [OPPOSITES[word!]!, rest ?? '']
  return (opposite === 'lt' && number === '1') || (opposite === 'lte' && number === '0')
    ? `no ${event}${window}`
    : `${event} count ${opposite} ${number}${window}`
}

/** Whether nothing fulfils both; with itself: whether nothing fulfils it. */
export function excludes(a: Clause, b: Clause): boolean {
  if (a.subject !== b.subject || (a.missing && b.missing)) return false
  const [one, other] = [a.says, b.says]
  if (one.kind === 'count' && other.kind === 'count') return countsExclude({ ...one, negated: a.negated }, { ...other, negated: b.negated })
  if (one.kind === 'page' && other.kind === 'page') {
    if (a.negated && b.negated) return isEveryPage(one) || isEveryPage(other)
    return a.negated ? pageCovers(one, other) : b.negated ? pageCovers(other, one) : pagesExclude(one, other)
  }
  if (one.kind !== 'value' || other.kind !== 'value') return false
  const [x, y] = [toSaying(a, one), toSaying(b, other)]
  const { domain, base } = one
  if (domain) return domain.every((value) => holds(x, value) === false || holds(y, value) === false)
  return exclude(x, y) || (base !== undefined && (exclude(base, x) || exclude(base, y)))
}

/**
 * Whether `b` holds wherever `a` does, and is never more false than it: beside `a` it says nothing.
 *
 * @returns never true of what is only derived.
 */
export function implies(a: Clause, b: Clause): boolean {
  return !b.derived && rank(a.missing) <= rank(b.missing) && excludesPresent(a, negate(b))
}

const excludesPresent = (a: Clause, b: Clause): boolean => excludes({ ...a, missing: undefined }, b)
const rank = (truth: Truth): number => (truth === undefined ? 1 : truth ? 2 : 0)
const toSaying = ({ negated }: Clause, { word, written }: Extract<Says, { kind: 'value' }>): Saying => ({ word, written, negated })

type Count = Extract<Says, { kind: 'count' }> & { negated: boolean }

/** A count over a shorter window is at most the count over a longer one. */
function countsExclude(a: Count, b: Count): boolean {
  if (a.negated && b.negated) return isAnyCount(a) || isAnyCount(b)
  if (a.negated) return countsExclude(b, a)
  const low = a.windowMs <= b.windowMs ? a.low : 0
  const high = a.windowMs >= b.windowMs ? a.high : Infinity
  // what `a` says in the window of `b`
  if (!b.negated) return Math.max(low, b.low) > Math.min(high, b.high)
  return a.low > a.high || (low >= b.low && high <= b.high)
}
const isAnyCount = ({ low, high }: Count): boolean => low <= 0 && high === Infinity
