// Owns the split of a difference of two rates into who came and what they did. Knows counts by stratum only.
import { binomialDraw } from './binomial-draw.ts'
import { checkLevel, checkProportion } from './bounds.ts'
import { newcombe, type Estimate, type Proportion } from './newcombe.ts'
import { quantile } from './quantile.ts'

/** One kind of people, in both groups. */
export interface Pairing {
  first: Proportion
  second: Proportion
}

/** A difference and its two parts, which sum to it. Ratios: 0.05 = five points. */
export interface Split {
  /** Of the crude rates, first less second, over the strata that both groups have. */
  difference: Estimate
  /** Because the groups are made of different kinds of people. */
  composition: Estimate
  /** Because people of the same kind did differently. */
  rates: Estimate
  /** A stratum each, in the order given; `null` where a group has nobody of the kind. */
  strata: ({ composition: number; rates: number } | null)[]
  /** People of strata that one group alone has: compared with nobody, left out of all of the above. */
  apart: Pairing
}

export interface SplitOptions {
  /** 0 (inclusive) to 1 (exclusive), even; a seeded one gives the same answer each time. */
  random: () => number
  /** Coverage of each interval, between 0 and 1 exclusive. Default 0.95. */
  level?: number
  /** Times the people are drawn again. Default 1000. */
  draws?: number
}

/**
 * Splits the difference of two rates over strata: the part due to another mix of people, and the part due to other rates
 * within the same kind of people.
 *
 * Kitagawa's symmetric form, which is the Oaxaca–Blinder split with the mean of both groups as reference: swapping the
 * groups turns every sign and nothing else. The interval of the difference is Newcombe's, those of its parts are percentile bootstrap over
 * people, within each group.
 *
 * @param strata - at least one; kinds of people that exclude each other.
 * @returns nulls with bounds of -1 and 1 where no stratum has people on both sides.
 * @throws {RangeError} where a number is outside its bounds.
 * @see E. M. Kitagawa (1955), "Components of a difference between two rates", JASA 50, 1168–1194
 * @see R. Oaxaca (1973), International Economic Review 14, 693–709; A. S. Blinder (1973), Journal of Human Resources 8, 436–455
 */
export function kitagawa(strata: readonly Pairing[], { random, level = 0.95, draws = 1000 }: SplitOptions): Split {
  checkLevel(level)
  if (!Number.isInteger(draws) || draws < 1) throw new RangeError(`draws was ${draws}; expected a whole number of 1 or more.`)
  for (const { first, second } of strata) {
    checkProportion(first)
    checkProportion(second)
  }
  const isShared = ({ first, second }: Pairing) => first.n > 0 && second.n > 0
  const shared = strata.filter(isShared)
  const apart = strata.filter((stratum) => !isShared(stratum))
  const alone = { first: total(apart, 'first'), second: total(apart, 'second') }
  if (!shared.length) {
    const unknown = { value: null, low: -1, high: 1 }
    return { difference: unknown, composition: unknown, rates: unknown, strata: strata.map(() => null), apart: alone }
  }
  const parts = split(shared)
  const drawn = Array.from({ length: draws }, () => {
    const first = drawAgain(random, shared, 'first')
    const second = drawAgain(random, shared, 'second')
    return sumOf(split(shared.map((_, i) => ({ first: first[i]!, second: second[i]! }))))
  })
  const seen = sumOf(parts)
  const estimate = (of: (sum: { composition: number; rates: number }) => number): Estimate => {
    const values = drawn.map(of)
    return { value: of(seen), low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) }
  }
  const each = parts.values()
  return {
    difference: newcombe(total(shared, 'first'), total(shared, 'second'), level),
    composition: estimate(({ composition }) => composition),
    rates: estimate(({ rates }) => rates),
    strata: strata.map((stratum) => (isShared(stratum) ? each.next().value! : null)),
    apart: alone,
  }
}

function total(strata: readonly Pairing[], side: 'first' | 'second'): Proportion {
  return strata.reduce((sum, stratum) => ({ k: sum.k + stratum[side].k, n: sum.n + stratum[side].n }), { k: 0, n: 0 })
}

function split(strata: readonly Pairing[]): { composition: number; rates: number }[] {
  const first = total(strata, 'first').n
  const second = total(strata, 'second').n
  return strata.map((stratum) => {
    const share = { first: stratum.first.n / first, second: stratum.second.n / second }
    // a draw may leave a stratum of one group empty: nobody is compared there
    const rate = {
      first: rateOf(stratum.first) ?? rateOf(stratum.second) ?? 0,
      second: rateOf(stratum.second) ?? rateOf(stratum.first) ?? 0,
    }
    return {
      composition: ((share.first - share.second) * (rate.first + rate.second)) / 2,
      rates: ((rate.first - rate.second) * (share.first + share.second)) / 2,
    }
  })
}

const rateOf = ({ k, n }: Proportion) => (n === 0 ? undefined : k / n)

function sumOf(parts: readonly { composition: number; rates: number }[]): { composition: number; rates: number } {
  return parts.reduce((sum, part) => ({ composition: sum.composition + part.composition, rates: sum.rates + part.rates }), { composition: 0, rates: 0 })
}

/** As many people as were seen, each one of them: strata by chance, then who did. */
function drawAgain(random: () => number, strata: readonly Pairing[], side: 'first' | 'second'): Proportion[] {
  let people = total(strata, side).n
  let left = people
  return strata.map((stratum) => {
    const { k, n } = stratum[side]
    const drawn = binomialDraw(random, people, left === 0 ? 0 : n / left)
    people -= drawn
    left -= n
    return { k: binomialDraw(random, drawn, n === 0 ? 0 : k / n), n: drawn }
  })
}
