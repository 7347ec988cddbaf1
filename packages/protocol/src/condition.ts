// Owns the condition language: what authors may write and its schema. It must not know how a condition is evaluated
// (that is @foothold/targeting).
import { z } from 'zod'
import { DURATION_PATTERN, type Duration } from './duration.ts'
import { LIMITS } from './limits.ts'

export type Scalar = string | number | boolean

/** How a value is compared. All that are written must hold; a missing value makes the predicate unknown unless `ifMissing` decides. */
export interface Comparison {
  is?: Scalar | undefined
  in?: Scalar[] | undefined
  gt?: number | undefined
  gte?: number | undefined
  lt?: number | undefined
  lte?: number | undefined
  /** Both ends included. */
  between?: [number, number] | undefined
  /** Substring of a string, or member of a list. */
  contains?: Scalar | undefined
  startsWith?: string | undefined
  endsWith?: string | undefined
  /**
   * The text has a part that fits this pattern: a regular expression without look-around and back-references, found in linear time.
   */
  matches?: string | undefined
  /** The value is a version that fulfils all of these, e.g. `">=2.4.0 <3"`. */
  semver?: string | undefined
  /** Never unknown: `true` where there is a value, `false` where there is none. */
  exists?: boolean | undefined
  /** The value is a date in the last so much time; the future never matches. */
  within?: Duration | undefined
  /** The value is a date before this ISO 8601 date. */
  before?: string | undefined
  after?: string | undefined
  ifMissing?: boolean | undefined
}

/** How a count is compared. */
export type CountComparison = Pick<Comparison, 'gt' | 'gte' | 'lt' | 'lte' | 'between'> & { is?: number | undefined }

/** How far somebody is with a feature, ascending. Whoever is `habitual` has adopted it, too: conditions that name `adopted` hold for both. */
export const FEATURE_LEVELS = ['none', 'tried', 'repeated', 'adopted', 'habitual'] as const
export type FeatureLevel = (typeof FEATURE_LEVELS)[number]

/** What a person has done with a guide. Only `seen` counts as shown; the ends stay distinct. */
export const GUIDE_STATES = ['unseen', 'seen', 'completed', 'answered', 'dismissed', 'snoozed', 'ended'] as const
export type GuideState = (typeof GUIDE_STATES)[number]

/** Days of a week as conditions and schedules have them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** `account` asks about anybody in the account; only the collector knows, so it is unknown until that has answered. */
export type Scope = 'person' | 'account'

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | ({ trait: string } & Comparison)
  | ({ account: string } & Comparison)
  | ({ property: string } & Comparison)
  | { segment: string; is?: boolean | undefined }
  | { milestone: string; is: 'reached' | 'open'; scope?: Scope | undefined }
  | { feature: string; level: FeatureLevel[]; scope?: Scope | undefined }
  | EventCondition
  | { page: string; query?: Record<string, string> | undefined; hash?: string | undefined }
  | { guide: string; state: GuideState[]; within?: Duration | undefined }
  | { device: 'viewport'; is: 'narrow' | 'wide' }
  | { device: 'input'; is: 'touch' | 'mouse' }
  | { element: string; is: 'visible' | 'present' | 'absent' }
  | ({ time: 'hour' | 'weekday' | 'date'; timezone?: string | undefined } & Comparison)
  | { experiment: string; is?: string | undefined; in?: string[] | undefined }
  | { flag: string; is?: boolean | undefined }

/** Asks about the person's own events: at least once, so often, in a window, or not for a while. */
export interface EventCondition {
  event: string
  where?: Record<string, Comparison> | undefined
  /** @default { gte: 1 } */
  count?: CountComparison | undefined
  within?: Duration | undefined
  /** True where the event has not happened for so long (also where it never has). Stands alone. */
  absent?: Duration | undefined
  /** @default 'person' */
  scope?: Scope | undefined
}

const DURATION = { error: 'a duration such as "800ms", "5s", "2h" or "7d"' }
export const durationSchema = z.string(DURATION).regex(DURATION_PATTERN, DURATION)
export const nameSchema = z.string().min(1).max(LIMITS.nameLength)
export const keySchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'a key of a-z, 0-9 and single hyphens' })
  .max(LIMITS.nameLength)
export const pagePatternSchema = z
  .string()
  .max(LIMITS.patternLength)
  .regex(/^(\*|\/)/, { error: 'a path pattern that begins with "/" or "*", such as "/projects/:id"' })

function isTimezone(name: string): boolean {
  if (name === 'user') return true
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    // Intl also takes offsets and old abbreviations, which know no DST
    return name === 'UTC' || name.includes('/')
  } catch {
    return false
  }
}

const scalar = z.union([z.string(), z.number(), z.boolean()])
const DATE = 'a date such as "2026-12-01" or "2026-12-01T09:00:00Z"'
const date = z.iso.datetime({ offset: true, error: DATE }).or(z.iso.date(DATE))
const comparison = {
  is: scalar.optional(),
  in: z.array(scalar).min(1).optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  between: z.tuple([z.number(), z.number()]).optional(),
  contains: scalar.optional(),
  startsWith: z.string().optional(),
  endsWith: z.string().optional(),
  matches: z
    .string()
    .min(1)
    .max(LIMITS.patternLength)
    .optional()
    .describe('a regular expression without look-around and back-references; finds a part unless anchored by ^ and $; (?i) in front ignores case'),
  semver: z.string().min(1).max(LIMITS.nameLength).optional().describe('bounds of a version, all of which must hold, as in ">=2.4.0 <3"'),
  exists: z.boolean().optional(),
  within: durationSchema.optional(),
  before: date.optional(),
  after: date.optional(),
  ifMissing: z.boolean().optional(),
}
const COMPARISONS = Object.keys(comparison).filter((key) => key !== 'ifMissing')
const compares = (value: object): boolean => COMPARISONS.some((key) => key in value)
const NO_COMPARISON = { error: `a comparison: one of ${COMPARISONS.join(', ')}` }
/** How a value is compared. */
export const comparisonSchema = z.strictObject(comparison).refine(compares, NO_COMPARISON)
const subject = <K extends string>(key: K) => z.strictObject({ [key as 'trait']: nameSchema, ...comparison }).refine(compares, NO_COMPARISON)

const count = z
  .strictObject({
    is: z.number().int().min(0).optional(),
    gt: comparison.gt,
    gte: comparison.gte,
    lt: comparison.lt,
    lte: comparison.lte,
    between: comparison.between,
  })
  .refine(compares, { error: 'a comparison of a count: one of is, gt, gte, lt, lte, between' })

const scope = z.enum(['person', 'account'])
export const timezoneSchema = z
  .string()
  .refine(isTimezone, { error: 'an IANA time zone such as "Europe/Berlin", or "user" for that of the person\'s browser' })
  .describe('IANA name, or "user" for the zone of the person\'s browser')

/** A time zone that is the same for everybody. */
export const zoneSchema: z.ZodType<string> = z
  .string()
  .refine((name) => name !== 'user' && isTimezone(name), { error: 'an IANA time zone such as "Europe/Berlin"' })
  .describe('IANA name')

export const eventConditionSchema: z.ZodType<EventCondition> = z
  .strictObject({
    event: nameSchema,
    where: z.record(nameSchema, comparisonSchema).optional(),
    count: count.optional(),
    within: durationSchema.optional(),
    absent: durationSchema.optional(),
    scope: scope.optional(),
  })
  .refine((value) => !(value.absent && (value.count || value.within)), { error: '`absent` without `count` and `within`' })

/** Schema of a condition. Depth is limited by the parser of the file, not here. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    subject('trait'),
    subject('account') as unknown as z.ZodType<{ account: string } & Comparison>,
    subject('property') as unknown as z.ZodType<{ property: string } & Comparison>,
    z.strictObject({ segment: keySchema, is: z.boolean().optional() }),
    z.strictObject({ milestone: keySchema, is: z.enum(['reached', 'open']), scope: scope.optional() }),
    z.strictObject({ feature: keySchema, level: z.array(z.enum(FEATURE_LEVELS)).min(1), scope: scope.optional() }),
    eventConditionSchema,
    z.strictObject({ page: pagePatternSchema, query: z.record(z.string(), z.string()).optional(), hash: z.string().max(LIMITS.patternLength).optional() }),
    z.strictObject({ guide: keySchema, state: z.array(z.enum(GUIDE_STATES)).min(1), within: durationSchema.optional() }),
    z.strictObject({ device: z.literal('viewport'), is: z.enum(['narrow', 'wide']) }),
    z.strictObject({ device: z.literal('input'), is: z.enum(['touch', 'mouse']) }),
    z.strictObject({ element: z.string().min(1).max(LIMITS.patternLength), is: z.enum(['visible', 'present', 'absent']) }),
    z.strictObject({ time: z.enum(['hour', 'weekday', 'date']), timezone: timezoneSchema.optional(), ...comparison }).refine(compares, NO_COMPARISON),
    z
      .strictObject({ experiment: keySchema, is: z.string().optional(), in: z.array(z.string()).min(1).optional() })
      .refine((value) => 'is' in value || 'in' in value, { error: 'a comparison: one of is, in' }),
    z.strictObject({ flag: keySchema, is: z.boolean().optional() }),
  ]),
)
