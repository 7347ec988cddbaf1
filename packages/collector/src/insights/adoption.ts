// Owns the answer about a feature: how many adopt it, how fast, and what they make of it. It must not know SQL or HTTP.
import { toMs, type AdoptionAnswer, type InsightDefinition } from '@foothold/protocol'
import { clusterRate } from '@foothold/stats'
import { lowerFeature } from '@foothold/targeting'
import type { AdoptionCounts } from '../fold/adoption.ts'
import {
  meaningful,
  meaningfulText,
  toColumns,
  toComparison,
  toFact,
  toHead,
  toInstant,
  toPeople,
  toRange,
  toUses,
  unknownKey,
  type AskOptions,
  type Range,
} from './ask.ts'
import { toCurve } from './curve.ts'
import { toDifference } from './difference.ts'
import { describeImpact } from './impact.ts'
import { toRate } from './rate.ts'

const LAST = '28d'
const BEFORE = 'the period before'
const DAY_MS = 86_400_000

/** Answers who adopts a feature. @throws {CollectorError} `request_invalid` where there is no such feature. */
export async function askAdoption(definition: InsightDefinition<'adoption'>, options: AskOptions): Promise<AdoptionAnswer> {
  const { features } = options.config.content.model
  const written = features.find(({ key }) => key === definition.feature)
  if (!written) throw unknownKey('/feature', 'feature', definition.feature, features)
  const { name, adoptedWhen, relevantTo, releasedAt } = lowerFeature(written)
  const range = toRange(definition, options, LAST)
  const only = await toPeople(definition, options)
  const measure = async ({ from, to }: Pick<Range, 'from' | 'to'>) => {
    const counts = await options.query.adoption(options.project, {
      uses: toUses({ feature: definition.feature }, '/feature', options),
      count: adoptedWhen.count,
      withinMs: toMs(adoptedWhen.within)!,
      roles: relevantTo ?? null,
      releasedAt: releasedAt === undefined ? null : toInstant(releasedAt, range.zone),
      active: meaningful(options.config),
      from,
      to,
      only,
    })
    const { times, adopted } = counts
    const observed = Array.from(times, (time, index) => ({ time: time / DAY_MS, event: adopted[index] === 1 }))
    const eligible = observed.length
    // who adopted and is younger than that day says nothing of those who are: the whole curve does
    const { curve, medianDays } = toCurve(observed, definition.days)
    const last = curve.at(-1)
    return {
      counts,
      curve,
      medianDays,
      eligible,
      tried: toRate(counts.tried, eligible),
      adopted: toRate(
        adopted.reduce((sum, one) => sum + one, 0),
        eligible,
      ),
      byDay: last?.day === definition.days ? last : null,
    }
  }
  const { counts, curve, medianDays, eligible, tried, adopted, byDay } = await measure(range)
  const { uses, weeks, weeksUsed, breadth } = counts
  const { from, to } = range
  const before = { from: from - (to - from), to: from }
  const against = definition.against && (await measure(before))
  const none = { value: null, low: null, high: null }
  const quality = {
    usesPerWeek: weeks ? uses / weeks : null,
    weeksUsed: { ...toRate(weeksUsed, weeks), ...(weeks ? boundsOfWeeks(counts.adopters) : {}) },
    breadth: { accounts: breadth.length, mean: breadth.length ? breadth.reduce((sum, one) => sum + one, 0) / breadth.length : null },
  }
  const difference = against && {
    tried: toDifference(tried, against.tried),
    adopted: toDifference(adopted, against.adopted),
    byDay: toDifference(byDay ?? none, against.byDay ?? none),
  }
  const impact = await describeImpact(
    definition,
    {
      name,
      uses: toUses({ feature: definition.feature }, '/feature', options),
      count: adoptedWhen.count,
      withinMs: toMs(adoptedWhen.within)!,
      roles: relevantTo ?? null,
      releasedAt: releasedAt === undefined ? null : toInstant(releasedAt, range.zone),
      to,
      only,
    },
    options,
  )
  return {
    ...toHead('adoption', definition, range, {
      n: eligible,
      means: [
        `Eligible are people who were active in the time (${meaningfulText(options.config)})${relevantTo ? ` with the role ${relevantTo.join(' or ')}` : ''}; their time runs from ${releasedAt === undefined ? 'their sign-up' : `${releasedAt} or their later sign-up`} (the trait createdAt, else the first event).`,
        `Adopted is who used ${name} ${adoptedWhen.count} times within ${adoptedWhen.within}${releasedAt === undefined ? '' : ', uses before the release included'}. By day ${definition.days} is Kaplan–Meier: who is younger counts for as long as they are there, and is no miss.`,
        'A week of an adopter is one begun since the adoption; breadth is the share of adopters among the eligible people of an account that has one. Intervals are 95 %.',
        against ? 'Compared with the time before, of the same length and as it was at its end; differences as if nobody were in both.' : '',
        impact ? `Impact: ${impact.means}` : '',
      ]
        .filter(Boolean)
        .join(' '),
      columns: toColumns('day:number', 'adopted:share', 'low:share', 'high:share', 'at risk:count'),
      rows: curve.map(({ day, value, low, high, atRisk }) => [day, value, low, high, atRisk]),
      facts: [
        { name: 'eligible', unit: 'count', value: eligible },
        toFact('tried', tried),
        toFact('adopted', adopted),
        { name: 'days until half', unit: 'number', ...medianDays },
        { name: 'uses a week', unit: 'number', value: quality.usesPerWeek },
        toFact('weeks used', quality.weeksUsed),
        { name: 'breadth', unit: 'share', value: quality.breadth.mean },
      ],
      comparison: against
        ? toComparison(BEFORE, before, [
            { name: 'tried', unit: 'share', ours: tried.value, theirs: against.tried.value, difference: difference!.tried },
            { name: 'adopted', unit: 'share', ours: adopted.value, theirs: against.adopted.value, difference: difference!.adopted },
            {
              name: `adopted by day ${definition.days}`,
              unit: 'share',
              ours: byDay?.value ?? null,
              theirs: against.byDay?.value ?? null,
              difference: difference!.byDay,
            },
          ])
        : null,
    }),
    eligible,
    tried,
    adopted,
    byDay,
    against: against
      ? {
          label: BEFORE,
          eligible: against.eligible,
          tried: against.tried,
          adopted: against.adopted,
          byDay: against.byDay,
          difference: difference!,
        }
      : null,
    impact,
    medianDays,
    curve,
    quality,
  }
}

/** The weeks of one adopter go together. */
function boundsOfWeeks(adopters: AdoptionCounts['adopters']): { low: number; high: number } {
  const { low, high } = clusterRate(adopters.map(({ weeks, weeksUsed }) => ({ numerator: weeksUsed, denominator: weeks })))
  return { low, high }
}
