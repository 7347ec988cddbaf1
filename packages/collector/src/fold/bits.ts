// Owns sets of people as bits: 32 of them are joined, met and counted at once. Pure.

/** Sets of people one after another, each as long as `width` words. */
export interface Sets {
  words: Uint32Array
  width: number
}

/** Makes so many empty sets. @param people - highest number of a person. */
export function createSets(people: number, count: number): Sets {
  const width = (people >> 5) + 1
  return { words: new Uint32Array(width * count), width }
}

/** Puts a person into a set. */
export function put({ words, width }: Sets, set: number, person: number): void {
  words[set * width + (person >> 5)]! |= 1 << (person & 31)
}

/** One of the sets; a view. */
export const setAt = ({ words, width }: Sets, set: number): Uint32Array => words.subarray(set * width, (set + 1) * width)

/** Everybody who is in one of the sets from the one to the other, the last not included. */
export function unionOf(sets: Sets, from: number, to: number): Uint32Array {
  const all = new Uint32Array(sets.width)
  for (let set = from; set < to; set++) {
    const one = setAt(sets, set)
    for (let i = 0; i < all.length; i++) all[i]! |= one[i]!
  }
  return all
}

/** Number of ones. @see H. S. Warren, Hacker's Delight, figure 5–2 */
export function ones(bits: number): number {
  let word = bits - ((bits >>> 1) & 0x55555555)
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** How many are in a set. */
export function sizeOf(set: Uint32Array): number {
  let size = 0
  for (let i = 0; i < set.length; i++) size += ones(set[i]!)
  return size
}

/** How many are in both sets. */
export function sizeOfBoth(a: Uint32Array, b: Uint32Array): number {
  let size = 0
  for (let i = 0; i < a.length; i++) size += ones(a[i]! & b[i]!)
  return size
}
