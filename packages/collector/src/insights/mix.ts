// Owns the answer about two cohorts: how their rates differ, and which part of that is due to who came. It must not know SQL or HTTP.
import type { InsightDefinition, MixAnswer } from '@foothold/protocol'
import { kitagawa, standardise, type Pairing } from '@foothold/stats'
import { refuse, toCell, toColumns, toHead, toInstant, toPeople, unknownKey, zoneOf, type AskOptions } from './ask.ts'
import { toRate } from './rate.ts'

const DAY_MS = 86_400_000
const DAYS = 14
/** More would be few people each, of whom nothing can be said; and drawing people again takes time for each kind. */
const MOST_KINDS = 200

/** Answers how two cohorts compare. @throws {CollectorError} `request_invalid` where there is no such milestone. */
export async function askMix(definition: InsightDefinition<'mix'>, options: AskOptions): Promise<MixAnswer> {
  const { milestones } = options.config.content.model
  const milestone = milestones.find(({ key }) => key === definition.milestone)
  if (!milestone) throw unknownKey('/milestone', 'milestone', definition.milestone, milestones)
  const { traits, days = DAYS } = definition
  const zone = zoneOf(definition, options)
  const cohorts = [definition.first, definition.second].map(({ from, to }) => ({ from: toInstant(from, zone), to: toInstant(to, zone, true) })) as [Span, Span]
  const only = await toPeople(definition, options)
  const chosen = only && new Set(only)
  const strata = new Map<string, Pairing>()
  let young = 0
  for await (const { id, signedUpAt, reachedAt, traits: told } of options.reached(definition.milestone)) {
    if (chosen && !chosen.has(id)) continue
    const kind = JSON.stringify(traits.map((name) => (Object.hasOwn(told, name) ? (told[name] ?? null) : null)))
    for (const [place, { from, to }] of cohorts.entries()) {
      if (signedUpAt < from || signedUpAt >= to) continue
      if (options.now - signedUpAt < days * DAY_MS) {
        young++
        continue
      }
      let stratum = strata.get(kind)
      if (!stratum && strata.size === MOST_KINDS)
        throw refuse('/traits', `There are more than ${MOST_KINDS} kinds of people by ${traits.join(' and ')}. Name traits with fewer values.`)
      if (!stratum) strata.set(kind, (stratum = { first: { k: 0, n: 0 }, second: { k: 0, n: 0 } }))
      const side = place ? stratum.second : stratum.first
      side.n++
      if (reachedAt !== null && reachedAt - signedUpAt <= days * DAY_MS) side.k++
    }
  }
  const sorted = [...strata].toSorted(([a, one], [b, other]) => other.first.n + other.second.n - one.first.n - one.second.n || (a < b ? -1 : 1))
  const pairs = sorted.map(([, pair]) => pair)
  const total = (side: 'first' | 'second') =>
    toRate(
      pairs.reduce((sum, one) => sum + one[side].k, 0),
      pairs.reduce((sum, one) => sum + one[side].n, 0),
    )
  const [first, second] = [total('first'), total('second')]
  const split = pairs.length ? kitagawa(pairs, { random: createRandom() }) : null
  const standardised = (side: 'first' | 'second') => {
    const common = pairs.filter((one) => one.first.n && one.second.n)
    return common.length ? standardise(common.map((one) => ({ ...one[side], weight: one.first.n + one.second.n }))) : null
  }
  const groups = sorted.map(([kind, pair], index) => ({
    traits: JSON.parse(kind) as unknown[],
    first: toRate(pair.first.k, pair.first.n),
    second: toRate(pair.second.k, pair.second.n),
    part: split?.strata[index] ?? null,
  }))
  const span = { from: Math.min(...cohorts.map(({ from }) => from)), to: Math.max(...cohorts.map(({ to }) => to)), zone }
  return {
    ...toHead('mix', { ...definition, days }, span, {
      n: first.n + second.n,
      means: [
        `Of people who signed up in either time (who was only invited has not) and have been there for ${days} days: who reached ${milestone.name ?? milestone.key} within them. Traits are those told last.`,
        'The difference (first less second) is split into what is due to other people having come (composition) and to people of the same kind doing otherwise (rates): Kitagawa, with 95 % intervals by bootstrap. Kinds that only one side has are compared with nobody and stand apart. Standardised rates give both sides the same mix.',
      ].join(' '),
      columns: toColumns(...traits, 'first people:count', 'first:share', 'second people:count', 'second:share', 'due to who came:share', 'due to rates:share'),
      rows: [
        ...groups.map(({ traits: own, first: a, second: b, part }) => [
          ...own.map(toCell),
          a.n,
          a.value,
          b.n,
          b.value,
          part?.composition ?? null,
          part?.rates ?? null,
        ]),
        [
          ...traits.map((_, index) => (index ? '' : 'all')),
          first.n,
          first.value,
          second.n,
          second.value,
          split?.composition.value ?? null,
          split?.rates.value ?? null,
        ],
      ],
    }),
    first,
    second,
    difference: split?.difference ?? null,
    composition: split?.composition ?? null,
    rates: split?.rates ?? null,
    standardised: { first: standardised('first'), second: standardised('second') },
    apart: split ? { first: toRate(split.apart.first.k, split.apart.first.n), second: toRate(split.apart.second.k, split.apart.second.n) } : null,
    young,
    groups,
  }
}

interface Span {
  from: number
  to: number
}

/** The same numbers each time: the same data give the same answer. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md, mulberry32 */
function createRandom(): () => number {
  let state = 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
