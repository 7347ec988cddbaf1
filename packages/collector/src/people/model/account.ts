// Owns what is noted of an account: its people together. It must not know their events; it reads their notes.
import { MODEL_EVENTS, type BehaviourClass, type FeatureLevel, type Maturity } from '@foothold/protocol'
import type { LiveModel } from '../../config/live-model.ts'
import type { ModelRow } from '../../store/model-store.ts'
import { maturityOf, tell, toNoted, type Telling, type Told } from './note.ts'
import type { Watch } from './watch.ts'

/** State of an account as it is stored. Times are epoch ms. */
export interface AccountNote {
  people: number
  /** People who used anything in the last 28 days. */
  active: number
  /** Highest level that anybody has, since when, and how many have it or a higher one than `none`. */
  levels: [feature: string, level: FeatureLevel, since: number, people: number][]
  segments: [key: string, people: number][]
  /** The furthest stage of each journey, since when somebody is there, and how many are. */
  stages: [journey: string, stage: string, since: number, people: number][]
  classes: [name: BehaviourClass, people: number][]
  maturity: Maturity
  lastUseAt: number | null
  told: Told[]
}

const WINDOW_MS = 28 * 86_400_000
const ORDER: readonly FeatureLevel[] = ['none', 'tried', 'repeated', 'adopted', 'habitual']

/** Adds people one by one. */
export interface AccountSum {
  add(row: ModelRow): void
  /** The note without what was told. */
  end(): Omit<AccountNote, 'told'>
  /** People who may have used something last: notes are exact to the day. */
  lastUsers(): string[]
}

/** Begins to add up an account. @param now - epoch ms. */
export function createAccountSum(live: LiveModel, now: number): AccountSum {
  let people = 0
  let active = 0
  let lastUseAt: number | null = null
  const lastByPerson = new Map<string, number>()
  const levels = new Map<string, AccountNote['levels'][number]>()
  const segments = new Map<string, number>()
  const stages = new Map<string, Map<string, { since: number; people: number }>>()
  const classes = new Map<BehaviourClass, number>()
  return {
    add(row) {
      const { note } = toNoted(row)
      if (!note) return
      people++
      if (note.lastUseAt !== null) {
        if (note.lastUseAt > now - WINDOW_MS) active++
        lastUseAt = Math.max(lastUseAt ?? note.lastUseAt, note.lastUseAt)
        lastByPerson.set(row.id, note.lastUseAt)
      }
      for (const [key, level, since] of note.levels) {
        const best = levels.get(key)
        const higher = !best || ORDER.indexOf(level) > ORDER.indexOf(best[1])
        const equal = best && level === best[1]
        levels.set(key, [key, higher ? level : best[1], higher ? since : equal ? Math.min(since, best[2]) : best[2], (best?.[3] ?? 0) + 1])
      }
      for (const [key, inside] of note.segments) if (inside) segments.set(key, (segments.get(key) ?? 0) + 1)
      for (const [journey, stage, since] of note.stages) {
        const those = stages.get(journey) ?? new Map<string, { since: number; people: number }>()
        stages.set(journey, those)
        const one = those.get(stage)
        those.set(stage, { since: Math.min(since, one?.since ?? Infinity), people: (one?.people ?? 0) + 1 })
      }
      if (note.class) classes.set(note.class[0], (classes.get(note.class[0]) ?? 0) + 1)
    },
    end: () => ({
      people,
      active,
      levels: [...levels.values()],
      segments: [...segments],
      stages: live.journeys.flatMap(({ key, stages: all }): AccountNote['stages'] => {
        const furthest = all.findLast((stage) => stages.get(key)?.has(stage.key))
        const one = furthest && stages.get(key)!.get(furthest.key)!
        return one ? [[key, furthest.key, one.since, one.people]] : []
      }),
      classes: [...classes],
      maturity: maturityOf(live, new Set(live.features.keys()), (index) => ORDER.indexOf(levels.get(live.features[index]!.key)?.[1] ?? 'none') >= 3),
      lastUseAt,
    }),
    lastUsers: () => {
      const day = Math.floor((lastUseAt ?? 0) / 86_400_000)
      return [...lastByPerson].filter(([, at]) => Math.floor(at / 86_400_000) === day).map(([id]) => id)
    },
  }
}

/** What is expected of an account. */
export function accountWatches({ behaviour, features }: LiveModel, { lastUseAt }: Pick<AccountNote, 'lastUseAt'>): Watch[] {
  if (!behaviour.told || !features.length || lastUseAt === null) return []
  const { accountStalled: event, accountRecovered: recovered } = MODEL_EVENTS
  return [{ id: 'stalled', event, recovered, about: {}, due: lastUseAt + behaviour.stalledAfterMs, metAt: undefined, backAt: lastUseAt }]
}

/** What the note of an account is made of. */
export interface AccountFacts {
  sum: Omit<AccountNote, 'told'>
  before: readonly Told[]
}

/** Makes the note of an account. @param time - `since`: what was due before is nobody's news. */
export function accountNoteOf(
  live: LiveModel,
  { project, id }: Pick<ModelRow, 'project' | 'id'>,
  { sum, before }: AccountFacts,
  { now, since }: { now: number; since: number },
): { row: ModelRow; tellings: Telling[] } {
  const watches = accountWatches(live, sum)
  const { told, tellings } = tell(watches, before, now, since)
  const dueAt = watches.find(({ due }) => due > now)?.due ?? null
  return { row: { project, kind: 'account', id, account: null, dueAt, state: JSON.stringify({ ...sum, told } satisfies AccountNote) }, tellings }
}
