// Owns pictures and films beside a text, and the addresses that they may have. It must not know how they are shown.
import { z } from 'zod'
import { text } from './guide.ts'

/** Something that a browser may fetch or open: never a script, never another scheme. */
export const addressSchema = z.string().regex(/^(\/(?!\/)|https:\/\/)/, { error: 'a path on this site or an https address' })

/** A picture or a film above the text. */
export const mediaSchema = z.union([
  z.strictObject({ image: addressSchema, alt: text.describe('what the picture shows, for those who do not see it') }),
  z.strictObject({ video: addressSchema.describe('a file that browsers play, such as .mp4 or .webm'), alt: text }),
])

export type Media = z.infer<typeof mediaSchema>
