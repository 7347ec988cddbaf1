// Owns turning an authored pattern into the table that the browser runs: every choice is made beforehand. For publishing, not
// for the browser. @see Aho, Lam, Sethi, Ullman: Compilers, 3.7 (subset construction) and 3.9 (Moore's minimization)
import type { Automaton } from '@foothold/protocol'
import { parsePattern, PatternError, type Node } from './pattern.ts'

/** States before equal ones are joined; a few patterns need exponentially many. */
const MAX_STATES = 3_000
/** Entries of the table as it is shipped. */
const MAX_ENTRIES = 8_000
/**
 * Patterns on which an engine that goes back has nowhere to go back to: single characters and classes, at most one choice of a few
 * words, and one repetition at the very end, which must not be followed by "$" where the beginning is open.
 */
const SIMPLE = ((): RegExp => {
  const one = String.raw`(?:[\w/:=&#%@!,;'"~ .-]|\\[dDwWsS./?+*()|{}\[\]^$-]|\[\^?(?:[\w/ -]|\\[dws.-])+\])`
  const choice = String.raw`(?:\((?:\?:)?${one}*(?:\|${one}*){1,3}\))?`
  return new RegExp(String.raw`^(?:\^${one}*${choice}${one}*[+*]?\$?|${one}*${choice}${one}*\$?|${one}*${choice}${one}+[+*])$`)
})()
/** No state: a match has become impossible. */
const DEAD = -1

/**
 * Compiles a pattern.
 *
 * @param source - as authored.
 * @returns a table; equal to the native regular expression on every text.
 * @throws {PatternError} on what is no pattern, what cannot be matched in linear time, and what would need too large a table.
 */
export function compilePattern(source: string): Automaton {
  const { nodes, start } = parsePattern(source)
  const { starts, classes, width } = toClasses(nodes)
  const representative = Array.from({ length: width }, (_, one) => starts[classes.indexOf(one)]!)
  const sets: (readonly number[])[] = []
  const numbers = new Map<string, number>()
  const accept: number[] = []
  const next: number[] = []

  const number = (set: readonly number[], atStart: boolean): number => {
    // the state before the first character differs from an equal one later: "^" holds there
    const key = `${atStart}${set.join()}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (sets.length >= MAX_STATES) throw new PatternError('This pattern needs too large a table: shorten its repetitions, or anchor it with "^".', 0)
    numbers.set(key, sets.push(set) - 1)
    const sure = set.some((one) => 'done' in nodes[one]!)
    accept.push(sure ? 2 : close(nodes, set, { start: atStart, end: true }).some((one) => 'done' in nodes[one]!) ? 1 : 0)
    return sets.length - 1
  }

  number(close(nodes, [start], { start: true, end: false }), true)
  for (let state = 0; state < sets.length; state++) {
    for (let one = 0; one < width; one++) {
      // what has matched stays matched
      if (accept[state] === 2) next.push(state)
      else {
        const code = representative[one]!
        const moved = sets[state]!.flatMap((at) => {
          const node = nodes[at]!
          return 'reads' in node && node.reads.some(([low, high]) => code >= low && code <= high) ? [node.next] : []
        })
        // a match may begin anywhere
        const set = close(nodes, [...moved, start], { start: false, end: false })
        next.push(set.some((at) => 'reads' in nodes[at]! || 'done' in nodes[at]! || 'edge' in nodes[at]!) ? number(set, false) : DEAD)
      }
    }
  }
  const small = minimize({ next, accept, width })
  if (small.next.length > MAX_ENTRIES) throw new PatternError('This pattern needs too large a table: shorten its repetitions, or anchor it with "^".', 0)
  return { source, ...(SIMPLE.test(source) ? { simple: true } : {}), starts, classes, width, ...small }
}

/** Everything that can be reached without reading, ascending; "^" that cannot be passed is left out. */
function close(nodes: readonly Node[], from: readonly number[], edge: { start: boolean; end: boolean }): number[] {
  const seen = new Set<number>()
  const stack = [...from]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue
    const node = nodes[at]!
    if ('edge' in node) {
      if (node.edge === 'start' ? edge.start : edge.end) stack.push(node.next)
      if (node.edge === 'end') seen.add(at)
    } else {
      seen.add(at)
      if ('other' in node) stack.push(node.next, node.other)
    }
  }
  return [...seen].filter((at) => !('other' in nodes[at]!)).sort((a, b) => a - b)
}

/** Cuts all characters into classes that no part of the pattern tells apart. */
function toClasses(nodes: readonly Node[]): { starts: number[]; classes: number[]; width: number } {
  const sets = nodes.flatMap((node) => ('reads' in node ? [node.reads] : []))
  const starts = [...new Set([0, ...sets.flat().flatMap(([low, high]) => [low, high + 1])])].filter((code) => code <= 0xffff).sort((a, b) => a - b)
  const names = new Map<string, number>()
  const classes = starts.map((code) => {
    const name = sets.map((set) => (set.some(([low, high]) => code >= low && code <= high) ? 1 : 0)).join('')
    if (!names.has(name)) names.set(name, names.size)
    return names.get(name)!
  })
  return { starts, classes, width: names.size }
}

/** Joins states that nothing can tell apart. The first state stays the first. */
function minimize({ next, accept, width }: { next: number[]; accept: number[]; width: number }): { next: number[]; accept: number[] } {
  let block = accept
  for (let count = 0; ;) {
    const names = new Map<string, number>()
    const refined = block.map((own, state) => {
      const following = next.slice(state * width, (state + 1) * width).map((to) => (to === DEAD ? DEAD : block[to]))
      const name = `${own} ${following.join()}`
      if (!names.has(name)) names.set(name, names.size)
      return names.get(name)!
    })
    block = refined
    if (names.size === count) break
    count = names.size
  }
  const first = new Map<number, number>()
  block.forEach((one, state) => {
    if (!first.has(one)) first.set(one, state)
  })
  const kept = [...first.values()]
  return {
    next: kept.flatMap((state) => next.slice(state * width, (state + 1) * width).map((to) => (to === DEAD ? DEAD : block[to]!))),
    accept: kept.map((state) => accept[state]!),
  }
}
