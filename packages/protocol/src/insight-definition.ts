// Owns what can be asked of the numbers: the definition of each insight and its schema. It must not know how any of it is counted.
import { z } from 'zod'
import { comparisonSchema, durationSchema, keySchema, nameSchema, zoneSchema } from './condition.ts'

const DATE = { error: 'a date such as "2026-12-01" or "2026-12-01T09:00:00Z"' }
const instantSchema = z.union([z.iso.date(DATE), z.iso.datetime({ offset: true, ...DATE })])

/** The time that an answer is about, and its days. */
const range = {
  from: instantSchema.optional().describe('first instant; a date begins with its day'),
  to: instantSchema.optional().describe('end; a date is included; default now'),
  last: durationSchema.optional().describe('instead of `from`: so much before `to`, whole days with the one of `to`'),
  timezone: zoneSchema.optional().describe('IANA name; default that of the model, else UTC'),
}
const segment = keySchema.optional().describe('only people who are in this segment now')

/** Something that people do: an event by its name, an event with a condition, or any use of a declared feature. */
export const doingSchema = z.union([
  nameSchema,
  z.strictObject({ event: nameSchema, where: z.record(nameSchema, comparisonSchema).optional() }),
  z.strictObject({ feature: keySchema }),
])

const bySchema = z
  .union([
    nameSchema,
    z.strictObject({ trait: nameSchema }),
    z.strictObject({ account: nameSchema }),
    z.strictObject({ property: nameSchema }),
    z.strictObject({ segment: keySchema }),
  ])
  .describe('break down by a trait (a name alone), a trait of the account, a property of the first event, or a segment; what was so then, not what is so now')
const traitSchema = z
  .union([nameSchema, z.strictObject({ trait: nameSchema }), z.strictObject({ account: nameSchema })])
  .describe('break down by a trait (a name alone) or a trait of the account; the value then, not the one now')

export const funnelSchema = z
  .strictObject({
    steps: z.array(doingSchema).min(2).max(20).describe('what people do, step by step'),
    within: durationSchema.default('7d').describe('all steps at most so long after the first'),
    order: z.enum(['ordered', 'strict', 'any']).default('ordered').describe('strict: nothing else in between; any: in whatever order'),
    exclude: z
      .array(
        z.strictObject({
          event: nameSchema,
          where: z.record(nameSchema, comparisonSchema).optional(),
          after: z.int().min(1).optional().describe('number of the step after which it must not happen; default the first'),
          before: z.int().min(2).optional().describe('number of the step before which it must not happen; default the last'),
        }),
      )
      .max(10)
      .optional()
      .describe('what must not happen between two steps'),
    hold: nameSchema.optional().describe('property that must have the same value at every step'),
    by: bySchema.optional(),
    groups: z.int().min(1).max(50).default(10).describe('most groups of a breakdown; the rest is one more'),
    segment,
    against: z
      .union([z.literal('previous'), z.strictObject({ from: instantSchema, to: instantSchema }), z.strictObject({ segment: keySchema })])
      .optional()
      .describe('compare with the period before ("previous"), another period or another segment'),
    ...range,
  })
  .refine(({ order, exclude }) => order !== 'any' || !exclude?.length, { path: ['exclude'], error: 'no exclusions where the order is "any"' })
  .refine(({ exclude = [], steps }) => exclude.every(({ after = 1, before = steps.length }) => after < before && before <= steps.length), {
    path: ['exclude'],
    error: '`after` to be a step before `before`, and both steps of this funnel',
  })

const unitSchema = z.enum(['day', 'week', 'month']).default('week').describe('of the time zone; weeks begin on Monday')

const previousSchema = z.literal('previous').optional().describe('compare with the period before: "previous"')

export const retentionSchema = z.strictObject({
  start: doingSchema.optional().describe('what begins; default the first event of a person'),
  back: doingSchema.optional().describe('what counts as coming back; default any use of a declared feature'),
  unit: unitSchema,
  type: z.enum(['classic', 'rolling']).default('classic').describe('rolling: in that period or any later one'),
  windows: z
    .array(z.tuple([z.int().min(0), z.int().min(0)]))
    .min(1)
    .max(60)
    .optional()
    .describe('instead of one period after another: ranges of them, such as [[1,4],[5,8]]'),
  cohort: z.enum(['first', 'every']).default('first').describe('every: a person is in the cohort of each period with a start'),
  cohorts: z.int().min(1).max(60).default(12).describe('how many, the present period is the last'),
  periods: z.int().min(1).max(60).default(12).describe('how many periods after that of the cohort'),
  by: traitSchema.optional(),
  groups: z.int().min(1).max(50).default(10).describe('most groups of a breakdown, those of most people'),
  segment,
  against: previousSchema,
  to: range.to,
  timezone: range.timezone,
})

export const engagementSchema = z.strictObject({
  doing: z.array(doingSchema).min(1).max(100).optional().describe('what makes a person active; default any use of a declared feature'),
  unit: unitSchema,
  segment,
  against: previousSchema,
  ...range,
})

export const sessionsSchema = z.strictObject({ gap: durationSchema.default('30m').describe('a longer break ends a session'), segment, ...range })

const daysSchema = z.int().min(1).max(365)

export const adoptionSchema = z
  .strictObject({
    feature: keySchema.describe('key of a feature of the model'),
    days: daysSchema.default(30).describe('the curve goes so far'),
    impact: z
      .union([z.literal('matched'), z.strictObject({ guide: keySchema })])
      .optional()
      .describe('what follows adoption: "matched" compares adopters with people like them; { "guide": key } compares by lot, with those held out of a guide'),
    outcome: z
      .union([doingSchema, z.strictObject({ milestone: keySchema })])
      .optional()
      .describe('what is hoped for: something people do, or { "milestone": key }; default any use of another feature'),
    landmark: z.int().min(1).max(31).default(14).describe('adopters are who had adopted it by this day'),
    within: durationSchema.default('28d').describe('what is hoped for counts so long after that day, or after the guide'),
    segment,
    against: previousSchema,
    ...range,
  })
  .refine(({ impact, outcome }) => impact !== undefined || outcome === undefined, { path: ['outcome'], error: 'an `outcome` only beside `impact`' })

export const depthSchema = z.strictObject({
  by: z
    .union([z.literal('person'), z.literal('account'), nameSchema, z.strictObject({ trait: nameSchema }), z.strictObject({ account: nameSchema })])
    .optional()
    .describe('"person", "account", a trait (a name alone), or a trait of the account; its value at the end'),
  groups: z.int().min(1).max(1000).default(20).describe('most groups; of people those with the least depth'),
  segment,
  to: range.to,
  timezone: range.timezone,
})

export const milestoneInsightSchema = z.strictObject({
  milestone: keySchema.describe('key of a milestone of the model'),
  days: daysSchema.optional().describe('by which day since sign-up; default the deadline of the milestone, else 14'),
  segment,
  ...range,
})

export const journeyInsightSchema = z
  .strictObject({
    journey: keySchema.optional().describe('key of a journey of the model, instead of `stages`'),
    stages: z
      .array(
        z.strictObject({
          name: nameSchema.optional(),
          doing: doingSchema.describe('what brings somebody to the stage'),
          within: durationSchema.optional().describe('at most so long after the stage before; default any time'),
          owner: nameSchema.optional().describe('who looks after it'),
        }),
      )
      .min(2)
      .max(20)
      .optional()
      .describe('what people do, stage by stage'),
    whatIf: z
      .array(
        z.strictObject({
          stage: z.int().min(2).max(20).describe('number of the stage, from 1'),
          rate: z.number().min(0).max(1),
          of: z.enum(['previous', 'first']).default('previous').describe('whether the rate is of the stage before, or of the first'),
        }),
      )
      .max(20)
      .optional()
      .describe('what would come of it if stages had these rates'),
    segment,
    ...range,
  })
  .refine(({ journey, stages }) => (journey === undefined) !== (stages === undefined), { error: 'either `stages` or the key of a `journey`' })

export const goalsSchema = z.strictObject({ timezone: range.timezone })
export const guideInsightSchema = z.strictObject({ guide: keySchema.describe('key of a live guide'), segment, ...range })
export const surveyInsightSchema = z.strictObject({ survey: keySchema.describe('key of a live survey'), segment, ...range })

export const behaviourInsightSchema = z.strictObject({
  unit: z.enum(['week', 'month']).default('month').describe('people are looked at at the beginning of each, and now'),
  back: z.int().min(1).max(6).default(2).describe('how many, the present one is the last'),
  segment,
})

export const accountsSchema = z.strictObject({
  account: nameSchema.optional().describe('id of one account'),
  groups: z.int().min(1).max(1000).default(50).describe('most accounts, those of most seats'),
  busyDays: z.int().min(1).max(28).default(12).describe('days with a use, of 28, from which on an account is busy'),
  shallow: z.number().min(0).max(1).default(0.25).describe('depth below which being busy is without value'),
  champion: z.number().min(0).max(1).default(0.8).describe('share of the uses by one person from which on that is a risk'),
  segment,
  to: range.to,
  timezone: range.timezone,
})

const spanSchema = z.strictObject({ from: instantSchema, to: instantSchema })

export const mixSchema = z.strictObject({
  milestone: keySchema.describe('what is compared: who reached it'),
  days: daysSchema.optional().describe('within so many days of sign-up; default 14'),
  first: spanSchema.describe('people who signed up in this time'),
  second: spanSchema.describe('are compared with people who signed up in this one'),
  traits: z.array(nameSchema).min(1).max(5).describe('what kinds of people there are, such as source, plan, size'),
  segment,
  timezone: range.timezone,
})

/** Definitions by the name of the insight. */
export const INSIGHT_SCHEMAS = {
  funnel: funnelSchema,
  retention: retentionSchema,
  engagement: engagementSchema,
  sessions: sessionsSchema,
  adoption: adoptionSchema,
  depth: depthSchema,
  behaviour: behaviourInsightSchema,
  accounts: accountsSchema,
  mix: mixSchema,
  milestone: milestoneInsightSchema,
  journey: journeyInsightSchema,
  goals: goalsSchema,
  guide: guideInsightSchema,
  survey: surveyInsightSchema,
} as const

export type InsightName = keyof typeof INSIGHT_SCHEMAS
/** The definition of an insight, with defaults filled in. */
export type InsightDefinition<Name extends InsightName = InsightName> = z.output<(typeof INSIGHT_SCHEMAS)[Name]>
export type Doing = z.output<typeof doingSchema>
export type Breakdown = z.output<typeof bySchema>
