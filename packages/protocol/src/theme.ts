// Owns what a theme may say: the tokens of the look with their limits, and the presets. It must not know how they are drawn.
import { z } from 'zod'
import { keySchema } from './condition.ts'
import { PRESETS } from './palette.ts'

const color = z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, { error: 'a colour such as "#0f766e"' })
const colors = z.union([color, z.strictObject({ light: color, dark: color })])

/** A look with a name. What it leaves out comes from its preset, then from the page. */
export const themeSchema = z.strictObject({
  key: keySchema.describe('name of the theme; "default" is the look of every guide that names none'),
  preset: z.enum(PRESETS).optional().describe('what it begins with; default the look of the page'),
  accent: colors.optional().describe('primary button, ring, progress, links'),
  onAccent: colors.optional().describe('text on the accent; default black or white, whichever can be read'),
  surface: colors.optional().describe('cards'),
  text: colors.optional().describe('titles'),
  muted: colors.optional().describe('texts'),
  line: colors.optional().describe('borders'),
  soft: colors.optional().describe('hover, code'),
  radius: z.number().int().min(0).max(32).optional().describe('corners of cards, in px'),
  size: z.number().int().min(12).max(20).optional().describe('size of texts in px where the person has not set the browser to larger ones'),
  space: z.number().int().min(2).max(8).optional().describe('the unit of all distances, in px'),
  font: z
    .string()
    .max(200)
    .regex(/^[\w\s"',-]+$/, { error: 'font families such as "Inter, sans-serif"' })
    .optional(),
  shadow: z.enum(['none', 'soft', 'strong']).optional(),
})

/** Where pictures and films may come from. */
export const mediaOriginsSchema = z.strictObject({
  origins: z
    .array(z.string().regex(/^https:\/\/[^/?#@\s]+$/, { error: 'an origin such as "https://cdn.example.com"' }))
    .describe("other sites than the page's own"),
})

export type Theme = z.infer<typeof themeSchema>
