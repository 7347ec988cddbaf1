// Owns what all kinds of authored guides share, and the kinds that point, list and celebrate; the others have files of their own
// (see guide-file.ts). It must not know how a kind is shown (that is sdk/ui).
import { z } from 'zod'
import { WEEKDAYS, comparisonSchema, conditionSchema, durationSchema, keySchema, nameSchema, pagePatternSchema, timezoneSchema } from './condition.ts'
import { LIMITS } from './limits.ts'
import { targetSchema } from './target.ts'
import { translationsSchema } from './translation.ts'

/** Markdown subset (paragraph, bold, italic, code, link, list) with `{{user.name|fallback}}`; becomes elements, never HTML. */
export const text = z.string().min(1).max(LIMITS.stringBytes)

/** One thing that a button or link does. Actions of a list run in written order; after a navigation the guides to start wait for the new page. */
export const actionSchema = z.union([
  z.strictObject({ go: keySchema.describe('"next", "back", "end" or the key of a step') }),
  z.strictObject({ track: nameSchema, properties: z.record(nameSchema, z.unknown()).optional() }),
  z.strictObject({ navigate: z.string().regex(/^(\/(?!\/)|https?:\/\/|[?#])/, { error: 'a path on this site or an http(s) address' }) }),
  z.strictObject({ start: keySchema.describe('key of the guide to start') }),
  z.strictObject({ snooze: durationSchema }),
  z.strictObject({ dismiss: z.literal(true) }),
])

const button = z.strictObject({
  label: text,
  do: z.array(actionSchema).min(1),
  look: z.enum(['primary', 'secondary', 'link']).optional().describe('default: the first button is primary, others secondary'),
})
export const actions = z.array(button).min(1).max(4).optional()

const placement = z.enum([
  'top',
  'top-start',
  'top-end',
  'bottom',
  'bottom-start',
  'bottom-end',
  'left',
  'left-start',
  'left-end',
  'right',
  'right-start',
  'right-end',
])

/** The moment: when the browser looks whether this guide should show. All that is written must come together. */
export const whenSchema = z.strictObject({
  page: z.union([pagePatternSchema, z.array(pagePatternSchema).min(1)]).optional(),
  after: z.strictObject({ event: nameSchema }).optional().describe('at the moment this event is tracked'),
  near: z.number().int().min(0).max(500).optional().describe('hint: the pointer comes this near to the target, in px'),
  element: z.strictObject({ css: nameSchema, is: z.enum(['visible', 'present', 'absent']) }).optional(),
  delay: durationSchema.optional().describe('wait this long after the moment; all conditions are checked again then'),
  manual: z.literal(true).optional().describe('only when started by code or by an action'),
})

export const frequencySchema = z.strictObject({
  max: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('showings in a life; default 1 for tour, celebration, survey, and an announcement that is no banner; else no limit'),
  cooldown: durationSchema.optional().describe('least time between two showings; default 1d for hint, none for the other kinds'),
  after: z
    .strictObject({
      completed: durationSchema.or(z.literal('never')).optional(),
      dismissed: durationSchema.or(z.literal('never')).optional(),
      answered: durationSchema.or(z.literal('never')).optional(),
      snoozed: durationSchema.or(z.literal('never')).optional(),
    })
    .optional()
    .describe('least time after each outcome; default: completed never, dismissed never, answered never, snoozed 1d'),
  group: keySchema.optional().describe('the cooldown counts from the last showing of any guide of this group'),
})

const DAY_OR_INSTANT = 'a day such as "2026-12-01", or an instant with offset such as "2026-12-01T09:00:00+01:00"'
const dayOrInstant = z.iso.date(DAY_OR_INSTANT).or(z.iso.datetime({ offset: true, error: DAY_OR_INSTANT }))
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'a time of day such as "09:30"' })

/** When, by the calendar, a guide may show. All that is written must hold. */
export const scheduleSchema = z.strictObject({
  from: dayOrInstant.optional().describe('first day, from midnight in the time zone; or an instant'),
  until: dayOrInstant.optional().describe('first day on which it is over; or an instant'),
  days: z.array(z.enum(WEEKDAYS)).min(1).optional(),
  hours: z.tuple([clock, clock]).optional().describe('from, until (excluded); an end before the beginning goes over midnight'),
  timezone: timezoneSchema.optional().describe('IANA name, or "user"; default user'),
})

const share = z.number().min(0).max(1)
export const UNITS = ['user', 'account'] as const

/** Who sees which form of the guide, and who does not see it so that its effect can be told. */
export const experimentSchema = z.strictObject({
  holdout: share.optional().describe('share of the people who never see it; default 0.1 where it interrupts and has a goal, else 0'),
  why: z.string().min(1).optional().describe('required where such a guide has a holdout of 0: why its effect need not be told'),
  coverage: share.optional().describe('share of the others who take part in the comparison of variants; default 1'),
  unit: z.enum(UNITS).default('user').describe('account: everybody of an account gets the same'),
  seed: nameSchema.optional().describe('default the key of the guide; another seed draws anew'),
  namespace: z
    .strictObject({ key: keySchema, from: share, to: share })
    .optional()
    .describe('experiments whose parts of a namespace do not overlap never share a person'),
  variants: z
    .array(
      z.strictObject({
        key: keySchema,
        weight: z.number().min(0).default(1),
        steps: z.array(keySchema).min(1).optional().describe('of a tour: the keys of its steps, in order; default all'),
      }),
    )
    .min(2)
    .optional(),
})

/** What this guide is for: the event or milestone that should follow a showing, and within what time. */
export const guideGoalSchema = z.union([
  z.strictObject({ event: nameSchema, within: durationSchema }),
  z.strictObject({ milestone: keySchema, within: durationSchema }),
])

/** The fields that every kind has. */
export const envelope = {
  $schema: z.string().optional(),
  key: keySchema.describe('identity of this guide in analytics; stays the same over versions'),
  goal: guideGoalSchema.nullable().describe('what should follow a showing; null needs a `why`'),
  why: z.string().min(1).optional().describe('required where `goal` is null: why this guide needs none'),
  audience: conditionSchema.optional().describe('who; default everybody who is identified or not'),
  when: whenSchema.optional().describe('the moment: when the browser looks whether this should show'),
  frequency: frequencySchema.optional().describe('how often it may show'),
  schedule: scheduleSchema.optional().describe('when, by the calendar, it may show'),
  experiment: experimentSchema.optional().describe('holdout and variants'),
  priority: z.number().int().min(0).max(100).default(50).describe('the higher is shown where two want to interrupt'),
  theme: keySchema.optional().describe('name of a theme of the model, or a preset: light, dark, contrast, compact, brand; default "default"'),
  translations: translationsSchema.optional().describe('by language, then by place: { "id": { "pick.title": "…" } }; or in files of their own'),
  owner: z.string().optional().describe('who looks after it; a survey needs somebody who reads the answers'),
  reviewBy: z.iso.date().optional().describe('day by which somebody looks whether it is still right'),
}

const branch = z.union([z.strictObject({ if: conditionSchema, to: keySchema }), z.strictObject({ else: keySchema })])

/** What the person does instead of pressing "Next". */
export const advanceSchema = z.union([
  z.strictObject({
    input: z.union([z.literal('any'), comparisonSchema]).describe('in the target: "any" text or choice, once the field is left; or a value that compares'),
  }),
  z.strictObject({ event: nameSchema, where: z.record(nameSchema, comparisonSchema).optional() }).describe('an event is tracked'),
  z.strictObject({ element: nameSchema, is: z.enum(['visible', 'present', 'absent']).default('visible') }).describe('CSS selector; comes to be so'),
])

export const stepSchema = z.strictObject({
  key: keySchema,
  page: pagePatternSchema.optional().describe('the step shows on this page only and waits for it'),
  target: targetSchema.optional().describe('without a target the step floats in the middle'),
  placement: placement.optional(),
  title: text,
  body: text.optional(),
  interaction: z.enum(['block', 'allow', 'advance']).default('allow').describe('with the target: kept off · free · a click is "next"'),
  advance: advanceSchema.optional().describe('what takes the place of the Next button; a click on the target is the interaction "advance"'),
  next: z.array(branch).min(1).optional().describe('tried in order; default the step that follows'),
  actions,
})

export const tourSchema = z.strictObject({
  kind: z.literal('tour'),
  ...envelope,
  session: z
    .strictObject({ onLeave: z.enum(['resume', 'restart', 'end']).optional(), ttl: durationSchema.optional() })
    .optional()
    .describe('after a reload or on the next visit; default { "onLeave": "resume", "ttl": "3d" }'),
  migrate: z
    .enum(['keep', 'restart', 'end'])
    .optional()
    .describe('default keep; an unfinished tour when another version of it is published: goes on at its step · begins again · ends'),
  steps: z.array(stepSchema).min(1).max(LIMITS.guideSteps),
})

export const hintSchema = z.strictObject({
  kind: z.literal('hint'),
  ...envelope,
  target: targetSchema,
  placement: placement.optional(),
  beacon: z.boolean().optional().describe('a pulsing dot on the target that opens the hint; default false'),
  title: text,
  body: text.optional(),
  actions,
})

export const emptyStateSchema = z.strictObject({
  kind: z.literal('empty-state'),
  ...envelope,
  slot: keySchema.describe('the host page has an element with data-foothold-slot="…"'),
  title: text,
  body: text.optional(),
  actions,
})

export const taskSchema = z.strictObject({
  key: keySchema,
  title: text,
  body: text.optional(),
  completeWhen: conditionSchema,
  actions,
})

export const checklistSchema = z.strictObject({
  kind: z.literal('checklist'),
  ...envelope,
  title: text,
  body: text.optional(),
  order: z.enum(['any', 'sequential']).default('any'),
  tasks: z.array(taskSchema).min(1).max(LIMITS.guideSteps),
})

export const celebrationSchema = z.strictObject({
  kind: z.literal('celebration'),
  ...envelope,
  title: text,
  body: text.optional(),
  confetti: z.boolean().default(true).describe('never where the person asked for reduced motion'),
  actions,
})

export type Action = z.infer<typeof actionSchema>
export type Button = z.infer<typeof button>
export type Placement = z.infer<typeof placement>
export type When = z.infer<typeof whenSchema>
export type Frequency = z.infer<typeof frequencySchema>
export type Schedule = z.infer<typeof scheduleSchema>
export type Experiment = z.infer<typeof experimentSchema>
export type GuideGoal = z.infer<typeof guideGoalSchema>
export type Branch = z.infer<typeof branch>
export type Advance = z.infer<typeof advanceSchema>
export type Step = z.infer<typeof stepSchema>
export type Tour = z.infer<typeof tourSchema>
export type Hint = z.infer<typeof hintSchema>
export type EmptyState = z.infer<typeof emptyStateSchema>
export type Task = z.infer<typeof taskSchema>
export type Checklist = z.infer<typeof checklistSchema>
export type Celebration = z.infer<typeof celebrationSchema>
