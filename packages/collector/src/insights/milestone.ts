// Owns the answer about a milestone: how many reach it by day N, when not all have been there that long. It must not know SQL or HTTP.
import { toMs, type InsightDefinition, type MilestoneAnswer } from '@foothold/protocol'
import { toColumns, toHead, toPeople, toRange, unknownKey, type AskOptions } from './ask.ts'
import { toCurve } from './curve.ts'
import { toRate } from './rate.ts'

const LAST = '90d'
const DAY_MS = 86_400_000
/** Days where neither the definition nor the milestone says any. */
const DAYS = 14

/** Answers a milestone. @throws {CollectorError} `request_invalid` where there is no such milestone. */
export async function askMilestone(definition: InsightDefinition<'milestone'>, options: AskOptions): Promise<MilestoneAnswer> {
  const { milestones } = options.config.content.model
  const milestone = milestones.find(({ key }) => key === definition.milestone)
  if (!milestone) throw unknownKey('/milestone', 'milestone', definition.milestone, milestones)
  const range = toRange(definition, options, LAST)
  const deadline = toMs(milestone.deadline)
  const days = definition.days ?? (deadline === undefined ? DAYS : Math.max(1, Math.ceil(deadline / DAY_MS)))
  const only = await toPeople(definition, options)
  const chosen = only && new Set(only)
  const observed: { time: number; event: boolean }[] = []
  let [k, n] = [0, 0]
  for await (const { id, signedUpAt, reachedAt } of options.reached(definition.milestone)) {
    if (signedUpAt < range.from || signedUpAt >= range.to || (chosen && !chosen.has(id))) continue
    const time = Math.max(0, (reachedAt ?? options.now) - signedUpAt) / DAY_MS
    observed.push({ time, event: reachedAt !== null })
    if (options.now - signedUpAt < days * DAY_MS) continue
    n++
    if (reachedAt !== null && time <= days) k++
  }
  const { curve, medianDays } = toCurve(observed, days)
  const last = curve.at(-1)
  return {
    ...toHead('milestone', { ...definition, days }, range, {
      n: observed.length,
      means: [
        `People who signed up in the time (the trait createdAt, else the first event; who was only invited has not) and reached ${milestone.name ?? milestone.key} within so many days of it.`,
        `Reached is of those who have been there for ${days} days at least: who is younger is no miss. The curve (Kaplan–Meier) counts everybody for as long as they have been there. Intervals are 95 %.`,
      ].join(' '),
      columns: toColumns('day:number', 'reached:share', 'low:share', 'high:share', 'at risk:count'),
      rows: curve.map(({ day, value, low, high, atRisk }) => [day, value, low, high, atRisk]),
    }),
    reached: toRate(k, n),
    byDay: last?.day === days ? last : null,
    medianDays,
    curve,
  }
}
