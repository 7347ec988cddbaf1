// Owns the authored announcement: a modal, a slide-out or a banner. It must not know how any of them is drawn.
import { z } from 'zod'
import { actions, envelope, text } from './guide.ts'
import { mediaSchema } from './media.ts'
import { targetSchema } from './target.ts'

/** Corners of the screen; start and end turn with the direction of the text. */
export const CORNERS = ['bottom-end', 'bottom-start', 'top-end', 'top-start'] as const
/** Where a banner may stand. */
export const BANNER_PLACES = ['top', 'bottom', 'before', 'after'] as const

export const announcementSchema = z.strictObject({
  kind: z.literal('announcement'),
  ...envelope,
  form: z.enum(['modal', 'slide-out', 'banner']).default('modal').describe('modal: asks for an answer · slide-out: in a corner · banner: a strip'),
  place: z
    .enum([...CORNERS, ...BANNER_PLACES])
    .optional()
    .describe('slide-out: a corner, default bottom-end · banner: top (default), bottom, or before or after the target'),
  target: targetSchema.optional().describe('of a banner before or after an element of the page'),
  push: z
    .boolean()
    .optional()
    .describe(
      'banner at top or bottom: the page makes room for it, or it lies over the page; default true at the top, where it would hide what the page begins with',
    ),
  sticky: z.boolean().default(false).describe('with push: stays in view while the page scrolls'),
  media: mediaSchema.optional(),
  title: text,
  body: text.optional(),
  actions,
})

export type Announcement = z.infer<typeof announcementSchema>
export type Corner = (typeof CORNERS)[number]
