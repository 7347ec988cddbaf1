// Owns finding the parts of a condition that say nothing: those that hold for everybody, and those that hold anyway beside
// another. For authors. It must not know files or lines.
import type { Condition } from '@foothold/protocol'
import { costOf, createRun, NOTHING, search, spend, type Conflict, type Given, type Run } from './contradiction.ts'
import { clauseText, excludes, implies, negate, type Clause } from './clause.ts'
import { isOwn, opposite, toForm, together, type Form } from './form.ts'
import type { Definitions } from './leaf.ts'
import { saysOnlyText } from './value.ts'

/** A part of a condition that says nothing. JSON Pointers from its root. */
export interface Idle {
  /**
   * `always`: never false · `never`: below a `not`, never true · `text`: holds for every text · `implied`: holds wherever `other`
   * does · `covered`: of a choice, `other` holds wherever it does · `moot`: of a choice, it holds anyway by
   * `other`, so that the choice is none · `twice` · `not`: of a `not` · `missing`: beside `exists: false`.
   */
  kind: 'always' | 'never' | 'text' | 'implied' | 'covered' | 'moot' | 'twice' | 'not' | 'missing'
  pointer: string
  text: string
  /** The reason: another place, and what it says. */
  other?: { pointer: string; text: string }
  /** Of `always`: what must be known of a person for it to hold; else it is unknown. */
  needs?: string
}

/**
 * Finds the parts of a condition that say nothing.
 *
 * Sound, not complete: what is `always` is never false, and never unknown but where its value is missing; what is `implied`,
 * `covered` or `twice` can be left out of its list without changing any answer about people whose values and history are known.
 *
 * @throws never
 */
export function findIdle(condition: Condition, known: Definitions = {}): Idle[] {
  const run = createRun(known)
  const written = findWritten(condition, '')
  const form = toForm(condition, { pointer: '', negated: false }, known)
  const told = new Set(
    written.flatMap(({ kind, pointer }) => (kind === 'twice' ? [pointer] : kind === 'missing' ? [pointer.slice(0, pointer.lastIndexOf('/'))] : [])),
  )
  const isTold = (pointer: string): boolean => [...told].some((one) => pointer === one || pointer.startsWith(`${one}/`))
  return [...written, ...[...findAlways(form, run), ...findImplied(form, run, NOTHING)].filter(({ pointer }) => !isTold(pointer))]
}

/** Whether a condition is never false, whatever the context. Sound, not complete. @throws never */
export function isAlways(condition: Condition, known: Definitions = {}): boolean {
  return search(toForm(condition, { pointer: '', negated: true }, known), createRun(known), NOTHING).whole
}

/** What can be seen without a thought of values. */
function findWritten(condition: Condition, pointer: string): Idle[] {
  if ('not' in condition) {
    // of four in a row, the first and the third are told
    if ('not' in condition.not) return [{ kind: 'not', pointer, text: 'not of not' }, ...findWritten(condition.not.not, `${pointer}/not/not`)]
    return findWritten(condition.not, `${pointer}/not`)
  }
  const word = 'all' in condition ? 'all' : 'any' in condition ? 'any' : undefined
  if (word === undefined) {
    const words = Object.keys(condition).filter((one) => !['trait', 'account', 'property', 'exists', 'ifMissing'].includes(one))
    return 'exists' in condition && condition.exists === false && words.length ? [{ kind: 'missing', pointer: `${pointer}/${words[0]}`, text: words[0]! }] : []
  }
  const list = (condition as Record<string, Condition[]>)[word]!
  const first = new Map<string, number>()
  return list.flatMap((one, i): Idle[] => {
    const [here, text] = [`${pointer}/${word}/${i}`, canonical(one)]
    const before = first.get(text)
    if (before !== undefined) return [{ kind: 'twice', pointer: here, text: word, other: { pointer: `${pointer}/${word}/${before}`, text: word } }]
    first.set(text, i)
    return findWritten(one, here)
  })
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return Array.isArray(value) ? `[${value.map(canonical).join()}]` : JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

/** The outermost parts that are never false; of lists only choices, for a list of which all hold is told in its parts. */
function findAlways(form: Form, run: Run): Idle[] {
  if ('clause' in form && saysOnlyText(toSaying(form.clause))) {
    const { clause } = form
    return [{ kind: 'text', pointer: clause.pointer + clause.part, text: clause.words }]
  }
  if ('all' in form && !form.whole) return form.all.flatMap((one) => findAlways(one, run))
  const inner = 'any' in form && !form.whole ? form.any.flatMap((one) => findAlways(one, run)) : []
  if (inner.length) return inner
  const { whole, found } = search(opposite(form), run, NOTHING)
  if (whole && found[0]) return [toAlways(form, found[0])]
  return 'all' in form ? form.all.flatMap((one) => ('clause' in one && saysOnlyText(toSaying(one.clause)) ? findAlways(one, run) : [])) : []
}

/** What is worked out of other values, and unknown where those are. */
const COMPUTED = /^(segment|milestone|flag|experiment):/

function toAlways(form: Form, [one, other]: Conflict): Idle {
  // where it took more than two to decide, each of them may be what is unknown
  const deciding = !one.derived && !other.derived && excludes(one, other) ? [one, other] : clausesIn(form)
  const unknown = deciding.find(({ missing, says, subject }) => missing === undefined && says.kind === 'value' && (!says.domain || COMPUTED.test(subject)))
  // below a "not" the reader sees what can never hold
  const texts = form.negated ? [clauseText(one), clauseText(other)] : [clauseText(negate(one)), clauseText(negate(other))]
  return {
    kind: form.negated ? 'never' : 'always',
    pointer: form.pointer,
    text: one === other ? texts[0]! : texts.join(form.negated ? ' and ' : ' or '),
    ...(unknown ? { needs: COMPUTED.test(unknown.subject) ? unknown.subject.replace(':', ' ') : unknown.subject.replace(/^\w+:/, '') } : {}),
  }
}

const clausesIn = (form: Form): Clause[] => ('clause' in form ? [form.clause] : ('all' in form ? form.all : form.any).flatMap(clausesIn))

const toSaying = ({ says, negated }: Clause): { word: string; written: unknown; negated: boolean } =>
  says.kind === 'value' ? { word: says.word, written: says.written, negated } : { word: '', written: undefined, negated }

/** Clauses that hold wherever another of the same list, or one around it, does. */
function findImplied(form: Form, run: Run, given: Given): Idle[] {
  if ('any' in form) {
    if (form.whole) return []
    const moot = form.any.flatMap((branch) => mootBy(branch, given) ?? [])
    return moot.length ? moot : [...covered(form.any, run), ...form.any.flatMap((branch) => findImplied(branch, run, given))]
  }
  const forms = together(form)
  const found: Idle[] = []
  const clauses = forms.flatMap((one) => ('clause' in one ? [one.clause] : []))
  const bySubject = new Map(given.clauses)
  for (const clause of clauses) bySubject.set(clause.subject, [...(bySubject.get(clause.subject) ?? []), clause].slice(0, 50))
  for (const clause of clauses) {
    const same = bySubject.get(clause.subject)!
    if (!spend(run, same.length * costOf(clause))) break
    const reason = same.find(
      (one) => one !== clause && one.pointer + one.part !== clause.pointer + clause.part && !one.derived && impliesFirst(one, clause, same),
    )
    const part = partOf(clause, clauses)
    // beside other words it says what holds of a missing value
    if (reason && part !== '/exists') found.push(toIdle('implied', clause, reason, part))
  }
  return [...found, ...forms.flatMap((one) => ('any' in one ? findImplied(one, run, { ...given, clauses: bySubject }) : []))]
}

/** What makes a branch hold anyway, where that is a leaf. */
function mootBy(branch: Form, given: Given): Idle | undefined {
  const clauses = leafOf(branch)
  const reasons = clauses.map((clause) => given.clauses.get(clause.subject)?.find((one) => implies(one, clause)))
  return clauses.length && reasons.every((one) => one !== undefined) ? toIdle('moot', { ...clauses[0]!, pointer: branch.pointer }, reasons[0]!) : undefined
}

/** What a leaf says; nothing of a list. */
const leafOf = (form: Form): Clause[] =>
  'clause' in form ? [form.clause] : 'all' in form && form.whole ? form.all.filter(isOwn).flatMap((one) => ('clause' in one ? [one.clause] : [])) : []

const toIdle = (kind: Idle['kind'], clause: Clause, reason: Clause, part = ''): Idle => ({
  kind,
  pointer: clause.pointer + part,
  text: clauseText(clause),
  other: { pointer: reason.pointer, text: clauseText(reason) },
})

/** Of two that say the same, only the second says nothing. */
const impliesFirst = (reason: Clause, clause: Clause, list: readonly Clause[]): boolean =>
  implies(reason, clause) && !(implies(clause, reason) && list.indexOf(clause) < list.indexOf(reason))

/** A leaf of one comparison is meant as a whole. */
const partOf = (clause: Clause, all: readonly Clause[]): string =>
  all.some((one) => one !== clause && one.pointer === clause.pointer && !one.extra) ? clause.part : ''

/** Branches of a choice that hold only where another does. */
function covered(branches: readonly Form[], run: Run): Idle[] {
  // a leaf of several comparisons is a list of its own
  const clauses = branches.flatMap((branch) => (leafOf(branch).length === 1 ? leafOf(branch) : [])).slice(0, 50)
  if (!spend(run, clauses.length * clauses.reduce((sum, clause) => sum + costOf(clause), 0))) return []
  return clauses.flatMap((clause): Idle[] => {
    const reason = clauses.find((one) => one !== clause && implies(clause, one) && !(implies(one, clause) && clauses.indexOf(clause) < clauses.indexOf(one)))
    return reason ? [toIdle('covered', clause, reason)] : []
  })
}
