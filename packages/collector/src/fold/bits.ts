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

/** Leaves in each set only people with a 1. */
export function keep({ words, width }: Sets, chosen: Uint8Array): void {
  const mask = new Uint32Array(width)
  for (let person = 0; person < chosen.length; person++) if (chosen[person] === 1) mask[person >> 5]! |= 1 << (person & 31)
  for (let i = 0; i < words.length; i++) words[i]! &= mask[i % width]!
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

/**
 * Makes a function that unites so many sets in a row, for each place where they may end: in three unions a place where places ascend,
 * however many they are. Memory: twice as many sets.
 *
 * @returns by the last set's place everybody who is in it, or in one of those before it; overwritten by the next call.
 * @see M. van Herk (1992), Pattern Recognition Letters 13, 517–521
 */
export function createWindows({ words, width }: Sets, length: number): (last: number) => Uint32Array {
  const count = words.length / width
  // places are in blocks as long as the window, so it is the end of one block and the beginning of the next
  const begins = { block: -1, unions: new Uint32Array(length * width) }
  const ends = { block: -1, unions: new Uint32Array(length * width) }
  const all = new Uint32Array(width)
  const fill = (those: typeof begins, block: number, step: 1 | -1): void => {
    if (those.block === block) return
    those.block = block
    const { unions } = those
    for (let n = 0; n < length; n++) {
      const place = step === 1 ? n : length - 1 - n
      const set = block * length + place
      for (let i = 0; i < width; i++)
        unions[place * width + i] = (set < count ? words[set * width + i]! : 0) | (n === 0 ? 0 : unions[(place - step) * width + i]!)
    }
  }
  return (last) => {
    const block = Math.floor(last / length)
    fill(begins, block, 1)
    const to = (last % length) * width
    all.set(begins.unions.subarray(to, to + width))
    const first = last - length + 1
    if (block === 0 || first % length === 0) return all
    fill(ends, block - 1, -1)
    const from = (first % length) * width
    for (let i = 0; i < width; i++) all[i]! |= ends.unions[from + i]!
    return all
  }
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
