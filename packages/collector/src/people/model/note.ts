// Owns what is noted of a person: where they stand now, when to look again, and what has to be told to the log. The same facts at
// the same instant give the same note. It must not know how notes are stored.
import { MATURITIES, type BehaviourClass, type FeatureLevel, type Maturity } from '@foothold/protocol'
import type { LiveModel } from '../../config/live-model.ts'
import type { ModelRow } from '../../store/model-store.ts'
import type { PersonRow } from '../../store/state-store.ts'
import type { PersonFold } from '../fold.ts'
import { behaviourAt, DAYS_LOOKED_AT, type Behaviour } from './behaviour.ts'
import { isMissed, isRelevant, lastUseOf, watchesOf, type Watch } from './watch.ts'

/** A watch that was told as missed: when it was due, when that was taken back, and how often it was told of that time before. */
export type Told = [id: string, due: number, back: number | null, before?: number]

/** State of a person as it is stored. Lists, since a key may be called like anything. Times are epoch ms. */
export interface PersonNote {
  levels: [feature: string, level: FeatureLevel, since: number, lastUseAt: number][]
  /** Those that somebody is in, or was. */
  segments: [key: string, inside: boolean, since: number][]
  stages: [journey: string, stage: string, since: number][]
  class: [name: BehaviourClass, since: number] | null
  maturity: Maturity
  lastUseAt: number | null
  /** Whose depth the features count for; what an account is reckoned from. */
  role: string | null
  /** UTC days of use (since 1970), each with the places of the features in the model; of who is in an account. */
  days: number[][]
  told: Told[]
}

/** Everything that there is to say of a person, as of an instant. */
export interface Standing extends Omit<PersonNote, 'told' | 'class' | 'role' | 'days'> {
  behaviour: Behaviour | null
  watches: Watch[]
  /** Share of the relevant features used in the last 28 days, 0 to 1; `null` where none is relevant. */
  depth: number | null
  /** When time alone changes something next, epoch ms; Infinity: never. */
  nextAt: number
}

/** Something to be told to the log. */
export interface Telling {
  name: string
  about: Watch['about']
  due: number
  at: number
  /** Makes the id of the event, with the person. */
  id: string
}

const WINDOW_MS = 28 * 86_400_000
const ADOPTED: ReadonlySet<unknown> = new Set<FeatureLevel>(['adopted', 'habitual'])

/** Describes where a person stands. @param noted - what was noted before: since when somebody is in a segment that others decide. */
export function standingOf(fold: PersonFold, row: PersonRow, now: number, noted?: Pick<PersonNote, 'segments'>): Standing {
  const { live } = fold.config
  const path = fold.pathAt(now)
  const here = row.events > 0
  const knownAt = Math.min(fold.invitedAt ?? Infinity, row.firstSeenAt)
  const facts = { path, reached: fold.reached, role: row.role, signedUpAt: row.signedUpAt, firstSeenAt: row.firstSeenAt, knownAt, here }
  const watches = watchesOf(live, facts)
  const relevant = new Set(live.features.flatMap(({ relevantTo }, index) => (isRelevant(relevantTo, row.role) ? [index] : [])))
  const behaviour = live.features.length && here ? behaviourAt({ days: path.days, relevant, signedUpAt: row.signedUpAt }, live.behaviour, now) : null
  let nextAt = Math.min(path.nextWake, behaviour?.nextAt ?? Infinity)
  for (const { due } of watches) if (due > now && due < nextAt) nextAt = due
  const levels: PersonNote['levels'] = []
  const segments: PersonNote['segments'] = []
  const before = new Map(noted?.segments.map((one) => [one[0], one]))
  const context = live.shared.size ? fold.context(now) : undefined
  live.items.forEach(({ kind, key }, i) => {
    if (kind === 'level') {
      const level = path.values[i] as FeatureLevel | undefined
      if (level !== undefined && level !== 'none') levels.push([key, level, path.sinces[i]!, path.lastUses[i]!])
      return
    }
    const last = before.get(key)
    const inside = live.shared.has(i) ? context!.segment(key) === true : path.values[i] === true
    const since = !live.shared.has(i) ? path.sinces[i]! : last?.[1] === inside ? last[2] : now
    // who never was in it needs no note
    if (inside || (live.shared.has(i) ? last !== undefined : path.wasEver(i))) segments.push([key, inside, since])
  })
  const lastUseAt = lastUseOf(path) ?? null
  let used = 0
  for (const index of relevant) if (path.lastUses[index]! > now - WINDOW_MS) used++
  return {
    levels,
    segments,
    stages: stagesOf(live, fold, knownAt),
    behaviour,
    maturity: maturityOf(live, relevant, (index) => ADOPTED.has(path.values[index])),
    lastUseAt,
    watches,
    depth: relevant.size ? used / relevant.size : null,
    nextAt,
  }
}

/** The furthest stage of each journey, and since when. */
function stagesOf({ journeys }: LiveModel, { reached }: PersonFold, knownAt: number): PersonNote['stages'] {
  return journeys.flatMap(({ key, stages }): PersonNote['stages'] => {
    let furthest: PersonNote['stages'] = []
    for (const stage of stages) {
      const at = stage.reached === undefined ? knownAt : reached.get(stage.reached)?.at
      if (at === undefined) break
      furthest = [[key, stage.key, at]]
    }
    return furthest
  })
}

/** The highest tier of which half the features are adopted, with all tiers below; a tier without features is no step. */
export function maturityOf({ features }: LiveModel, relevant: ReadonlySet<number>, isAdopted: (index: number) => boolean): Maturity {
  let maturity: Maturity = 'none'
  for (const tier of MATURITIES.slice(1)) {
    const those = [...relevant].filter((index) => features[index]!.tier === tier)
    if (!those.length) continue
    if (those.filter(isAdopted).length * 2 < those.length) break
    maturity = tier
  }
  return maturity
}

/** What was told of a person before. */
export interface NotedBefore {
  row: ModelRow | undefined
  note: PersonNote | undefined
}

/** State of somebody of whom nothing is said: their row is gone, as of an anonymous id that went up in a person, or they cannot be folded; whoever is there has a role in theirs, or none. */
export const GONE: string = JSON.stringify({ levels: [], segments: [], stages: [], class: null, maturity: 'none', lastUseAt: null, told: [] })

/** Reads a stored row. */
export function toNoted(row: ModelRow | undefined): NotedBefore {
  if (!row || row.state === '' || row.state === GONE) return { row, note: undefined }
  // an earlier version noted neither role nor days
  return { row, note: { role: null, days: [], ...(JSON.parse(row.state) as Omit<PersonNote, 'role' | 'days'> & Partial<PersonNote>) } }
}

/**
 * Makes the note of a person.
 *
 * @param since - what was due before is nobody's news.
 */
export function noteOf(
  fold: PersonFold,
  row: PersonRow,
  before: NotedBefore,
  { now, since }: { now: number; since: number },
): { noted: NotedBefore & { row: ModelRow }; tellings: Telling[] } {
  const standing = standingOf(fold, row, now, before.note)
  const { told, tellings } = tell(standing.watches, before.note?.told ?? [], now, since)
  const { levels, segments, stages, behaviour, maturity, lastUseAt, nextAt } = standing
  const note: PersonNote = {
    levels,
    segments,
    stages,
    class: behaviour && [behaviour.class, behaviour.since],
    maturity,
    lastUseAt,
    role: row.role,
    days: row.account === null ? [] : toDays(fold.path.days),
    told,
  }
  const dueAt = nextAt === Infinity ? null : nextAt
  const after: ModelRow = { project: row.project, kind: 'person', id: row.id, account: row.account, dueAt, state: JSON.stringify(note) }
  return { noted: { row: after, note }, tellings }
}

/** Lists days of use as far back as a class of behaviour can rest on them, from the last on. */
function toDays(days: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const from = Math.max(...days.keys()) - DAYS_LOOKED_AT
  const found: number[][] = []
  for (const [day, features] of days) if (day > from) found.push([day, ...[...features].sort((a, b) => a - b)])
  return found.sort(([a = 0], [b = 0]) => a - b)
}

/**
 * Decides what is told: each miss once, and once that it was made good. What was taken back before it was due, as a clock that ran
 * ahead came back, is told again when it is missed.
 */
export function tell(watches: readonly Watch[], before: readonly Told[], now: number, since: number): { told: Told[]; tellings: Telling[] } {
  const known = new Map(before.map((one) => [one[0], one]))
  const told: Told[] = []
  const tellings: Telling[] = []
  for (const watch of watches) {
    const { id, event, recovered, about, due, metAt } = watch
    const missed = isMissed(watch, now)
    let one = known.get(id)
    if (missed && due >= since && (!one || (one[2] !== null && (one[1] !== due || one[2] < due)))) {
      one = one?.[1] === due ? [id, due, null, (one[3] ?? 0) + 1] : [id, due, null]
      tellings.push({ name: event, about, due, at: due, id: `${event} ${id} ${due}${timesOf(one)}` })
    }
    if (one && one[2] === null) {
      const back = metAt! <= now ? metAt : missed ? undefined : (watch.backAt ?? now)
      if (back !== undefined) {
        one = one[3] === undefined ? [id, one[1], back] : [id, one[1], back, one[3]]
        tellings.push({ name: recovered, about, due: one[1], at: Math.max(one[1], back), id: `${recovered} ${id} ${one[1]}${timesOf(one)}` })
      }
    }
    if (one) told.push(one)
  }
  return { told, tellings }
}

const timesOf = ([, , , before]: Told): string => (before === undefined ? '' : ` ${before}`)
