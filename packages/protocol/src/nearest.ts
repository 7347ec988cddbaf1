// Owns "did you mean": the nearest valid words. Plain code.

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  let beforePrevious: number[] = []
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, substitution)
      // a swap of neighbours ("onlcik") is one mistake, not two
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, beforePrevious[j - 2]! + 1)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length]!
}

/**
 * Finds the words that somebody may have meant.
 *
 * @param word - what was written.
 * @param valid - what would have been right.
 * @returns at most three, nearest first; empty where nothing is near (more than about a third of the letters differ).
 * @throws never
 */
export function nearest(word: string, valid: Iterable<string>): string[] {
  const lower = word.toLowerCase()
  return [...new Set(valid)]
    .map((candidate) => ({ candidate, d: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, d }) => d <= Math.max(1, Math.floor(Math.max(lower.length, candidate.length) / 2.5)))
    .sort((a, b) => a.d - b.d || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}
