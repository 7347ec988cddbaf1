// Owns what two comparisons say together of one value that is there. It must not know conditions or where values come from.
// Sound, not complete: what it calls exclusive can never hold together.
import { toMs, type Scalar, type SemverBound } from '@foothold/protocol'
import { parseSemver } from '../publish/semver-bounds.ts'
import { compileSemver, toSortable } from '../semver.ts'
import { fitsEveryText, someText, toAutomaton, toPattern } from './text.ts'
import { compileAutomaton } from '../automaton.ts'

/** One comparison as it was written, or its opposite. */
export interface Saying {
  word: string
  written: unknown
  negated: boolean
}
export interface Range {
  low: number
  lowOpen: boolean
  high: number
  highOpen: boolean
}

/** The types that a value may have for a comparison to hold. */
const TYPES: Readonly<Record<string, string>> = {
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  between: 'number',
  startsWith: 'text',
  endsWith: 'text',
  matches: 'text',
  semver: 'text',
  contains: 'text list',
  within: 'number text',
  before: 'number text',
  after: 'number text',
}

/** Words of a comparison that say something of a value. */
export const WORDS: ReadonlySet<string> = new Set(['is', 'in', 'exists', ...Object.keys(TYPES)])

/** Whether no value fulfils both; with itself: whether no value fulfils it. */
export function exclude(a: Saying, b: Saying): boolean {
  return isNothing(a) || isNothing(b) || excludesOneWay(a, b) || excludesOneWay(b, a)
}

/** Whether a comparison holds for every text, so that it only asks for one. */
export function saysOnlyText({ word, written }: Saying): boolean {
  const pattern = toPattern(word, written)
  return pattern !== undefined && (word === 'matches' ? fitsEveryText(pattern) : written === '')
}

const isNothing = ({ word, written, negated }: Saying): boolean => word === 'exists' && written === negated

function excludesOneWay(a: Saying, b: Saying): boolean {
  if (a.negated) return false
  const list = listed(a)
  if (list) return list.every((value) => holds(b, value) === false)
  if (b.negated) return implies(a, b)
  const [types, others] = [TYPES[a.word], TYPES[b.word]]
  if (types && others && !types.split(' ').some((type) => others.split(' ').includes(type))) return true
  const [range, other] = [toRange(a), toRange(b)]
  if (range && other) return isEmpty(range, other)
  if (a.word === 'semver' && b.word === 'semver') return noVersion([...(bounds(a) ?? []), ...(bounds(b) ?? [])])
  // two parts may be members of one list
  if (a.word === 'contains' && b.word === 'contains') return false
  const [pattern, its] = [toPattern(a.word, a.written), toPattern(b.word, b.written)]
  return pattern !== undefined && its !== undefined && someText(pattern, its, true) === false
}

/** Whether a value that fulfils `a` always fulfils what `b`, turned round, says. */
function implies(a: Saying, b: Saying): boolean {
  if (a.word === b.word && JSON.stringify(a.written) === JSON.stringify(b.written)) return true
  const [range, other] = [toRange(a), toRange(b)]
  if (range && other) return TYPES[b.word]!.includes(TYPES[a.word]!) && covers(other, range)
  if (a.word === 'within' && b.word === 'within') return toMs(a.written)! <= toMs(b.written)!
  if (a.word === 'semver' && b.word === 'semver') {
    const [own, its] = [bounds(a), bounds(b)]
    return !!own && !!its && its.every((bound) => noVersion([...own, opposite(bound)]))
  }
  // of a list, one member says nothing of another
  if (a.word === 'contains') return false
  const [pattern, its] = [toPattern(a.word, a.written), toPattern(b.word, b.written)]
  return pattern !== undefined && its !== undefined && someText(pattern, its, false) === false
}

/** The only values that fulfil it, where they can be listed. */
export function listed({ word, written, negated }: Saying): readonly Scalar[] | undefined {
  if (negated) return undefined
  return word === 'is' ? [written as Scalar] : word === 'in' ? (written as Scalar[]) : undefined
}

/** Whether a value fulfils it. `undefined`: depends on when it is asked, or cannot be told. */
export function holds(saying: Saying, value: Scalar): boolean | undefined {
  const plain = fulfils(saying, value)
  return plain === undefined ? undefined : plain !== saying.negated
}

function fulfils({ word, written }: Saying, value: Scalar): boolean | undefined {
  const range = toRange({ word, written })
  if (range) {
    const at = typeof value === 'number' ? value : word === 'before' || word === 'after' ? Date.parse(String(value)) : Number.NaN
    return typeof value !== 'boolean' && covers(range, { low: at, lowOpen: false, high: at, highOpen: false })
  }
  if (word === 'exists') return written === true
  if (word === 'is') return value === written
  if (word === 'in') return (written as Scalar[]).includes(value)
  if (word === 'within') return typeof value === 'boolean' ? false : undefined
  if (typeof value !== 'string') return false
  if (word === 'semver') {
    const parsed = parseSemver(written as string)
    return parsed && compileSemver(parsed)(value)
  }
  if (word === 'startsWith') return value.startsWith(written as string)
  if (word === 'endsWith') return value.endsWith(written as string)
  if (word === 'contains') return value.includes(String(written))
  const automaton = word === 'matches' ? toAutomaton(written as string) : undefined
  return automaton && compileAutomaton(automaton)(value)
}

/** Numbers of a comparison; dates as epoch ms. */
export function toRange({ word, written }: Pick<Saying, 'word' | 'written'>): Range | undefined {
  const all = { low: -Infinity, lowOpen: false, high: Infinity, highOpen: false }
  if (word === 'gt' || word === 'gte') return { ...all, low: written as number, lowOpen: word === 'gt' }
  if (word === 'lt' || word === 'lte') return { ...all, high: written as number, highOpen: word === 'lt' }
  if (word === 'between') return { ...all, low: (written as [number, number])[0], high: (written as [number, number])[1] }
  if (word !== 'before' && word !== 'after') return undefined
  const at = Date.parse(written as string)
  return word === 'before' ? { ...all, high: at, highOpen: true } : { ...all, low: at, lowOpen: true }
}

function isEmpty(a: Range, b: Range): boolean {
  const low = Math.max(a.low, b.low)
  const high = Math.min(a.high, b.high)
  if (low !== high) return low > high
  return [a, b].some((range) => (range.low === low && range.lowOpen) || (range.high === high && range.highOpen))
}

function covers(outer: Range, inner: Range): boolean {
  const low = inner.low > outer.low || (inner.low === outer.low && (!outer.lowOpen || inner.lowOpen))
  return low && (inner.high < outer.high || (inner.high === outer.high && (!outer.highOpen || inner.highOpen)))
}

const bounds = ({ written }: Saying): readonly SemverBound[] | undefined => parseSemver(written as string)

const OPPOSITE = { '=': '!=', '!=': '=', '>': '<=', '>=': '<', '<': '>=', '<=': '>' } as const
const opposite = ([operator, version]: SemverBound): SemverBound => [OPPOSITE[operator], version]

/** Whether no version fulfils all bounds. Between two versions there is always a third: a pre-release of the later one. */
function noVersion(all: readonly SemverBound[]): boolean {
  const lows = all.filter(([operator]) => operator[0] === '>' || operator === '=')
  const highs = all.filter(([operator]) => operator[0] === '<' || operator === '=')
  return lows.some(([operator, low]) =>
    highs.some(([other, high]) => {
      const [least, most] = [toSortable(low), toSortable(high)]
      if (least !== most) return least > most
      return operator === '>' || other === '<' || all.some(([one, version]) => one === '!=' && toSortable(version) === least)
    }),
  )
}
