// Owns the way from an authored condition to clauses, with every "not" pushed down to them. It must not know what is looked for.
import type { Condition } from '@foothold/protocol'
import { negate, type Clause } from './clause.ts'
import { clausesOf, type Definitions, type Leaf } from './leaf.ts'

/** Clauses, and lists of which all or any must hold. `whole`: only what is true of all of it is worth telling. */
export type Form = { pointer: string; negated: boolean; whole?: boolean } & ({ all: Form[] } | { any: Form[] } | { clause: Clause })

/** Where a condition stands. */
interface Place {
  pointer: string
  negated: boolean
  /** Of a definition: what names it; all of it stands at the pointer of the name then. */
  inlined?: string
}

/** Reads a condition into clauses. @throws never */
export function toForm(condition: Condition, place: Place, known: Definitions): Form {
  const { pointer, negated, inlined } = place
  const inside = (path: string): string => (inlined === undefined ? pointer + path : pointer)
  if ('not' in condition) return toForm(condition.not, { ...place, pointer: inside('/not'), negated: !negated }, known)
  const list = 'all' in condition ? condition.all : 'any' in condition ? condition.any : undefined
  if (list) {
    const word = 'all' in condition ? 'all' : 'any'
    const parts = list.map((part, i) => toForm(part, { ...place, pointer: inside(`/${word}/${i}`) }, known))
    return { pointer, negated, whole: inlined !== undefined, ...((word === 'all') !== negated ? { all: parts } : { any: parts }) }
  }
  const clauses = clausesOf(condition as Leaf, negated, known).map((one): Form => ({ pointer, negated, clause: finish(one, place) }))
  // not (a and b) is a choice
  const said = clauses.filter(isOwn)
  if (!negated || said.length < 2) return clauses.length === 1 ? clauses[0]! : { pointer, negated, whole: true, all: clauses }
  return { pointer, negated, whole: true, any: said }
}

function finish(clause: Clause, { pointer, negated, inlined }: Place): Clause {
  const turned = negated && !clause.derived ? negate(clause) : clause
  return inlined === undefined ? { ...turned, pointer } : { ...turned, pointer, part: '', derived: true, by: inlined }
}

/** Turns a form round. */
export function opposite(form: Form): Form {
  const { pointer, whole = false } = form
  const own = { pointer, whole, negated: !form.negated }
  // of what does not say all, the opposite says nothing
  if ('clause' in form) return form.clause.derived ? { ...own, all: [] } : { ...own, clause: negate(form.clause) }
  return 'all' in form ? { ...own, any: form.all.filter(isOwn).map(opposite) } : { ...own, all: form.any.map(opposite) }
}

/** Whether it was written, and does not only follow from what was. */
export const isOwn = (form: Form): boolean => !('clause' in form && form.clause.extra)

/** What must hold all together, lists in lists laid open. */
export const together = (form: Form): Form[] => ('all' in form ? form.all.flatMap(together) : [form])
