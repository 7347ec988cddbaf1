// Owns the authored resource center: a launcher, and sections of entries. It must not know how they are searched or drawn.
import { z } from 'zod'
import { CORNERS } from './announcement.ts'
import { conditionSchema, keySchema } from './condition.ts'
import { envelope, text } from './guide.ts'
import { LIMITS } from './limits.ts'
import { addressSchema } from './media.ts'

const INSTANT = 'an instant with offset such as "2026-12-01T09:00:00+01:00"'
const instant = z.iso.datetime({ offset: true, error: INSTANT })

const common = {
  key: keySchema.describe('identity of this entry in analytics'),
  title: text,
  body: text.optional(),
  audience: conditionSchema.optional().describe('who finds this entry; default everybody who has the resource center'),
}
const link = addressSchema
const guide = keySchema.describe('key of the guide to start')

/** One thing to find. What it has beside its title says what it does. */
export const entrySchema = z.union([
  z.strictObject({ ...common, guide, link: link.optional().describe('the page of the guide, where it is started from elsewhere') }),
  z.strictObject({ ...common, link }),
  z.strictObject({ ...common, video: addressSchema }),
  z.strictObject({
    ...common,
    session: z
      .strictObject({ from: instant, until: instant, link })
      .describe("a webinar or office hour; shown in the person's time zone, gone when it is over"),
  }),
  z.strictObject({
    ...common,
    news: z.iso.date({ error: 'a day such as "2026-12-01"' }).describe('the day of the news; unread until the person has opened the panel with it'),
    link: link.optional(),
    guide: guide.optional(),
  }),
])

const section = z.union([
  z.strictObject({ key: keySchema, title: text, entries: z.array(entrySchema).min(1).max(LIMITS.sectionEntries) }),
  z.strictObject({ key: keySchema, title: text, leaderboard: keySchema.describe('key of a leaderboard, which is shown here') }),
])

export const resourceCenterSchema = z.strictObject({
  kind: z.literal('resource-center'),
  ...envelope,
  launcher: z
    .union([
      z.strictObject({ label: text, place: z.enum(CORNERS).default('bottom-end') }),
      z.strictObject({ label: text, slot: keySchema.describe('the host page has an element with data-foothold-slot="…"') }),
    ])
    .optional()
    .describe('the button that opens it; without one it opens by code or by an action only'),
  title: text,
  body: text.optional(),
  search: z.boolean().default(true).describe('a field that finds entries by their words'),
  sections: z.array(section).min(1).max(LIMITS.sections),
})

export type ResourceEntry = z.infer<typeof entrySchema>
export type ResourceSection = z.infer<typeof section>
export type ResourceCenter = z.infer<typeof resourceCenterSchema>
