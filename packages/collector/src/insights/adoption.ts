// Owns the answer about a feature: how many adopt it, how fast, and what they make of it. It must not know SQL or HTTP.
import { toMs, type AdoptionAnswer, type InsightDefinition } from '@foothold/protocol'
import { lowerFeature } from '@foothold/targeting'
import { meaningful, meaningfulText, toColumns, toHead, toInstant, toPeople, toRange, toUses, unknownKey, type AskOptions } from './ask.ts'
import { toCurve } from './curve.ts'
import { toRate } from './rate.ts'

const LAST = '28d'
const DAY_MS = 86_400_000

/** Answers who adopts a feature. @throws {CollectorError} `request_invalid` where there is no such feature. */
export async function askAdoption(definition: InsightDefinition<'adoption'>, options: AskOptions): Promise<AdoptionAnswer> {
  const { features } = options.config.content.model
  const written = features.find(({ key }) => key === definition.feature)
  if (!written) throw unknownKey('/feature', 'feature', definition.feature, features)
  const { name, adoptedWhen, relevantTo, releasedAt } = lowerFeature(written)
  const range = toRange(definition, options, LAST)
  const counts = await options.query.adoption(options.project, {
    uses: toUses({ feature: definition.feature }, '/feature', options),
    count: adoptedWhen.count,
    withinMs: toMs(adoptedWhen.within)!,
    roles: relevantTo ?? null,
    releasedAt: releasedAt === undefined ? null : toInstant(releasedAt, range.zone),
    active: meaningful(options.config),
    from: range.from,
    to: range.to,
    only: await toPeople(definition, options),
  })
  const { times, adopted, tried, uses, weeks, weeksUsed, breadth } = counts
  const adopters = adopted.reduce((sum, one) => sum + one, 0)
  const observed = Array.from(times, (time, index) => ({ time: time / DAY_MS, event: adopted[index] === 1 }))
  // who adopted and is younger than that day says nothing of those who are: the whole curve does
  const { curve, medianDays } = toCurve(observed, definition.days)
  const full = observed.length
  const last = curve.at(-1)
  return {
    ...toHead('adoption', definition, range, {
      n: full,
      means: [
        `Eligible are people who were active in the time (${meaningfulText(options.config)})${relevantTo ? ` with the role ${relevantTo.join(' or ')}` : ''}; their time runs from ${releasedAt === undefined ? 'their sign-up' : `${releasedAt} or their later sign-up`} (the trait createdAt, else the first event).`,
        `Adopted is who used ${name} ${adoptedWhen.count} times within ${adoptedWhen.within}. By day ${definition.days} is Kaplan–Meier: who is younger counts for as long as they are there, and is no miss.`,
        'A week of an adopter is one begun since the adoption; breadth is the share of adopters among the eligible people of an account that has one. Intervals are 95 %.',
      ].join(' '),
      columns: toColumns('day:number', 'adopted:share', 'low:share', 'high:share', 'at risk:count'),
      rows: curve.map(({ day, value, low, high, atRisk }) => [day, value, low, high, atRisk]),
    }),
    eligible: full,
    tried: toRate(tried, full),
    adopted: toRate(adopters, full),
    byDay: last?.day === definition.days ? last : null,
    medianDays,
    curve,
    quality: {
      usesPerWeek: weeks ? uses / weeks : null,
      weeksUsed: toRate(weeksUsed, weeks),
      breadth: { accounts: breadth.length, mean: breadth.length ? breadth.reduce((sum, one) => sum + one, 0) / breadth.length : null },
    },
  }
}
