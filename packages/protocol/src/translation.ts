// Owns translations as they are written: beside the texts of a guide, or in a file of their own. It must not know which texts a
// guide has.
import { z } from 'zod'
import { keySchema } from './condition.ts'
import { LIMITS } from './limits.ts'

export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'a language such as "id" or "pt-BR"' })

const texts = z.record(z.string(), z.string().min(1).max(LIMITS.stringBytes))

/** By language, then by place of the text, as in `{ "id": { "title": "…", "pick.title": "…", "pick.actions.0.label": "…" } }`. */
export const translationsSchema = z.record(languageSchema, texts)

/** Schema of a file `<guide>.<language>.json`. */
export const translationFileSchema = z.strictObject({
  $schema: z.string().optional(),
  translates: keySchema.describe('key of the guide'),
  language: languageSchema,
  texts: texts.describe('by place, as in "pick.title"'),
  source: z
    .record(z.string(), z.string().regex(/^[0-9a-f]{8}$/, { error: 'eight hex digits' }))
    .optional()
    .describe('by place: hash of the text that was translated; where it is another by now, that is a warning'),
})

export type Translations = z.infer<typeof translationsSchema>
export type TranslationFile = z.infer<typeof translationFileSchema>
