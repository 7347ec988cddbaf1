// Owns the answer about accounts: how many of their people use the product, how much of it, and whether it hangs on one of them.
// It must not know SQL or HTTP.
import type { AccountsAnswer, InsightDefinition } from '@foothold/protocol'
import { refuse, toColumns, toEnd, toHead, toIso, toPeople, toUses, zoneOf, type AskOptions } from './ask.ts'
import { dayOf, listPeriods } from './calendar.ts'
import { toRate } from './rate.ts'

const DAYS = 28

/** Answers how accounts are. @throws {CollectorError} `request_invalid` where no feature is declared. */
export async function askAccounts(definition: InsightDefinition<'accounts'>, options: AskOptions): Promise<AccountsAnswer> {
  const { features } = options.config.content.model
  if (!features.length) throw refuse('', 'The live model declares no feature, so nobody can use any.')
  const zone = zoneOf(definition, options)
  const to = toEnd(definition, zone, options)
  const days = listPeriods(dayOf(to - 1, zone) - DAYS + 1, 'day', DAYS, zone)
  const sums = await options.query.accounts(options.project, {
    features: features.map(({ key, relevantTo }) => ({ uses: toUses({ feature: key }, '', options), roles: relevantTo ?? null })),
    days: [...days.bounds.slice(0, -1), to],
    limit: definition.account === undefined ? definition.groups : 1,
    account: definition.account,
    only: await toPeople(definition, options),
  })
  const standings = await options.standings(sums.map(({ id }) => id))
  const accounts = sums.map(({ id, seats, active, uses, most, depth, days: activeDays, lastUseAt }) => {
    const standing = standings.get(id)?.standing
    const mean = active ? depth / active : null
    return {
      id,
      active: toRate(active, seats),
      depth: mean,
      activeDays,
      uses,
      champion: uses ? most / uses : null,
      lastUseAt: lastUseAt === null ? null : toIso(lastUseAt),
      busyWithoutValue: activeDays >= definition.busyDays && mean !== null && mean < definition.shallow,
      championRisk: active > 0 && seats > 1 && most / uses >= definition.champion,
      maturity: standing?.maturity ?? null,
      behaviour: standing?.behaviour ?? null,
      stalledSince: standing?.stalled ? standing.lastUseAt : null,
      stages: standing?.stages ?? [],
      milestones: standings.get(id)?.milestones ?? [],
    }
  })
  return {
    ...toHead(
      'accounts',
      definition,
      { from: days.bounds[0]!, to, zone },
      {
        n: sums.reduce((sum, { seats }) => sum + seats, 0),
        means: [
          `People are in the account that was last told of them; active used any feature in the ${DAYS} days to the end, the last one included. Depth is the mean share of the features for their role that they used.`,
          `The champion's share is that of the person with the most uses, and a risk from ${definition.champion} on in accounts with more than one seat. Maturity and stage are those of the live model now: the furthest stage that anybody of the account came to. Busy without value is active on ${definition.busyDays} days or more with a depth below ${definition.shallow}. Intervals are 95 % (Wilson).`,
        ].join(' '),
        columns: toColumns(
          'account',
          'seats:count',
          'active:share',
          'low:share',
          'high:share',
          'depth:share',
          'active days:count',
          'champion:share',
          'last use',
          'watch',
          'class',
          'trend',
          'maturity',
          'stage',
          'milestones',
        ),
        rows: accounts.map((one) => [
          one.id,
          one.active.n,
          one.active.value,
          one.active.low,
          one.active.high,
          one.depth,
          one.activeDays,
          one.champion,
          one.lastUseAt,
          [one.busyWithoutValue ? 'busy without value' : '', one.championRisk ? 'hangs on one' : '', one.stalledSince === null ? '' : 'stands still']
            .filter(Boolean)
            .join(', '),
          one.behaviour?.class ?? null,
          one.behaviour?.trend ?? null,
          one.maturity,
          one.stages.map(({ name, stageName }) => `${name}: ${stageName}`).join(', '),
          one.milestones.join(', '),
        ]),
      },
    ),
    accounts,
  }
}
