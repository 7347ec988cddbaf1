// Owns the authored adoption model: features, segments, milestones, goals, and where journeys and behaviour stand in it. It must not know how any of it is measured.
import { z } from 'zod'
import { MOST_INTERRUPTIONS } from './attention.ts'
import {
  conditionSchema,
  durationSchema,
  eventConditionSchema,
  keySchema,
  nameSchema,
  pagePatternSchema,
  zoneSchema,
  type EventCondition,
} from './condition.ts'
import { anchorSchema, behaviourSchema, habitSchema } from './behaviour.ts'
import { UNITS } from './guide.ts'
import { journeySchema } from './journey.ts'
import { LIMITS } from './limits.ts'
import { mediaOriginsSchema, themeSchema } from './theme.ts'
import { languageSchema } from './translation.ts'

const clickUseSchema = z.strictObject({
  click: z.string().min(1).max(LIMITS.patternLength).describe('CSS selector; a click on such an element is a use'),
  page: pagePatternSchema.optional().describe('only where the path is like this'),
})

export const featureSchema = z.strictObject({
  key: keySchema,
  name: z.string().min(1),
  tier: z.enum(['core', 'advanced', 'power']).default('core'),
  relevantTo: z.array(z.string().min(1)).optional().describe('values of the trait `role`; default every role'),
  usedWhen: z
    .array(z.union([eventConditionSchema, clickUseSchema]))
    .min(1)
    .describe('each match is one use'),
  adoptedWhen: z.strictObject({ count: z.number().int().min(1), within: durationSchema }).default({ count: 3, within: '30d' }),
  habitualWhen: habitSchema.optional().describe('adopted, and used in so many of the last weeks; default 3 of 4'),
  releasedAt: z.iso.date().optional(),
  deadline: durationSchema.optional().describe('by when people should have tried it, from sign-up or the release on, whichever is later'),
})

export const segmentSchema = z.strictObject({ key: keySchema, name: z.string().optional(), when: conditionSchema })

export const milestoneSchema = z.strictObject({
  key: keySchema,
  name: z.string().optional(),
  when: conditionSchema,
  from: anchorSchema.default('signup').describe('from when on the deadline counts'),
  deadline: durationSchema.optional().describe('by when it should be reached; `milestone.missed` tells of those who have not'),
  celebrate: keySchema.optional().describe('key of the celebration that shows when this is reached'),
})

export const goalSchema = z.strictObject({
  key: keySchema,
  name: z.string().optional(),
  segment: keySchema.optional(),
  metric: z.union([
    z.strictObject({ milestone: keySchema }),
    z.strictObject({ feature: keySchema, level: z.enum(['tried', 'repeated', 'adopted', 'habitual']) }),
  ]),
  target: z.number().min(0).max(1).describe('share of the people, 0 to 1'),
  by: z
    .strictObject({ day: z.number().int().min(1) })
    .optional()
    .describe('days since sign-up'),
})

/** A feature of the product that is released step by step; conditions ask for it by `flag`. */
export const rolloutSchema = z.strictObject({
  key: keySchema,
  name: z.string().optional(),
  unit: z.enum(UNITS).default('user'),
  seed: nameSchema.optional().describe('default the key; another seed draws anew'),
  from: z.iso.date().optional().describe('day (UTC) on which the first phase begins; default it has begun'),
  phases: z
    .array(
      z.strictObject({
        percent: z.number().min(0).max(100),
        segment: keySchema.optional().describe('only people of this segment'),
        hold: durationSchema.optional().describe('the next phase begins after this; default it stays'),
      }),
    )
    .min(1)
    .describe('who is in one phase stays in for the later ones'),
})

/** People who see no guide at all, so that the effect of all guidance together can be told. */
export const holdoutSchema = z.strictObject({
  share: z.number().min(0).max(1),
  unit: z.enum(UNITS).default('user'),
  seed: nameSchema.default('holdout').describe('another seed draws anew'),
})

const badgeName = z.string().min(1).max(60)
const badgeBody = z.string().min(1).max(LIMITS.stringBytes)

/** A mark of having come somewhere that matters. It cannot be had for anything but a milestone. */
export const badgeSchema = z.strictObject({
  key: keySchema,
  name: badgeName,
  body: badgeBody.optional().describe('what it is for, or how to get it'),
  icon: z
    .string()
    .min(1)
    .max(16)
    .refine((icon) => [...new Intl.Segmenter().segment(icon)].length <= 2, { error: 'one or two characters, such as an emoji' })
    .optional()
    .describe('one or two characters, such as an emoji; default the first letter of the name'),
  milestone: keySchema.describe('whoever has reached it has the badge'),
  translations: z
    .record(languageSchema, z.strictObject({ name: badgeName.optional(), body: badgeBody.optional() }))
    .optional()
    .describe('name and body in other languages'),
})

const limit = z.union([z.number().int().min(0), z.literal('unlimited')])

/** How often guides may come unasked into what one person does, over all guides. */
export const attentionSchema = z.strictObject({
  perSession: limit.default(MOST_INTERRUPTIONS.perSession).describe('tours, announcements and surveys in a session'),
  perWeek: limit.default(MOST_INTERRUPTIONS.perWeek).describe('the same in seven days, on all devices'),
})

/** Schema of the file model.json. */
export const modelSchema = z.strictObject({
  $schema: z.string().optional(),
  features: z.array(featureSchema).default([]),
  segments: z.array(segmentSchema).default([]),
  milestones: z.array(milestoneSchema).default([]),
  goals: z.array(goalSchema).default([]),
  journeys: z.array(journeySchema).default([]),
  behaviour: behaviourSchema.optional().describe('who is called power, casual, at-risk, dormant or new; with it, silence is told as an event'),
  rollouts: z.array(rolloutSchema).default([]),
  badges: z.array(badgeSchema).default([]),
  holdout: holdoutSchema.optional(),
  attention: attentionSchema.prefault({}).describe('most interruptions, over all guides; what is started by hand does not count'),
  timezone: zoneSchema.optional().describe('in which numbers have their days, weeks and months; default UTC'),
  language: languageSchema.optional().describe('of the texts as they are written; default en'),
  themes: z.array(themeSchema).optional().describe('looks that guides may name'),
  media: mediaOriginsSchema.optional().describe("where pictures and films may come from beside the page's own site"),
})

/** A use that the browser notices by itself. */
export type ClickUse = z.infer<typeof clickUseSchema>
/** A feature as it is written. */
export type AuthoredFeature = z.infer<typeof featureSchema>
/** A feature as it is evaluated: a declared click has become the event that it leads to. */
export type Feature = Omit<AuthoredFeature, 'usedWhen'> & { usedWhen: EventCondition[] }
export type Segment = z.infer<typeof segmentSchema>
export type Milestone = z.infer<typeof milestoneSchema>
export type Goal = z.infer<typeof goalSchema>
export type Rollout = z.infer<typeof rolloutSchema>
export type Badge = z.infer<typeof badgeSchema>
export type Attention = z.infer<typeof attentionSchema>
export type Holdout = z.infer<typeof holdoutSchema>
export type Model = z.infer<typeof modelSchema>
