// Owns the end of a sentence about a word that is not known. Pure.
import { nearest } from '@foothold/protocol'

/** @returns `; did you mean "port"?`, or a full stop where nothing is near. */
export function nearestWord(word: string, valid: readonly string[]): string {
  const [first] = nearest(word, valid)
  return first === undefined ? '.' : `; did you mean "${first}"?`
}
