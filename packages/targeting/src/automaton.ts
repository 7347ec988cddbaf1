// Owns running a compiled pattern: one step for each character, whatever the pattern and the text are. It must not know how
// patterns are written (that is pattern.ts, which the browser never loads).
import type { Automaton } from '@foothold/protocol'

/** A longer text never matches: with it no match takes longer than a fraction of a millisecond. */
const MAX_CHARACTERS = 100_000
/** Up to here a simple pattern goes to the native engine, whose cost is this times the length of the pattern at most. */
const NATIVE_CHARACTERS = 2_000

/**
 * Makes the test of an automaton.
 *
 * @returns a function that is O(length of the text), and false for texts of more than 100,000 characters.
 * @throws never
 */
export function compileAutomaton({ source, simple, starts, classes, next, width, accept }: Automaton): (text: string) => boolean {
  const classOf = (code: number): number => {
    let i = starts.length - 1
    while (starts[i]! > code) i--
    return classes[i]!
  }
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => classOf(code))
  const native = simple && new RegExp(source)
  return (text) => {
    if (native && text.length < NATIVE_CHARACTERS) return native.test(text)
    if (text.length > MAX_CHARACTERS) return false
    let state = 0
    for (let i = 0; i < text.length && accept[state] !== 2; i++) {
      const code = text.charCodeAt(i)
      state = next[state * width + (code < 128 ? ascii[code]! : classOf(code))]!
      if (state < 0) return false
    }
    return accept[state] !== 0
  }
}
