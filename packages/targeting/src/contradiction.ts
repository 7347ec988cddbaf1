// Owns finding conditions that can never hold, whatever the person: two clauses that exclude each other. For authors, not for
// the browser: it is slow and says more than yes or no.
import { toMs, type Comparison, type Condition, type Scalar, type Segment } from '@foothold/protocol'
import { compileComparison } from './comparison.ts'
import { tallyKey } from './tally.ts'

/** Two places of a condition that exclude each other; equal where one clause excludes itself. JSON Pointers from its root. */
export interface Contradiction {
  first: string
  second: string
  /** Both, in words: `plan is "pro"`. */
  firstText: string
  secondText: string
}

/** One thing that must hold, with where it was written. */
interface Clause {
  pointer: string
  text: string
  /** What it speaks of: clauses on different subjects never exclude each other. */
  subject: string
  /** The only values that can fulfil it, where they can be listed. */
  values?: readonly Scalar[] | undefined
  /** Whether a value fulfils it. `undefined`: cannot be told without knowing more. */
  holds(value: Scalar): boolean | undefined
  /** Bounds of a number, where it has them. */
  range?: Range | undefined
  /** Whether a missing value fulfils it. */
  orMissing?: boolean | undefined
}
interface Range {
  low: number
  lowOpen: boolean
  high: number
  highOpen: boolean
}

/** A condition with every `not` pushed down to the leaves. */
type Form = { all: Form[]; pointer: string } | { any: Form[]; pointer: string } | { leaf: Condition; negated: boolean; pointer: string }

/**
 * Finds the clauses that make a condition, or a branch of it, impossible.
 *
 * Sound, not complete: what it reports can never hold; what it does not report may still be impossible for reasons that it
 * does not see (dates against windows, two different page patterns that end alike).
 *
 * @param segments - definitions to look into: an audience may contradict the segment it names.
 * @returns contradictions of the whole first, then of branches of an `any`; none where all is well.
 * @throws never
 */
export function findContradictions(condition: Condition, segments: readonly Segment[] = []): Contradiction[] {
  return search(normalize(condition, '', false), [], new Map(segments.map(({ key, when }) => [key, when])))
}

function normalize(condition: Condition, pointer: string, negated: boolean): Form {
  if ('not' in condition) return normalize(condition.not, `${pointer}/not`, !negated)
  const list = 'all' in condition ? condition.all : 'any' in condition ? condition.any : undefined
  if (!list) return { leaf: condition, negated, pointer }
  const word = 'all' in condition ? 'all' : 'any'
  const parts = list.map((part, i) => normalize(part, `${pointer}/${word}/${i}`, negated))
  return (word === 'all') !== negated ? { all: parts, pointer } : { any: parts, pointer }
}

/** @param given - what must hold besides. */
function search(form: Form, given: readonly Clause[], segments: ReadonlyMap<string, Condition>, depth = 0): Contradiction[] {
  if ('any' in form) return form.any.flatMap((branch) => search(branch, given, segments, depth))
  const forms = 'all' in form ? flatten(form) : [form]
  const clauses = forms.flatMap((one) => ('leaf' in one ? toClauses(one, segments, depth) : []))
  const found: Contradiction[] = []
  clauses.forEach((clause, i) => {
    for (const other of [...given, ...clauses.slice(0, i)]) {
      if (excludes(other, clause)) found.push({ first: other.pointer, second: clause.pointer, firstText: other.text, secondText: clause.text })
    }
  })
  const all = [...given, ...clauses]
  return [...found, ...forms.flatMap((one) => ('any' in one ? search(one, all, segments, depth) : []))]
}

const flatten = (form: Form): Form[] => ('all' in form ? form.all.flatMap(flatten) : [form])

/** Cuts a leaf into its single comparisons; `gt 10, lt 5` excludes itself. */
function toClauses({ leaf, negated, pointer }: Extract<Form, { leaf: Condition }>, segments: ReadonlyMap<string, Condition>, depth: number): Clause[] {
  const state = (subject: string, values: readonly Scalar[], of: readonly Scalar[], text: string): Clause[] => {
    const allowed = negated ? of.filter((value) => !values.includes(value)) : values
    return [{ pointer, subject, text: negated ? `not (${text})` : text, values: allowed, holds: (value) => allowed.includes(value) }]
  }
  if ('segment' in leaf) {
    const inside = (leaf.is ?? true) !== negated
    const definition = segments.get(leaf.segment)
    const own = state(`segment:${leaf.segment}`, [leaf.is ?? true], [true, false], `segment "${leaf.segment}" is ${leaf.is ?? true}`)
    if (!definition || !inside || depth > 8) return own
    // being in a segment means that its own clauses hold; they are told at the place that names it
    const inner = flatten(normalize(definition, pointer, false)).flatMap((form) => ('leaf' in form ? toClauses(form, segments, depth + 1) : []))
    return [...own, ...inner.map((clause) => ({ ...clause, pointer, text: `${clause.text} (segment "${leaf.segment}")` }))]
  }
  if ('milestone' in leaf) return state(`milestone:${leaf.milestone}`, [leaf.is], ['reached', 'open'], `milestone "${leaf.milestone}" is ${leaf.is}`)
  if ('feature' in leaf)
    return state(`feature:${leaf.feature}`, leaf.level, ['none', 'tried', 'repeated', 'adopted'], `feature "${leaf.feature}" is ${leaf.level.join(' or ')}`)
  if ('guide' in leaf) {
    if (leaf.within && negated) return []
    const states = ['unseen', 'seen', 'completed', 'dismissed', 'snoozed', 'ended']
    return state(`guide:${leaf.guide}`, leaf.state, states, `guide "${leaf.guide}" is ${leaf.state.join(' or ')}`)
  }
  if ('device' in leaf)
    return state(`device:${leaf.device}`, [leaf.is], leaf.device === 'viewport' ? ['narrow', 'wide'] : ['touch', 'mouse'], `${leaf.device} is ${leaf.is}`)
  if ('element' in leaf) {
    const states = leaf.is === 'present' ? ['present', 'visible'] : [leaf.is]
    return state(`element:${leaf.element}`, states, ['present', 'visible', 'absent'], `element "${leaf.element}" is ${leaf.is}`)
  }
  if ('event' in leaf) return negated ? [] : eventClauses(leaf, pointer)
  if ('page' in leaf) return []
  const subject = (['trait', 'account', 'property'] as const).find((word) => word in leaf)!
  const name = (leaf as unknown as Record<string, string>)[subject]!
  return comparisonClauses(leaf as Comparison, { subject: `${subject}:${name}`, name, pointer, negated })
}

function comparisonClauses(comparison: Comparison, about: { subject: string; name: string; pointer: string; negated: boolean }): Clause[] {
  const { subject, name, pointer, negated } = about
  const entries = Object.entries(comparison).filter(([word]) => WORDS.has(word))
  // not (a and b) is a choice; only the single comparison can be turned round
  if (negated && entries.length !== 1) return []
  return entries.map(([word, written]): Clause => {
    const compare = compileComparison({ [word]: written })
    const text = `${name} ${word} ${JSON.stringify(written)}`
    if (word === 'exists') {
      const present = (written as boolean) !== negated
      return { pointer, subject, text: negated ? `not (${text})` : text, holds: () => present, orMissing: !present, ...(present ? {} : { values: [] }) }
    }
    // a comparison with a date depends on when it is asked
    const timeless = word !== 'within'
    const holds = (value: Scalar): boolean | undefined => (timeless ? compare(value, 0) === !negated : undefined)
    const orMissing = comparison.ifMissing !== undefined && comparison.ifMissing !== negated
    const listed = word === 'is' ? [written as Scalar] : word === 'in' ? (written as Scalar[]) : undefined
    return { pointer, subject, text: negated ? `not (${text})` : text, holds, orMissing, ...(negated ? {} : { values: listed, range: toRange(word, written) }) }
  })
}

const WORDS = new Set(['is', 'in', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'startsWith', 'endsWith', 'exists', 'within', 'before', 'after'])

function toRange(word: string, written: unknown): Range | undefined {
  const all = { low: -Infinity, lowOpen: false, high: Infinity, highOpen: false }
  if (word === 'gt' || word === 'gte') return { ...all, low: written as number, lowOpen: word === 'gt' }
  if (word === 'lt' || word === 'lte') return { ...all, high: written as number, highOpen: word === 'lt' }
  if (word === 'between') return { ...all, low: (written as [number, number])[0], high: (written as [number, number])[1] }
  if (word === 'before' || word === 'after') {
    const at = Date.parse(written as string)
    return word === 'before' ? { ...all, high: at, highOpen: true } : { ...all, low: at, lowOpen: true }
  }
  return undefined
}

/** Counts as clauses on the same tally and window; "absent" as "none" in every window that is not longer. */
function eventClauses(leaf: Extract<Condition, { event: string }>, pointer: string): Clause[] {
  const key = tallyKey(leaf)
  if (leaf.absent) {
    const text = `event "${leaf.event}" absent ${leaf.absent}`
    return [
      {
        pointer,
        subject: `event:${key}`,
        text,
        holds: () => undefined,
        range: { low: 0, lowOpen: false, high: 0, highOpen: false },
        window: toMs(leaf.absent)!,
      } as WindowClause,
    ]
  }
  const entries = Object.entries(leaf.count ?? { gte: 1 })
  return entries.map(([word, written]) => ({
    pointer,
    subject: `event:${key}`,
    text: `event "${leaf.event}" count ${word} ${JSON.stringify(written)}${leaf.within ? ` within ${leaf.within}` : ''}`,
    holds: () => undefined,
    range: word === 'is' ? { low: written as number, lowOpen: false, high: written as number, highOpen: false } : toRange(word, written),
    window: toMs(leaf.within) ?? Infinity,
  }))
}
interface WindowClause extends Clause {
  /** Length of the window that the count is of, ms. */
  window: number
}

function excludes(a: Clause, b: Clause): boolean {
  if (a.subject !== b.subject) return false
  if ('window' in a && 'window' in b) return windowsExclude(a as WindowClause, b as WindowClause)
  if (a.orMissing && b.orMissing) return false
  if (a.range && b.range && isEmpty(a.range, b.range)) return true
  return never(a, b) || never(b, a)
}

/** Whether no value that fulfils `a` fulfils `b`. */
const never = (a: Clause, b: Clause): boolean => a.values !== undefined && a.values.every((value) => b.holds(value) === false)

function isEmpty(a: Range, b: Range): boolean {
  const low = Math.max(a.low, b.low)
  const high = Math.min(a.high, b.high)
  if (low !== high) return low > high
  return [a, b].some((range) => (range.low === low && range.lowOpen) || (range.high === high && range.highOpen))
}

/** A count over a shorter window is at most the count over a longer one. */
function windowsExclude(a: WindowClause, b: WindowClause): boolean {
  const [short, long] = a.window <= b.window ? [a, b] : [b, a]
  if (!short.range || !long.range) return false
  if (short.window === long.window) return isEmpty(short.range, long.range)
  return isEmpty({ ...short.range, high: Infinity, highOpen: false }, { ...long.range, low: -Infinity, lowOpen: false })
}
