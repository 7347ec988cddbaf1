// Owns what every insight is given and what every answer says of itself: its time, its zone, what people do. It must not know
// SQL, HTTP or any particular insight.
import {
  nearest,
  toMs,
  type AccountStanding,
  type Breakdown,
  type Column,
  type InsightComparison,
  type Doing,
  type Experiment,
  type InsightFact,
  type Guide,
  type InsightDefinition,
  type InsightHead,
  type InsightName,
  type Journey,
  type Overview,
  type Rate,
  type StepTime,
} from '@foothold/protocol'
import { lowerFeature, lowerWhere } from '@foothold/targeting'
import type { LiveConfig } from '../config/live.ts'
import { CollectorError } from '../error.ts'
import type { Durations } from '../fold/durations.ts'
import type { TraitSubject } from '../fold/history.ts'
import type { EventQuery, EventUse, ExposureRow } from '../store/event-query.ts'
import { dayOf, startOfDay } from './calendar.ts'
import type { Moment } from './inside.ts'
import type { StageTimes } from './journey-stages.ts'

/** What an insight is answered from. */
export interface AskOptions {
  project: string
  query: EventQuery
  config: LiveConfig
  /** Ids of the people who are in a segment now. */
  members(segment: string): Promise<string[]>
  /** Whether each was in a segment at an instant. */
  inside(segment: string, moments: readonly Moment[]): Promise<boolean[]>
  /** Who would have seen a guide with a holdout, by lot; `undefined` where none is run. */
  exposures(guide: string): Promise<{ guide: Guide; experiment: Experiment; exposures: ExposureRow[]; since: string | null } | undefined>
  /** Everybody who has signed up, with traits as told last, and when they did and reached a milestone (epoch ms). */
  reached(milestone: string): AsyncIterable<{ id: string; traits: Readonly<Record<string, unknown>>; signedUpAt: number; reachedAt: number | null }>
  /** Everybody, with when they came to each stage of a journey of the model (epoch ms). */
  stages(journey: Journey): AsyncIterable<{ id: string; times: StageTimes }>
  /** Where accounts stand now by the live model; `null` for those that it does not know. */
  standings(accounts: readonly string[]): Promise<ReadonlyMap<string, { standing: AccountStanding | null; milestones: string[] }>>
  /** The goals of the model, measured. */
  goals(): Promise<Overview['goals']>
  /** Epoch ms. */
  now: number
}

/** The time of an answer; epoch ms, `to` not included. */
export interface Range {
  from: number
  to: number
  zone: string
  /** As long as nobody said how long. */
  last?: string
}

/** Says that a definition cannot be answered, and where. @param pointer - JSON Pointer into the definition */
export function refuse(pointer: string, detail: string, more: { found?: string; suggestion?: string[] } = {}): CollectorError {
  return new CollectorError('request_invalid', detail, { issues: [{ code: 'invalid_value', severity: 'error', pointer, detail, ...more }] })
}

/** The zone that a definition is answered in. */
export const zoneOf = ({ timezone }: { timezone?: string | undefined }, { config }: AskOptions): string => timezone ?? config.content.model.timezone ?? 'UTC'

/** Reads an instant of a definition: a date is the beginning of its day in the zone, or the end of it. */
export function toInstant(text: string, zone: string, end = false): number {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? startOfDay(Date.parse(text) / DAY_MS + (end ? 1 : 0), zone) : Date.parse(text)
}

const DAY_MS = 86_400_000

/** Reads where the time of a definition ends: now at the latest, as what is still to come is no time in which nobody did anything. */
export const toEnd = ({ to }: { to?: string | undefined }, zone: string, { now }: Pick<AskOptions, 'now'>): number =>
  to === undefined ? now : Math.min(now, toInstant(to, zone, true))

/** Reads the time of a definition. @throws {CollectorError} `request_invalid` where it ends before it begins, or is written twice. */
export function toRange(
  definition: { from?: string | undefined; to?: string | undefined; last?: string | undefined; timezone?: string | undefined },
  options: AskOptions,
  last: string,
): Range {
  const zone = zoneOf(definition, options)
  const to = toEnd(definition, zone, options)
  if (definition.from !== undefined && definition.last !== undefined) throw refuse('/last', 'Give `from` or `last`, not both.', { found: definition.last })
  const ms = toMs(definition.last ?? last)!
  const back = ms % DAY_MS === 0 && ms > 0 ? startOfDay(dayOf(to - 1, zone) - ms / DAY_MS + 1, zone) : to - ms
  const from = definition.from === undefined ? back : toInstant(definition.from, zone)
  if (!(from < to))
    throw ms > 0 || definition.from !== undefined
      ? refuse('/from', `The time ends (${toIso(to)}) before it begins (${toIso(from)}).`)
      : refuse('/last', 'No time at all: give a length such as 30d.', { found: definition.last ?? last })
  if (to - from > MOST_MS) throw refuse('/from', 'The time may be at most five years long.')
  return { from, to, zone, ...(definition.from === undefined && definition.last === undefined ? { last } : {}) }
}

const MOST_MS = 5 * 366 * DAY_MS

/** Writes an instant; those that no calendar has are the last that it has. */
export const toIso = (ms: number): string => new Date(Math.max(-8.64e15, Math.min(8.64e15, ms))).toISOString()

/** The events that something is. @throws {CollectorError} `request_invalid` where no such feature is declared. */
export function toUses(doing: Doing, pointer: string, { config }: Pick<AskOptions, 'config'>): EventUse[] {
  if (typeof doing === 'string') return [{ event: doing, where: undefined }]
  if ('event' in doing) return [{ event: doing.event, where: doing.where && lowerWhere(doing.where) }]
  const feature = config.content.model.features.find(({ key }) => key === doing.feature)
  if (!feature) throw unknownKey(`${pointer}/feature`, 'feature', doing.feature, config.content.model.features)
  return lowerFeature(feature).usedWhen.map(({ event, where }) => ({ event, where: where && lowerWhere(where) }))
}

/** Says that a key is of nothing, and which ones are like it. */
export function unknownKey(pointer: string, kind: string, key: string, all: readonly { key: string }[]): CollectorError {
  const suggestion = nearest(
    key,
    all.map((one) => one.key),
  )
  const hint = suggestion.length ? ` Did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?` : ''
  return refuse(pointer, `The live model has no ${kind} "${key.slice(0, 200)}".${hint}`, {
    found: key.slice(0, 60),
    ...(suggestion.length ? { suggestion } : {}),
  })
}

/** Names something that people do. */
export const nameOf = (doing: Doing): string => (typeof doing === 'string' ? doing : 'event' in doing ? doing.event : doing.feature)

/** Every use of every declared feature; `null` where none is declared: then everything that people do counts. */
export function meaningful({ content }: LiveConfig): EventUse[] | null {
  const uses = content.model.features.flatMap((feature) => lowerFeature(feature).usedWhen)
  return uses.length ? uses.map(({ event, where }) => ({ event, where: where && lowerWhere(where) })) : null
}

/** Sentence that says what `meaningful` is. */
export const meaningfulText = ({ content }: LiveConfig): string =>
  content.model.features.length ? 'any use of a declared feature' : "any event but Foothold's own, as no feature is declared"

/** Reads a breakdown. */
export function toSubject(by: Exclude<Breakdown, { property: string } | { segment: string }>): TraitSubject {
  return typeof by === 'string' ? { trait: by } : by
}

/** The people that a definition is about; everybody where it names no segment. @throws {CollectorError} `request_invalid` */
export async function toPeople({ segment }: { segment?: string | undefined }, options: AskOptions, pointer = '/segment'): Promise<string[] | undefined> {
  if (segment === undefined) return undefined
  const { segments } = options.config.content.model
  if (!segments.some(({ key }) => key === segment)) throw unknownKey(pointer, 'segment', segment, segments)
  return options.members(segment)
}

/** What an answer says of itself. */
export function toHead<Name extends InsightName>(
  insight: Name,
  definition: InsightDefinition<Name>,
  { from, to, zone, last }: Range,
  rest: Pick<InsightHead, 'n' | 'means' | 'columns' | 'rows'> & Partial<Pick<InsightHead, 'facts' | 'comparison'>>,
): InsightHead<Name> {
  return {
    insight,
    definition: last === undefined ? definition : { ...definition, last },
    range: { from: toIso(from), to: toIso(to) },
    timezone: zone,
    facts: [],
    notes: [],
    comparison: null,
    ...rest,
  }
}

/** A share beside the table. */
export const toFact = (name: string, { value, low, high }: Rate): InsightFact => ({ name, unit: 'share', value, low, high })

/** Says with what an answer is compared. @param range - epoch ms */
export const toComparison = (label: string, { from, to }: Pick<Range, 'from' | 'to'>, rows: InsightComparison['rows']): InsightComparison => ({
  label,
  range: { from: toIso(from), to: toIso(to) },
  rows,
})

/** Makes columns of `name:unit`; without a unit it is a text. */
export const toColumns = (...all: string[]): Column[] =>
  all.map((one) => {
    const [, name, unit] = /^(.*?)(?::(count|share|seconds|number))?$/.exec(one)!
    return { name: name!, unit: (unit ?? 'text') as Column['unit'] }
  })

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000)

/** Lengths of time in seconds. */
export const toTime = ({ n, median, p75, p90 }: Durations): StepTime => ({ n, median: seconds(median), p75: seconds(p75), p90: seconds(p90) })

/** A value that was JSON text in the store. */
export const toValue = (text: string | null): unknown => (text === null ? null : (JSON.parse(text) as unknown))

/** A value in a table. */
export const toCell = (value: unknown): string => (value === null || value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value))
