// Owns which guide a misspelt key may have meant. Letters are compared by pairs: a distance of words would cost every page more.

const pairsOf = (word: string): string[] => Array.from(word, (_, i) => word.slice(i, i + 2))

/**
 * Finds the key that shares most pairs of letters with a word; nothing where it is less than half of them.
 *
 * @param word - as the page gave it: anything.
 */
export function nearestKey(word: unknown, keys: readonly string[]): string | undefined {
  const given = pairsOf(String(word))
  const likeness = (key: string): number => pairsOf(key).filter((pair) => given.includes(pair)).length / Math.max(key.length, given.length)
  return keys.filter((key) => likeness(key) >= 0.5).sort((a, b) => likeness(b) - likeness(a))[0]
}
