// Owns the authored adoption model: features, segments, milestones, goals. It must not know how any of it is measured.
import { z } from 'zod'
import { conditionSchema, durationSchema, eventConditionSchema, keySchema } from './condition.ts'

export const featureSchema = z.strictObject({
  key: keySchema,
  name: z.string().min(1),
  tier: z.enum(['core', 'advanced', 'power']).default('core'),
  relevantTo: z.array(z.string().min(1)).optional().describe('values of the trait `role`; default every role'),
  usedWhen: z.array(eventConditionSchema).min(1).describe('each match is one use'),
  adoptedWhen: z.strictObject({ count: z.number().int().min(1), within: durationSchema }).default({ count: 3, within: '30d' }),
  releasedAt: z.iso.date().optional(),
})

export const segmentSchema = z.strictObject({ key: keySchema, name: z.string().optional(), when: conditionSchema })

export const milestoneSchema = z.strictObject({
  key: keySchema,
  name: z.string().optional(),
  when: conditionSchema,
  from: z.literal('signup').default('signup'),
  deadline: durationSchema.optional(),
  celebrate: keySchema.optional().describe('key of the celebration that shows when this is reached'),
})

export const goalSchema = z.strictObject({
  key: keySchema,
  name: z.string().optional(),
  segment: keySchema.optional(),
  metric: z.union([z.strictObject({ milestone: keySchema }), z.strictObject({ feature: keySchema, level: z.enum(['tried', 'repeated', 'adopted']) })]),
  target: z.number().min(0).max(1).describe('share of the people, 0 to 1'),
  by: z
    .strictObject({ day: z.number().int().min(1) })
    .optional()
    .describe('days since sign-up'),
})

/** Schema of the file model.json. */
export const modelSchema = z.strictObject({
  $schema: z.string().optional(),
  features: z.array(featureSchema).default([]),
  segments: z.array(segmentSchema).default([]),
  milestones: z.array(milestoneSchema).default([]),
  goals: z.array(goalSchema).default([]),
})

export type Feature = z.infer<typeof featureSchema>
export type Segment = z.infer<typeof segmentSchema>
export type Milestone = z.infer<typeof milestoneSchema>
export type Goal = z.infer<typeof goalSchema>
export type Model = z.infer<typeof modelSchema>
