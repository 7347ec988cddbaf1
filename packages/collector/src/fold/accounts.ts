// Owns adding up what the people of each account do: seats, use, who carries it, how much of the product. It must not know storage
// or what is healthy.
import type { EventUse } from '../store/event-query.ts'
import { createSets, put, type Sets } from './bits.ts'
import { readHistory } from './history.ts'
import { createPeriodOf } from './period.ts'
import { isFor, lastOf, readRoles } from './sign-up.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface AccountsQuestion {
  features: readonly { uses: readonly EventUse[]; roles: readonly string[] | null }[]
  /** First instant of each day, and the end of the last. */
  days: readonly number[]
  /** Most accounts that are told. */
  limit: number
  /** One account alone. */
  account?: string | undefined
  only?: readonly string[] | undefined
}

/** An account by the people who are in it at the end. */
export interface AccountSum {
  id: string
  seats: number
  /** People who used any feature in the time. */
  active: number
  /** Uses in the time, and those of the person with the most. */
  uses: number
  most: number
  /** Depth of the active people, added up. */
  depth: number
  /** Days with a use by anybody. */
  days: number
  /** Epoch ms of the last use ever before the end; `null` where there was none. */
  lastUseAt: number | null
}

/** Adds up accounts; those of most seats first. */
export async function countAccounts(source: Source, { features, days, limit, account, only: ids }: AccountsQuestion): Promise<AccountSum[]> {
  const [from, to, count] = [days[0]!, days.at(-1)!, days.length - 1]
  const { people } = source
  const [uses, last] = [new Float64Array(people + 1), new Float64Array(people + 1).fill(-Infinity)]
  const [onDay, usedBy] = [createSets(people, count), createSets(people, features.length)]
  const featureOf = features.flatMap((one, feature) => one.uses.map(() => feature))
  const scan = await source.scan({ uses: features.flatMap((one) => one.uses), from: -Infinity, to, unordered: true })
  const dayOf = createPeriodOf(days)
  await scan.run((rows) => {
    for (let i = 0; i < rows.count; i++) {
      const [who, at] = [rows.person[i]!, rows.at[i]!]
      if (at > last[who]!) last[who] = at
      if (at < from) continue
      uses[who]!++
      put(onDay, dayOf(at), who)
      for (const use of scan.kinds[rows.kind[i]!]!) put(usedBy, featureOf[use]!, who)
    }
  })
  const [accounts, told, only] = [await readHistory(source.accounts(), people), await readRoles(source), ids && (await source.select(ids))]
  const relevant = [-1, ...told.roles.keys()].map((role) => features.flatMap(({ roles }, feature) => (isFor(roles, told, role) ? [feature] : [])))
  const members = new Map<number, number[]>()
  for (let who = 1; who <= people; who++) {
    const own = lastOf(accounts, who, to)
    if (own < 0 || (only !== undefined && only[who] !== 1)) continue
    const those = members.get(own)
    if (those) those.push(who)
    else members.set(own, [who])
  }
  const sorted = [...members].toSorted(([a, one], [b, other]) => other.length - one.length || a - b)
  const names = await source.accountIds(sorted.map(([number]) => number))
  return sorted
    .map(([number, own]): AccountSum => ({
      id: names.get(number) ?? '',
      ...addUp(own, { uses, last, onDay, usedBy, mine: (who) => relevant[told.of[who]! + 1]! }),
    }))
    .filter(({ id }) => account === undefined || id === account)
    .slice(0, limit)
}

interface Facts {
  uses: Float64Array
  last: Float64Array
  onDay: Sets
  usedBy: Sets
  /** Features that are for a person. */
  mine(who: number): readonly number[]
}

const has = ({ words, width }: Sets, set: number, who: number): boolean => ((words[set * width + (who >> 5)]! >>> (who & 31)) & 1) === 1

function addUp(own: readonly number[], { uses, last, onDay, usedBy, mine }: Facts): Omit<AccountSum, 'id'> {
  const sum = { seats: own.length, active: 0, uses: 0, most: 0, depth: 0 }
  let lastUseAt = -Infinity
  for (const who of own) {
    lastUseAt = Math.max(lastUseAt, last[who]!)
    if (!uses[who]) continue
    sum.active++
    sum.uses += uses[who]
    sum.most = Math.max(sum.most, uses[who])
    const features = mine(who)
    if (features.length) sum.depth += features.filter((feature) => has(usedBy, feature, who)).length / features.length
  }
  let days = 0
  for (let day = 0; day < onDay.words.length / onDay.width; day++) if (own.some((who) => has(onDay, day, who))) days++
  return { ...sum, days, lastUseAt: lastUseAt === -Infinity ? null : lastUseAt }
}
