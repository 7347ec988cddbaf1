// Owns journeys: the stages that people go through, in order. It must not know how anybody's stage is found.
import { z } from 'zod'
import { conditionSchema, durationSchema, keySchema } from './condition.ts'

export const stageSchema = z.strictObject({
  key: keySchema,
  name: z.string().min(1).optional(),
  when: conditionSchema.optional().describe('who has come here; only the first stage goes without: everybody is in it'),
  within: durationSchema.optional().describe('time from the stage before; `journey.stalled` tells of those who take longer'),
  owner: z.string().min(1).optional().describe('who answers for this stage'),
  friction: z.string().min(1).optional().describe('what keeps people from coming here'),
  interventions: z.array(keySchema).optional().describe('guides that help to come here'),
})

export const journeySchema = z.strictObject({
  key: keySchema,
  name: z.string().min(1).optional(),
  stages: z.array(stageSchema).min(2),
})

/** One stage of a journey. */
export type Stage = z.infer<typeof stageSchema>
/** Stages in order; who is in one has been in all before it. */
export type Journey = z.infer<typeof journeySchema>
