// Owns the words of the live model: habits, anchors of deadlines, thresholds of the classes of behaviour. It must not know
// how anybody's is found.
import { z } from 'zod'
import { durationSchema, keySchema } from './condition.ts'

export const habitSchema = z
  .strictObject({ weeks: z.number().int().min(1), of: z.number().int().min(1).max(12) })
  .refine(({ weeks, of }) => weeks <= of, { error: '`weeks` that is at most `of`' })

/** From when on a deadline counts. */
export const anchorSchema = z.union([z.enum(['signup', 'first-seen']), z.strictObject({ journey: keySchema }), z.strictObject({ milestone: keySchema })])

export const behaviourSchema = z.strictObject({
  newFor: durationSchema.default('14d').describe('from sign-up on people are new'),
  dormantAfter: durationSchema.default('28d').describe('without any use; `person.dormant` tells of it'),
  stalledAfter: durationSchema.default('14d').describe('without any use by anybody of an account; `account.stalled` tells of it'),
  power: z
    .strictObject({ days: z.number().int().min(1).max(28).default(12), depth: z.number().min(0).max(1).default(0.5) })
    .prefault({})
    .describe('active days in 28, and the share of the relevant features that is used in them'),
  atRisk: z
    .strictObject({ drop: z.number().min(0).max(1).default(0.5) })
    .prefault({})
    .describe('fewer active days in the last 14 than in the 14 before, by this share'),
})

export type Habit = z.infer<typeof habitSchema>
export type Anchor = z.infer<typeof anchorSchema>
export type Behaviour = z.infer<typeof behaviourSchema>
