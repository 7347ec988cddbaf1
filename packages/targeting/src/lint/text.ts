// Owns what can be told of two text patterns without a text: whether any text fits both, or one and not the other. For authors.
import type { Automaton } from '@foothold/protocol'
import { compilePattern } from '../publish/determinize.ts'

/** Pairs of states that are looked at; two patterns that need more stay untold. */
const MOST_PAIRS = 2_000
/** Patterns that are kept compiled: one is compared with many. */
const MOST_KEPT = 200

const kept = new Map<string, Automaton | undefined>()

/** Compiles a pattern for comparing. `undefined` where it cannot be: that is told elsewhere. @throws never */
export function toAutomaton(pattern: string): Automaton | undefined {
  if (kept.has(pattern)) return kept.get(pattern)
  let made: Automaton | undefined
  try {
    made = compilePattern(pattern)
  } catch {
    made = undefined
  }
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(pattern, made)
  return made
}

/** The pattern that a comparison of texts comes to; `undefined` where it is none. */
export function toPattern(word: string, written: unknown): string | undefined {
  const plain = (): string => String(written).replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  if (word === 'matches') return written as string
  return word === 'startsWith' ? `^${plain()}` : word === 'endsWith' ? `${plain()}$` : word === 'contains' ? plain() : undefined
}

/**
 * Tells whether some text fits `a` and fits (`both`) or does not fit `b`.
 *
 * @returns `undefined` where that would take too long to find out.
 */
export function someText(a: string, b: string, both: boolean): boolean | undefined {
  const [one, other] = [toAutomaton(a), toAutomaton(b)]
  if (!one || !other) return undefined
  const codes = [...new Set([...one.starts, ...other.starts])]
  const steps = codes.map((code) => [classOf(one, code), classOf(other, code)] as const)
  const pairs: [number, number][] = [[0, 0]]
  const seen = new Set(['0 0'])
  for (const [s, t] of pairs) {
    if (one.accept[s]! !== 0 && (t >= 0 && other.accept[t]! !== 0) === both) return true
    for (const [x, y] of steps) {
      const next: [number, number] = [one.next[s * one.width + x]!, t < 0 ? -1 : other.next[t * other.width + y]!]
      // where `a` can never match any more there is nothing to find
      if (next[0] < 0 || seen.has(next.join(' '))) continue
      if (pairs.length >= MOST_PAIRS) return undefined
      seen.add(next.join(' '))
      pairs.push(next)
    }
  }
  return false
}

/** Whether every text fits. */
export const fitsEveryText = (pattern: string): boolean => toAutomaton(pattern)?.accept[0] === 2

function classOf({ starts, classes }: Automaton, code: number): number {
  let i = starts.length - 1
  while (starts[i]! > code) i--
  return classes[i]!
}
