// Holds what is told of selectors against a real browser.
import { expect, test } from 'vitest'
import { findSelectorProblem } from './lint-selector.ts'

const reads = (css: string): boolean => {
  try {
    document.querySelector(css)
    return true
  } catch {
    return false
  }
}
const TOKENS =
  'a|#x|#1|.b|.2|*|[a]|[a=b]|[a=1]|[a="x y"]|["|[|]|(|)|:not(|:is(.a|:has(|:hover|:nth-child(2)|:eq(1)|::before| | > |+|~|,|"|\'|\\:|-|1|:|/|=|[a=b i]'.split(
    '|',
  )

test('what is told to be unreadable is refused by the browser, and a rewrite is read', () => {
  const wrong: string[] = []
  const counts = { told: 0, taken: 0 }
  for (const one of TOKENS) {
    for (const two of TOKENS) {
      for (const three of TOKENS) {
        const css = one + two + three
        const problem = findSelectorProblem(css)
        const taken = reads(css)
        counts[problem ? 'told' : 'taken']++
        if (problem && !problem.forgiven && taken) wrong.push(css)
        // what is closed at the end may still be wrong before
        if (problem?.rewrite !== undefined && taken && !reads(problem.rewrite)) wrong.push(`${css} → ${problem.rewrite}`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(counts.told).toBeGreaterThan(10_000)
  expect(counts.taken).toBeGreaterThan(1_000)
})
