// Owns the authored leaderboard: standings among colleagues, a streak, badges. It must not know how standings are reckoned.
import { z } from 'zod'
import { durationSchema, eventConditionSchema, keySchema, nameSchema } from './condition.ts'
import { envelope, text } from './guide.ts'

export const standingsSchema = z.strictObject({
  of: z
    .union([eventConditionSchema, z.strictObject({ milestones: z.array(keySchema).min(1) })])
    .describe('what counts: events (`event`, `where`), or reached milestones'),
  over: durationSchema.default('30d').describe('what happened in the last so much time'),
  segment: keySchema.optional().describe('only people of this segment; never others than of the own account'),
  top: z.number().int().min(3).max(20).default(5).describe("rows that are shown, beside one's own"),
  names: z
    .strictObject({
      trait: nameSchema.describe('trait that holds the name'),
      consent: nameSchema.optional().describe('trait that is true for those who agreed to be shown by name; others are shown by initials'),
    })
    .optional()
    .describe('without it nobody has a name but oneself'),
})

export const leaderboardSchema = z.strictObject({
  kind: z.literal('leaderboard'),
  ...envelope,
  slot: keySchema.optional().describe('the host page has an element with data-foothold-slot="…"; without it, only in a resource center'),
  title: text,
  body: text.optional(),
  standings: standingsSchema.optional(),
  streak: z
    .strictObject({ of: eventConditionSchema, every: z.enum(['day', 'workday', 'week']).default('week') })
    .optional()
    .describe('how many days or weeks in a row it happened; days are UTC'),
  badges: z.array(keySchema).min(1).optional().describe('keys of badges of the adoption model'),
})

export type Standings = z.infer<typeof standingsSchema>
export type Leaderboard = z.infer<typeof leaderboardSchema>

/** Body of `POST /v1/standings`: who asks, and about which leaderboard. */
export interface StandingsRequest {
  writeKey?: string
  userId?: string
  anonymousId?: string
  guide: string
}

/** Answer of `POST /v1/standings`. Only people of the asking person's own account, without those who opted out. */
export interface StandingsAnswer {
  /** ISO 8601: when it was reckoned. */
  at: string
  /** People who are in the standings. */
  people: number
  /** Best first; equal values share a rank. The asking person is always among them, unless out or without an account. */
  rows: StandingsRow[]
}

/** One place in the standings. */
export interface StandingsRow {
  /** From 1. */
  rank: number
  value: number
  /** The asking person. */
  you: boolean
  /** Of those who agreed, else initials; `null`: nobody is named here. */
  name: string | null
}
