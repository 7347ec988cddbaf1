// Owns turning an authored pattern into the table that the browser runs: every choice is made beforehand. For publishing, not
// for the browser. @see Aho, Lam, Sethi, Ullman: Compilers, 3.7 (subset construction) and 3.9 (minimization)
import type { Automaton } from '@foothold/protocol'
import { parsePattern, PatternError, type Node } from './pattern.ts'

/** Entries before equal states are joined; a few patterns need exponentially many. */
const MAX_WORK = 24_000
/** Patterns whose tables are kept: publishing and explaining ask for the same ones again and again. */
const KEPT = 200
const kept = new Map<string, Automaton>()
/** Entries of the table as it is shipped. */
const MAX_ENTRIES = 8_000
/**
 * Patterns on which an engine that goes back has nowhere to go back to: single characters and classes, at most one choice of a few
 * words, and one repetition at the very end, which must not be followed by "$" where the beginning is open.
 */
const SIMPLE = ((): RegExp => {
  const one = String.raw`(?:[\w/:=&#%@!,;'"~ .-]|\\[dDwWsS./?+*()|{}\[\]^$-]|\[\^?(?:[\w/ -]|\\[dws.-])+\])`
  const choice = String.raw`(?:\((?:\?:)?${one}*(?:\|${one}*){1,3}\))?`
  return new RegExp(String.raw`^(?:\^?${one}*${choice}${one}*\$?|\^${one}*${choice}${one}+[+*]\$?|${one}*${choice}${one}+[+*])$`)
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
  const known = kept.get(source)
  if (known) return known
  const automaton = determinize(source)
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
  kept.set(source, automaton)
  return automaton
}

function determinize(source: string): Automaton {
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
    if (sets.length * width >= MAX_WORK) throw new PatternError('This pattern needs too large a table: shorten its repetitions, or anchor it with "^".', 0)
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
  const block = partition(next, accept, width)
  const first = new Map<number, number>()
  accept.forEach((_, state) => {
    if (!first.has(block[state]!)) first.set(block[state]!, state)
  })
  const states = [...first.values()]
  const number = new Map([...first.keys()].map((one, i) => [one, i]))
  return {
    next: states.flatMap((state) => next.slice(state * width, (state + 1) * width).map((to) => (to === DEAD ? DEAD : number.get(block[to]!)!))),
    accept: states.map((state) => accept[state]!),
  }
}

/**
 * Finds for each state the block of those that are equal to it; the state after the last is the dead one.
 *
 * @see Hopcroft: An n log n algorithm for minimizing states in a finite automaton (1971)
 */
function partition(next: readonly number[], accept: readonly number[], width: number): number[] {
  const dead = accept.length
  const from = Array.from({ length: width }, () => Array.from({ length: dead + 1 }, (): number[] => []))
  next.forEach((to, i) => from[i % width]![to === DEAD ? dead : to]!.push(Math.floor(i / width)))
  const blocks = [0, 1, 2].map((value) => [...accept.keys()].filter((state) => accept[state] === value)).concat([[dead]])
  const blockOf: number[] = []
  blocks.forEach((members, block) => members.forEach((state) => (blockOf[state] = block)))
  const work = [...blocks.keys()]
  for (let splitter = work.pop(); splitter !== undefined; splitter = work.pop()) {
    const members = [...blocks[splitter]!]
    for (const before of from) {
      const hit = new Map<number, number[]>()
      for (const state of members.flatMap((member) => before[member]!)) {
        const inside = hit.get(blockOf[state]!)
        if (inside) inside.push(state)
        else hit.set(blockOf[state]!, [state])
      }
      for (const [block, inside] of hit) {
        const all = blocks[block]!
        if (inside.length === all.length) continue
        const some = new Set(inside)
        const outside = all.filter((state) => !some.has(state))
        // the smaller half is looked at again: each state is so at most log n times
        const [small, large] = inside.length < outside.length ? [inside, outside] : [outside, inside]
        blocks[block] = large
        for (const state of small) blockOf[state] = blocks.length
        work.push(blocks.push(small) - 1)
      }
    }
  }
  return blockOf
}
