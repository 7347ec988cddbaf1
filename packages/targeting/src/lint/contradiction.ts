// Owns finding conditions that can never hold, whatever the person: two clauses that exclude each other. For authors, not for
// the browser: it is slow and says more than yes or no.
import type { Condition } from '@foothold/protocol'
import { clauseText, excludes, type Clause } from './clause.ts'
import { toForm, together, type Form } from './form.ts'
import type { Definitions } from './leaf.ts'
import { holds } from './value.ts'

/** Two places of a condition that exclude each other; equal where one clause excludes itself. JSON Pointers from its root. */
export interface Contradiction {
  first: string
  second: string
  /** Both, in words: `plan is "pro"`. Equal where a clause can never hold by itself. */
  firstText: string
  secondText: string
  /** Why a clause can never hold by itself. */
  because?: string
}

/** One of several conditions that must hold together, and where it stands. */
export interface Part {
  pointer: string
  condition: Condition
}

/**
 * Finds the clauses that make a condition, or a branch of it, impossible.
 *
 * Sound, not complete: what it reports can never hold; what it does not report may still be impossible for reasons that it
 * does not see (dates against windows, two versions of one text).
 *
 * @param written - a condition, or several that must hold together.
 * @param known - definitions to look into: an audience may contradict the segment it names.
 * @returns contradictions of the whole first, then of branches of an `any`; none where all is well.
 * @throws never
 */
export function findContradictions(written: Condition | readonly Part[], known: Definitions = {}): Contradiction[] {
  const { found } = search(formOf(written, known), createRun(known), NOTHING)
  return found.map(tell)
}

/** Whether a condition is never true, whatever the context. Sound, not complete. @throws never */
export function isImpossible(condition: Condition, known: Definitions = {}): boolean {
  return search(formOf(condition, known), createRun(known), NOTHING).whole
}

const formOf = (written: Condition | readonly Part[], known: Definitions): Form =>
  Array.isArray(written)
    ? { pointer: '', negated: false, all: (written as readonly Part[]).map(({ pointer, condition }) => toForm(condition, { pointer, negated: false }, known)) }
    : toForm(written as Condition, { pointer: '', negated: false }, known)

interface Defined {
  key: string
  when: Condition
}

/** Two clauses that exclude each other. */
export type Conflict = readonly [Clause, Clause]

/** What one search works with. */
export interface Run {
  known: Definitions
  /** Comparisons that are left: a folder of any size is checked in bounded time. */
  left: number
}

/** What holds around a form: clauses by subject, and the definitions that were looked into. */
export interface Given {
  clauses: ReadonlyMap<string, readonly Clause[]>
  seen: ReadonlySet<string>
}

export const NOTHING: Given = { clauses: new Map(), seen: new Set() }
const MOST_COMPARISONS = 50_000
/** Of a definition that is looked into, in comparisons: so about a hundred are. */
const COST_OF_DEFINITION = 500
/** Clauses on one subject that are compared; nobody writes more by hand. */
const MOST_OF_ONE = 50

/** The same for all searches that share their definitions, as those of one folder do. */
const MOST_OF_ALL = 2_000_000
const totals = new WeakMap<Definitions, { left: number }>()

export function createRun(known: Definitions): Run {
  const total = totals.get(known) ?? { left: MOST_OF_ALL }
  totals.set(known, total)
  return { known, left: Math.min(MOST_COMPARISONS, total.left) }
}

/** Pays for comparisons. @returns whether there is anything left. */
export function spend(run: Run, comparisons: number): boolean {
  run.left -= comparisons
  totals.get(run.known)!.left -= comparisons
  return run.left > 0
}

/** What comparing a clause with another costs: two patterns are compared character by character. */
export const costOf = ({ says }: Clause): number => (says.kind === 'value' && says.word === 'matches' ? 2_000 : 1)

/** Looks for conflicts. @returns `whole`: nothing can fulfil this form beside what is given. */
export function search(form: Form, run: Run, given: Given): { whole: boolean; found: Conflict[] } {
  if ('any' in form) {
    const branches = form.any.map((branch) => search(branch, run, given))
    const whole = branches.length > 0 && branches.every((branch) => branch.whole)
    const found = branches.flatMap((branch) => branch.found)
    return { whole, found: form.whole ? (whole ? found.slice(0, 1) : []) : found }
  }
  const { clauses, choices, seen } = gather(form, run, given)
  const found: Conflict[] = []
  const all = new Map(given.clauses)
  for (const clause of clauses) {
    const others = all.get(clause.subject) ?? []
    const conflict = conflictOf(clause, others, run)
    if (conflict) found.push(conflict)
    if (others.length < MOST_OF_ONE) all.set(clause.subject, [...others, clause])
  }
  if (!found.length) {
    for (const [, same] of all) {
      const conflict = found.length ? undefined : exhausted(same, run)
      if (conflict) found.push(conflict)
    }
  }
  let whole = found.length > 0
  // once it is impossible, its branches have nothing to add
  if (!whole) {
    for (const choice of choices) {
      const inner = search(choice, run, { clauses: all, seen })
      whole ||= inner.whole
      found.push(...inner.found)
    }
  }
  return { whole, found }
}

/** Everything that must hold together, what is defined elsewhere included. */
function gather(form: Form, run: Run, given: Given): { clauses: Clause[]; choices: Form[]; seen: Set<string> } {
  const seen = new Set(given.seen)
  const clauses: Clause[] = []
  const choices: Form[] = []
  const add = (one: Form): void => {
    if ('any' in one) choices.push(one)
    if (!('clause' in one)) return
    clauses.push(one.clause)
    const inner = definitionOf(one.clause, run, seen)
    if (inner) together(inner).forEach(add)
  }
  together(form).forEach(add)
  return { clauses, choices, seen }
}

/** What must hold, or must not, because a clause names it; once for each definition. It is told at the place that names it. */
function definitionOf({ names, pointer }: Clause, run: Run, seen: Set<string>): Form | undefined {
  // what was reached stays reached, whatever became of the condition
  if (!names || (names.kind === 'milestone' && names.holds)) return undefined
  const name = `${names.kind} ${names.key} ${names.holds}`
  const definition = byKey(run.known[`${names.kind}s`] ?? []).get(names.key)
  if (!definition || seen.has(name) || run.left <= 0) return undefined
  seen.add(name)
  spend(run, COST_OF_DEFINITION)
  const inlined = `${names.kind} "${names.key}"${names.kind === 'milestone' ? ' is open' : names.holds ? '' : ' is false'}`
  return toForm(definition.when, { pointer, negated: !names.holds, inlined }, run.known)
}

const indexes = new WeakMap<readonly Defined[], ReadonlyMap<string, Defined>>()

function byKey(list: readonly Defined[]): ReadonlyMap<string, Defined> {
  let index = indexes.get(list)
  if (!index) indexes.set(list, (index = new Map(list.map((one) => [one.key, one]))))
  return index
}

function conflictOf(clause: Clause, others: readonly Clause[], run: Run): Conflict | undefined {
  if (!spend(run, (others.length + 1) * costOf(clause))) return undefined
  const other = others.find((one) => excludes(one, clause))
  return other ? [other, clause] : !clause.missing && excludes(clause, clause) ? [clause, clause] : undefined
}

/** Whether each value that one clause allows is excluded by one of the others. */
function exhausted(same: readonly Clause[], run: Run): Conflict | undefined {
  for (const clause of same) {
    const { says } = clause
    if (says.kind !== 'value' || clause.missing || run.left <= 0) continue
    const saying = { word: says.word, written: says.written, negated: clause.negated }
    const listed =
      says.domain ?? (clause.negated ? undefined : says.word === 'is' ? [says.written] : says.word === 'in' ? (says.written as unknown[]) : undefined)
    if (!listed) continue
    spend(run, same.length * listed.length)
    const refused = listed.map((value) => (holds(saying, value as string) === false ? clause : same.find((one) => refuses(one, value as string))))
    if (refused.every((one) => one !== undefined)) {
      const other = refused.findLast((one) => one !== clause)
      if (other) return same.indexOf(other) < same.indexOf(clause) ? [other, clause] : [clause, other]
    }
  }
  return undefined
}

const refuses = ({ says, negated }: Clause, value: string): boolean =>
  says.kind === 'value' && holds({ word: says.word, written: says.written, negated }, value) === false

function tell([first, second]: Conflict): Contradiction {
  const [firstText, secondText] = [clauseText(first), clauseText(second)]
  return { first: first.pointer, second: second.pointer, firstText, secondText, ...(first === second && first.limits ? { because: first.limits } : {}) }
}
