// Owns what is expected of a person by when: milestones, features, stages, and that they come back at all. Pure: the same facts
// have the same deadlines, in whatever order they came. It must not know who is told.
import { MODEL_EVENTS, type ModelEventProperties } from '@foothold/protocol'
import type { LiveModel } from '../../config/live-model.ts'
import type { Reached } from '../../store/state-store.ts'
import type { LivePath } from './path.ts'

/** What deadlines are reckoned from. */
export interface WatchFacts {
  path: Pick<LivePath, 'firstUses' | 'lastUses'>
  reached: ReadonlyMap<string, Reached>
  role: string | null
  /** Epoch ms. */
  signedUpAt: number
  firstSeenAt: number
  /** When the person was first heard of: the first event, or the invitation before it. */
  knownAt: number
  /** Whether the person has been here; who was only invited is expected in journeys alone. */
  here: boolean
}

/** One thing that is expected. */
export interface Watch {
  /** Unique for a person. */
  id: string
  event: string
  recovered: string
  about: Omit<ModelEventProperties, 'source' | 'due'>
  /** Epoch ms. */
  due: number
  /** When it happened, also where that was too late; epoch ms. */
  metAt: number | undefined
  /** When it is taken back that it was missed; for what is met by coming back. */
  backAt?: number | undefined
}

/** Lists what is, or was, expected of somebody. */
export function watchesOf(model: LiveModel, facts: WatchFacts): Watch[] {
  return [...milestoneWatches(model, facts), ...featureWatches(model, facts), ...stageWatches(model, facts), ...silenceWatches(model, facts)]
}

function* milestoneWatches({ deadlines, journeys }: LiveModel, { reached, signedUpAt, firstSeenAt, knownAt, here }: WatchFacts): Generator<Watch> {
  for (const { milestone, anchor, deadlineMs } of deadlines) {
    let from: number | undefined
    if (anchor === 'signup') from = here ? signedUpAt : undefined
    else if (anchor === 'first-seen') from = here ? firstSeenAt : undefined
    else if ('milestone' in anchor) from = reached.get(anchor.milestone)?.at
    else {
      const first = journeys.find(({ key }) => key === anchor.journey)?.stages[0]
      from = first && (first.reached === undefined ? knownAt : reached.get(first.reached)?.at)
    }
    if (from === undefined) continue
    const { missed: event, missedRecovered: recovered } = MODEL_EVENTS
    yield { id: `milestone:${milestone}`, event, recovered, about: { milestone }, due: from + deadlineMs, metAt: reached.get(milestone)?.at }
  }
}

function* featureWatches({ features }: LiveModel, { path, role, signedUpAt, here }: WatchFacts): Generator<Watch> {
  if (!here) return
  const { untouched: event, untouchedRecovered: recovered } = MODEL_EVENTS
  for (const [index, { key, deadlineMs, releasedAt, relevantTo }] of features.entries()) {
    if (deadlineMs === undefined || !isRelevant(relevantTo, role)) continue
    const used = path.firstUses[index]!
    yield {
      id: `feature:${key}`,
      event,
      recovered,
      about: { feature: key },
      due: Math.max(signedUpAt, releasedAt) + deadlineMs,
      metAt: Number.isNaN(used) ? undefined : used,
    }
  }
}

function* stageWatches({ journeys }: LiveModel, { reached, knownAt }: WatchFacts): Generator<Watch> {
  const { journeyStalled: event, journeyRecovered: recovered } = MODEL_EVENTS
  for (const { key: journey, stages } of journeys) {
    let before: number | undefined
    for (const [index, stage] of stages.entries()) {
      const at = stage.reached === undefined ? knownAt : reached.get(stage.reached)?.at
      if (index > 0 && before !== undefined && stage.withinMs !== undefined)
        yield { id: `journey:${journey}:${stage.key}`, event, recovered, about: { journey, stage: stage.key }, due: before + stage.withinMs, metAt: at }
      before = at
      if (at === undefined) break
    }
  }
}

function* silenceWatches({ behaviour, features }: LiveModel, { path, signedUpAt, here }: WatchFacts): Generator<Watch> {
  if (!behaviour.told || !here || !features.length) return
  const last = lastUseOf(path)
  const { dormant: event, dormantRecovered: recovered } = MODEL_EVENTS
  yield { id: 'dormant', event, recovered, about: {}, due: Math.max(last ?? -Infinity, signedUpAt) + behaviour.dormantAfterMs, metAt: undefined, backAt: last }
}

/** When anything was used last, epoch ms. */
export function lastUseOf({ lastUses }: Pick<LivePath, 'lastUses'>): number | undefined {
  let last: number | undefined
  for (const at of lastUses) if (!(last! >= at) && !Number.isNaN(at)) last = at
  return last
}

/** Whether a feature is for people of a role; without a role everything is for them that is for nobody else. */
export const isRelevant = (relevantTo: ReadonlySet<string> | undefined, role: string | null): boolean =>
  relevantTo === undefined || (role !== null && relevantTo.has(role))

/** Whether it was missed by an instant, also where it was made good since. */
export const isMissed = ({ due, metAt }: Watch, now: number): boolean => now >= due && !(metAt! <= due)
/** Whether it is missed at an instant, and nothing has come since. */
export const isOpen = (watch: Watch, now: number): boolean => isMissed(watch, now) && !(watch.metAt! <= now)
