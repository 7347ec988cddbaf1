// Owns chance that is the same for the same seed: numbers, choices, waiting times.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { fnv1a32 } from '@foothold/targeting'

/** A source of chance. */
export interface Random {
  /** 0 ≤ x < 1. */
  share(): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** A whole number, 0 ≤ x < n. */
  below(n: number): number
  /** One of them, by their shares. */
  choose<T extends { share: number }>(all: readonly T[]): T
  /** A count with this mean. @see Knuth, The Art of Computer Programming 2, 3.4.1 F (3) */
  poisson(mean: number): number
  /** A waiting time with this mean. */
  wait(mean: number): number
}

/** @param names - whatever tells this source from others of the same simulation. */
export function createRandom(seed: number, ...names: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(fnv1a32(JSON.stringify([seed, ...names])) | 0)
  const share = (): number => uniformFloat64(generator)
  return {
    share,
    chance: (probability) => share() < probability,
    below: (n) => Math.floor(share() * n),
    choose(all) {
      let left = share() * all.reduce((sum, one) => sum + one.share, 0)
      return all.find((one) => (left -= one.share) < 0) ?? all.at(-1)!
    },
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = share(); product > limit; product *= share()) count++
      return count
    },
    wait: (mean) => -mean * Math.log(1 - share()),
  }
}
