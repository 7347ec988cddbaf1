// Owns the answer about depth: how much of what is for them people use, and whether that grows. It must not know SQL or HTTP.
import type { DepthAnswer, DepthMean, DepthPart, InsightDefinition } from '@foothold/protocol'
import { boundedMean, boundedSample, overlapDifference, type Sample } from '@foothold/stats'
import type { DepthGroup, DepthSum } from '../fold/depth.ts'
import { refuse, toCell, toColumns, toEnd, toHead, toPeople, toSubject, toUses, toValue, zoneOf, type AskOptions } from './ask.ts'
import { dayOf, startOfDay } from './calendar.ts'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

const DAYS = 28

/** Answers depth. @throws {CollectorError} `request_invalid` where no feature is declared. */
export async function askDepth(definition: InsightDefinition<'depth'>, options: AskOptions): Promise<DepthAnswer> {
  const { features } = options.config.content.model
  if (!features.length) throw refuse('', 'The live model declares no feature, so nobody can use any.')
  const zone = zoneOf(definition, options)
  const to = toEnd(definition, zone, options)
  const today = dayOf(to - 1, zone)
  const from = startOfDay(today - DAYS + 1, zone)
  const { by } = definition
  const counts = await options.query.depth(options.project, {
    features: features.map(({ key, relevantTo }) => ({ uses: toUses({ feature: key }, '', options), roles: relevantTo ?? null })),
    before: startOfDay(today - 2 * DAYS + 1, zone),
    from,
    to,
    by: by === undefined || by === 'account' || by === 'person' ? by : toSubject(by),
    only: await toPeople(definition, options),
    limit: definition.groups,
  })
  const plain = by === 'account' || by === 'person'
  const groups = counts.groups.map((group) => ({ value: plain ? group.value : toValue(group.value), ...toPart(group) }))
  const whole = toPart(counts.all)
  const row = (name: string, { now, before, trend, difference }: DepthPart) => [
    name,
    now.people,
    now.mean,
    now.low,
    now.high,
    before.mean,
    trend,
    ...(trend === null ? [null, null] : [difference.low, difference.high]),
  ]
  return {
    ...toHead(
      'depth',
      definition,
      { from, to, zone },
      {
        n: counts.all.now.people,
        means: [
          `Depth is the share of the features for a person's role that the person used in the ${DAYS} days to the end, the last one included; the mean is over people who used any. People without a role have the features that are for all.`,
          `Before is the same in the ${DAYS} days before, trend the difference of the two, everybody who was active both times compared with themselves. Intervals are 95 % (Student, Welch; Derrick and others where people are in both).`,
        ].join(' '),
        columns: toColumns(
          'group',
          'people:count',
          'depth:share',
          'low:share',
          'high:share',
          'before:share',
          'trend:share',
          'trend low:share',
          'trend high:share',
        ),
        rows: [row('all', whole), ...groups.map((group) => row(toCell(group.value), group))],
      },
    ),
    ...whole,
    groups,
    total: counts.total,
    features: features.map(({ key, name }, index) => ({ key, name, used: toRate(counts.features[index]!.used, counts.features[index]!.people) })),
  }
}

function toPart({ now, before, both }: DepthGroup): DepthPart {
  const [here, then] = [toMean(now), toMean(before)]
  const covariance = both.people < 2 ? 0 : (both.products - (both.now * both.before) / both.people) / (both.people - 1)
  const { value, low, high, standardError } = overlapDifference(toSample(now), toSample(before), { n: both.people, covariance })
  // where the spread of one of the two is not known, what is known of each alone
  const difference =
    standardError === null
      ? toDifference({ ...here, value: here.mean }, { ...then, value: then.mean })
      : { value, low: Math.max(-1, low), high: Math.min(1, high) }
  return { now: here, before: then, trend: difference.value, difference }
}

const toSample = ({ people, sum, squares }: DepthSum): Sample => boundedSample({ n: people, sum, squares }, [0, 1])

function toMean({ people, sum, squares }: DepthSum): DepthMean {
  const { value, low, high } = boundedMean({ n: people, sum, squares }, [0, 1])
  return { people, mean: value, ...(value === null ? { low: null, high: null } : { low, high }) }
}
