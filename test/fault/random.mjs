// Owns chance that can be repeated: the same seed gives the same schedule. Pure.

/** Makes a source of 0 ≤ x < 1. @see mulberry32, https://github.com/cprosche/mulberry32 */
export function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of a list. */
export const pick = (random, list) => list[Math.floor(random() * list.length)]

/** One key of a table of weights. */
export function weigh(random, weights) {
  let x = random() * Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  return Object.keys(weights).find((name) => (x -= weights[name]) < 0)
}
