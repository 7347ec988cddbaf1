// Owns counting how much of the product people use: distinct features of those that are for them. It must not know storage.
import type { EventUse } from '../store/event-query.ts'
import { ones } from './bits.ts'
import { readHistory, readTrait, type TraitSubject } from './history.ts'
import { isFor, lastOf, readRoles } from './sign-up.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface DepthQuestion {
  features: readonly { uses: readonly EventUse[]; roles: readonly string[] | null }[]
  /** The time that is looked at is from `from` to `to`, the one before it from `before` to `from`. */
  before: number
  from: number
  to: number
  by?: TraitSubject | 'account' | 'person' | undefined
  only?: readonly string[] | undefined
  /** Most groups that are told. */
  limit: number
}

/** People of one group who used any feature in a time, and their depths added up. */
export interface DepthSum {
  people: number
  sum: number
  squares: number
}
export interface DepthGroup {
  /** JSON text of a trait, or an id; `null` where there is none. */
  value: string | null
  now: DepthSum
  before: DepthSum
  /** People who were active both times: their depths added up, and the products of the two. */
  both: { people: number; now: number; before: number; products: number }
}
export interface DepthCounts {
  all: DepthGroup
  /** Most people first; of people the least depth first. */
  groups: DepthGroup[]
  /** How many groups there are. */
  total: number
  /** By feature, of the active people whom it is for: all, and those who used it. */
  features: { people: number; used: number }[]
}

const BITS = 32

/** Counts depth. Cost: two bits a person and feature. */
export async function countDepth(source: Source, question: DepthQuestion): Promise<DepthCounts> {
  const { features, before, from, to, only: ids } = question
  const words = Math.ceil(features.length / BITS)
  const used = new Uint32Array((source.people + 1) * words * 2)
  const featureOf = features.flatMap(({ uses }, feature) => uses.map(() => feature))
  const scan = await source.scan({ uses: features.flatMap(({ uses }) => uses), from: before, to, unordered: true })
  const bitsOf: { word: number; bit: number }[][] = []
  await scan.run(({ count, person, kind, at }) => {
    for (let known = bitsOf.length; known < scan.kinds.length; known++)
      bitsOf.push(
        [...new Set(scan.kinds[known]!.map((use) => featureOf[use]!))].map((feature) => ({ word: Math.floor(feature / BITS), bit: 1 << (feature % BITS) })),
      )
    for (let i = 0; i < count; i++) {
      const place = (person[i]! * 2 + (at[i]! >= from ? 1 : 0)) * words
      const bits = bitsOf[kind[i]!]!
      for (let k = 0; k < bits.length; k++) used[place + bits[k]!.word]! |= bits[k]!.bit
    }
  })
  const only = ids && (await source.select(ids))
  const told = await readRoles(source)
  // by role, the one without first, the features that are for it
  const relevant = [-1, ...told.roles.keys()].map((role) => features.flatMap(({ roles }, feature) => (isFor(roles, told, role) ? [feature] : [])))
  const groupOf = await toGrouping(source, question)
  const all = createGroup(null)
  const groups = new Map<number, DepthGroup>()
  // by role, the features that are for it as bits; and how many are active in it
  const masks = new Uint32Array(relevant.length * words)
  relevant.forEach((mine, role) => mine.forEach((feature) => (masks[role * words + Math.floor(feature / BITS)]! |= 1 << (feature % BITS))))
  const perRole = relevant.map(() => 0)
  const usedBy = new Uint32Array(words * BITS)
  for (let who = 1; who <= source.people; who++) {
    if (only !== undefined && only[who] !== 1) continue
    let earlier = Number.NaN
    for (const time of [0, 1] as const) {
      const place = (who * 2 + time) * words
      const role = told.of[who]! + 1
      let [active, count] = [0, 0]
      for (let word = 0; word < words; word++) {
        active |= used[place + word]!
        count += ones(used[place + word]! & masks[role * words + word]!)
      }
      const mine = relevant[role]!
      if (!active || !mine.length) continue
      const part = time ? 'now' : 'before'
      const depth = count / mine.length
      const isBoth = time === 1 && !Number.isNaN(earlier)
      add(all[part], depth)
      if (isBoth) addBoth(all, depth, earlier)
      if (groupOf) {
        const key = groupOf(who)
        let group = groups.get(key)
        if (!group) groups.set(key, (group = createGroup(null)))
        add(group[part], depth)
        if (isBoth) addBoth(group, depth, earlier)
      }
      earlier = depth
      if (!time) continue
      perRole[role]!++
      for (let word = 0; word < words; word++)
        for (let left = used[place + word]! & masks[role * words + word]!; left !== 0; left &= left - 1) usedBy[word * BITS + 31 - Math.clz32(left & -left)]!++
    }
  }
  const perFeature = features.map((_, feature) => ({
    people: relevant.reduce((sum, mine, role) => sum + (mine.includes(feature) ? perRole[role]! : 0), 0),
    used: usedBy[feature]!,
  }))
  return { all, ...(await nameGroups(source, groups, question)), features: perFeature }
}

const createGroup = (value: string | null): DepthGroup => ({
  value,
  now: { people: 0, sum: 0, squares: 0 },
  before: { people: 0, sum: 0, squares: 0 },
  both: { people: 0, now: 0, before: 0, products: 0 },
})

/** Adds the depth of somebody in the second time, after that in the first. */
function addBoth(to: DepthGroup, now: number, before: number): void {
  to.both.people++
  to.both.now += now
  to.both.before += before
  to.both.products += now * before
}

function add(to: DepthSum, depth: number): void {
  to.people++
  to.sum += depth
  to.squares += depth * depth
}

async function toGrouping(source: Source, { by }: DepthQuestion): Promise<((who: number) => number) | undefined> {
  if (by === undefined) return undefined
  if (by === 'person') return (who) => who
  const history = by === 'account' ? await readHistory(source.accounts(), source.people) : await readTrait(source, by)
  return (who) => lastOf(history, who)
}

async function nameGroups(
  source: Source,
  groups: ReadonlyMap<number, DepthGroup>,
  { by, limit }: DepthQuestion,
): Promise<Pick<DepthCounts, 'groups' | 'total'>> {
  if (by === undefined) return { groups: [], total: 0 }
  const texts = by === 'person' || by === 'account' ? [] : (await readTrait(source, by)).values
  const mean = ({ now }: DepthGroup): number => now.sum / now.people
  // the numbers of values are as the events came, and tell nothing
  const compare = (a: number, b: number): number => (texts[a] === undefined || texts[b] === undefined ? b - a : texts[a] < texts[b] ? -1 : 1)
  const all = [...groups].filter(([, group]) => by !== 'person' || group.now.people)
  const sorted = all
    .toSorted(([a, one], [b, other]) => (by === 'person' ? mean(one) - mean(other) || a - b : other.now.people - one.now.people || compare(a, b)))
    .slice(0, limit)
  const numbers = sorted.map(([key]) => key).filter((key) => key >= 0)
  const ids = by === 'person' ? await source.ids(numbers) : by === 'account' ? await source.accountIds(numbers) : new Map<number, string>()
  return { groups: sorted.map(([key, group]) => ({ ...group, value: texts[key] ?? ids.get(key) ?? null })), total: all.length }
}
