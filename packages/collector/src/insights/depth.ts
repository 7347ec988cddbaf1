// Owns the answer about depth: how much of what is for them people use, and whether that grows. It must not know SQL or HTTP.
import type { DepthAnswer, DepthMean, DepthPart, InsightDefinition } from '@foothold/protocol'
import { tQuantile } from '@foothold/stats'
import type { DepthGroup, DepthSum } from '../fold/depth.ts'
import { refuse, toCell, toColumns, toEnd, toHead, toPeople, toSubject, toUses, toValue, zoneOf, type AskOptions } from './ask.ts'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

const DAY_MS = 86_400_000
const DAYS = 28

/** Answers depth. @throws {CollectorError} `request_invalid` where no feature is declared. */
export async function askDepth(definition: InsightDefinition<'depth'>, options: AskOptions): Promise<DepthAnswer> {
  const { features } = options.config.content.model
  if (!features.length) throw refuse('', 'The live model declares no feature, so nobody can use any.')
  const zone = zoneOf(definition, options)
  const to = toEnd(definition, zone, options)
  const from = to - DAYS * DAY_MS
  const { by } = definition
  const counts = await options.query.depth(options.project, {
    features: features.map(({ key, relevantTo }) => ({ uses: toUses({ feature: key }, '', options), roles: relevantTo ?? null })),
    before: from - DAYS * DAY_MS,
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
          `Depth is the share of the features for a person's role that the person used in the ${DAYS} days to the end; the mean is over people who used any. People without a role have the features that are for all.`,
          `Before is the same in the ${DAYS} days before, trend the difference of the two, its interval as if nobody were in both. Intervals are 95 % (Student).`,
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

function toPart({ now, before }: DepthGroup): DepthPart {
  const [here, then] = [toMean(now), toMean(before)]
  const difference = toDifference({ ...here, value: here.mean }, { ...then, value: then.mean })
  return { now: here, before: then, trend: difference.value, difference }
}

function toMean({ people, sum, squares }: DepthSum): DepthMean {
  if (!people) return { people, mean: null, low: null, high: null }
  const mean = sum / people
  if (people === 1) return { people, mean, low: 0, high: 1 }
  const spread = tQuantile(0.975, people - 1) * Math.sqrt(Math.max(0, squares - people * mean * mean) / (people - 1) / people)
  return { people, mean, low: Math.max(0, mean - spread), high: Math.min(1, mean + spread) }
}
