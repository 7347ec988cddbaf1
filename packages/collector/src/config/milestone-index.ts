// Owns which milestones an event may complete, worked out once a version: all others need not be asked. It must not know people.
import type { Bundle } from '@foothold/protocol'
import { walkCondition } from '@foothold/targeting'
import type { Content } from './bundle.ts'
import { namesOf } from './live-model.ts'

/** Milestones by what may complete them. Places are those in `keys`. */
export interface MilestoneIndex {
  keys: readonly string[]
  /** By the name of a track event; '' stands for all other events. */
  touched: ReadonlyMap<string, readonly number[]>
  /** Those that rest on what no event of the person tells of, such as what colleagues do. */
  always: readonly number[]
  /** By the milestone that they rest on. */
  after: ReadonlyMap<string, readonly number[]>
}

const ELSEWHERE = /^(account|experiment|flag):|^(time|page|device|element)$/

/** @param content - with the stages of journeys as milestones, as the bundle has them. */
export function toMilestoneIndex({ model }: Content, { milestones }: Bundle): MilestoneIndex {
  const touched = new Map<string, number[]>()
  const after = new Map<string, number[]>()
  const always: number[] = []
  const put = (lists: Map<string, number[]>, key: string, place: number): void => void lists.set(key, [...(lists.get(key) ?? []), place])
  milestones.forEach(({ dependencies }, place) => {
    for (const name of new Set(dependencies.flatMap(namesOf))) put(touched, name, place)
    for (const { key } of milestones) if (dependencies.includes(`milestone:${key}`)) put(after, key, place)
    const roots = [
      ...model.segments.filter(({ key }) => dependencies.includes(`segment:${key}`)),
      ...model.milestones.filter(({ key }) => dependencies.includes(`milestone:${key}`)),
    ]
    const isOfAll = roots.some(({ when }) => [...walkCondition(when)].some((one) => 'scope' in one && one.scope === 'account'))
    if (isOfAll || dependencies.some((one) => ELSEWHERE.test(one))) always.push(place)
  })
  return { keys: milestones.map(({ key }) => key), touched, always, after }
}
