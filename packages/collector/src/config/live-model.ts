// Owns what the live model needs of the authored one, worked out once a version: features, what touches which answer, deadlines,
// stages, thresholds. It must not know people.
import {
  BEHAVIOUR,
  GUIDE_EVENTS,
  MILESTONE_REACHED,
  EXPERIMENT_EXPOSED,
  toMs,
  type Anchor,
  type Bundle,
  type Condition,
  type Feature,
} from '@foothold/protocol'
import { createExpand, lowerFeature, tallyKey, walkCondition } from '@foothold/targeting'
import type { Content } from './bundle.ts'
import { toCanonicalJson, toContentHash } from './canonical.ts'
import { stageKey } from './stage.ts'

/** A feature as the live model sees it. */
export interface LiveFeature {
  key: string
  tier: Feature['tier']
  /** Values of the trait `role`; `undefined` stands for all. */
  relevantTo: ReadonlySet<string> | undefined
  /** Epoch ms; -Infinity where nothing is said. */
  releasedAt: number
  deadlineMs: number | undefined
}

/** An answer that is kept with the time since when it is so. */
export interface LiveItem {
  kind: 'level' | 'segment'
  key: string
}

/** A stage of a journey. */
export interface LiveStage {
  key: string
  /** The milestone that stands for it; `undefined` where everybody is in it. */
  reached: string | undefined
  withinMs: number | undefined
}

/** Thresholds of behaviour, times in ms. */
export interface LiveBehaviour {
  newForMs: number
  dormantAfterMs: number
  stalledAfterMs: number
  powerDays: number
  powerDepth: number
  drop: number
  /** Whether silence is told as an event. */
  told: boolean
}

/** The live model of one version. */
export interface LiveModel {
  /** Whether there is anything to keep. */
  on: boolean
  /** Hash of all that decides what is kept. */
  basis: string
  features: readonly LiveFeature[]
  /** Places in `features` by tally. */
  featuresOf: ReadonlyMap<string, readonly number[]>
  items: readonly LiveItem[]
  /** Places in `items` that an event of this name may change; '' stands for identify. */
  touched: ReadonlyMap<string, readonly number[]>
  /** Places in `items` whose answer rests on more than this person did: looked at as of now only. */
  shared: ReadonlySet<number>
  deadlines: readonly { milestone: string; anchor: Anchor; deadlineMs: number }[]
  journeys: readonly { key: string; stages: readonly LiveStage[] }[]
  behaviour: LiveBehaviour
}

const DAY_MS = 86_400_000
/** Another number has everybody noted anew, where a version of the collector notes more than the one before. */
const NOTE_FORM = 2

/** @param reckoned - the bundle with the stages of journeys as milestones. */
export function toLiveModel({ model }: Content, reckoned: Bundle): LiveModel {
  const features = model.features.map(lowerFeature)
  const featuresOf = new Map<string, number[]>()
  features.forEach(({ usedWhen }, index) => {
    for (const use of usedWhen) add(featuresOf, tallyKey({ event: use.event, where: use.where }), index)
  })
  const items: LiveItem[] = [
    ...features.map(({ key }): LiveItem => ({ kind: 'level', key })),
    ...model.segments.map(({ key }): LiveItem => ({ kind: 'segment', key })),
  ]
  const expand = createExpand(model)
  const touched = new Map<string, number[]>()
  const shared = new Set<number>()
  items.forEach(({ kind, key }, index) => {
    const asked = [...expand([`${kind === 'level' ? 'feature' : 'segment'}:${key}`])]
    const names = new Set(asked.flatMap((one) => namesOf(one)))
    for (const name of names) add(touched, name, index)
    if (kind === 'segment' && isShared(key, model, asked)) shared.add(index)
  })
  const deadlines = model.milestones.flatMap(({ key, from, deadline }) => {
    const deadlineMs = toMs(deadline)
    return deadlineMs === undefined ? [] : [{ milestone: key, anchor: from, deadlineMs }]
  })
  const journeys = model.journeys.map(({ key, stages }) => ({
    key,
    stages: stages.map((stage): LiveStage => ({ key: stage.key, reached: stage.when && stageKey(key, stage.key), withinMs: toMs(stage.within) })),
  }))
  const { newFor, dormantAfter, stalledAfter, power, atRisk } = model.behaviour ?? BEHAVIOUR
  return {
    on: items.length > 0 || deadlines.length > 0 || journeys.length > 0,
    basis: toContentHash(
      toCanonicalJson({
        form: NOTE_FORM,
        features: model.features,
        segments: model.segments,
        milestones: reckoned.milestones.map(({ key, when }) => ({ key, when })),
        deadlines,
        journeys: model.journeys.map(({ key, stages }) => ({ key, stages: stages.map(({ key: stage, within }) => ({ key: stage, within })) })),
        behaviour: model.behaviour,
        rollouts: model.rollouts,
      }),
    ),
    features: features.map(({ key, tier, relevantTo, releasedAt, deadline }) => ({
      key,
      tier,
      relevantTo: relevantTo && new Set(relevantTo),
      releasedAt: releasedAt === undefined ? -Infinity : Date.parse(releasedAt),
      deadlineMs: toMs(deadline),
    })),
    featuresOf,
    items,
    touched,
    shared,
    deadlines,
    journeys,
    behaviour: {
      newForMs: toMs(newFor) ?? 14 * DAY_MS,
      dormantAfterMs: toMs(dormantAfter) ?? 28 * DAY_MS,
      stalledAfterMs: toMs(stalledAfter) ?? 14 * DAY_MS,
      powerDays: power.days,
      powerDepth: power.depth,
      drop: atRisk.drop,
      told: model.behaviour !== undefined,
    },
  }
}

function add(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key) ?? []
  if (!list.includes(index)) lists.set(key, [...list, index])
}

/** Names of the events that may change an answer which depends on this; '' stands for what is no track event. */
export function namesOf(dependency: string): string[] {
  if (dependency.startsWith('event:')) return [dependency.slice('event:'.length)]
  if (dependency.startsWith('trait:')) return ['']
  if (dependency.startsWith('guide:')) return Object.values(GUIDE_EVENTS)
  if (dependency.startsWith('milestone:')) return [MILESTONE_REACHED]
  if (dependency.startsWith('experiment:')) return [EXPERIMENT_EXPOSED]
  return []
}

/** Whether a segment asks about the account, or for the hour: others, or every quarter of an hour, would have to be followed. */
function isShared(segment: string, { segments, milestones, rollouts }: Content['model'], asked: readonly string[]): boolean {
  if (asked.some((one) => one.startsWith('account:') || one.startsWith('experiment:'))) return true
  if (rollouts.some(({ key, unit }) => unit === 'account' && asked.includes(`flag:${key}`))) return true
  const roots: (Condition | undefined)[] = [
    ...segments.filter(({ key }) => key === segment || asked.includes(`segment:${key}`)),
    ...milestones.filter(({ key }) => asked.includes(`milestone:${key}`)),
  ].map(({ when }) => when)
  return roots.some((root) => [...walkCondition(root)].some((one) => ('scope' in one && one.scope === 'account') || 'time' in one))
}
