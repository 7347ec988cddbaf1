// Owns the JSON Schemas that give completion and hover texts in an editor; made from the zod schemas, so that they cannot
// differ from what is accepted. It must not know where they are written to.
import { z } from 'zod'
import { conditionSchema } from './condition.ts'
import { guideSchema } from './guide-file.ts'
import { actionSchema } from './guide.ts'
import { modelSchema } from './model.ts'
import { settingsSchema } from './setting.ts'
import { targetSchema } from './target.ts'
import { translationFileSchema } from './translation.ts'

/** A JSON Schema document, draft 7: the one that editors know best. */
export type JsonSchema = Record<string, unknown>

/**
 * Makes the JSON Schemas of the authored files.
 *
 * They describe what an author writes: a field with a default is optional. Rules that need more than one place (references,
 * reachable steps) are the linter's.
 *
 * @returns `guide` for a guide file, `model` for model.json, `translation` for a file of translations, `config` for the
 * configuration file of a collector; fresh objects, a few ms.
 * @throws never
 */
export function jsonSchemas(): { guide: JsonSchema; model: JsonSchema; translation: JsonSchema; config: JsonSchema } {
  return {
    guide: { ...toJsonSchema(guideSchema), title: 'Foothold guide' },
    model: { ...toJsonSchema(modelSchema), title: 'Foothold adoption model' },
    translation: { ...toJsonSchema(translationFileSchema), title: 'Foothold translation' },
    config: { ...toJsonSchema(settingsSchema), title: 'Foothold collector' },
  }
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  // a registry of our own: ids in zod's global one would be a side effect of importing this package
  const metadata = z.registry<{ id?: string; description?: string }>()
  metadata.add(conditionSchema, { id: 'condition' })
  metadata.add(targetSchema, { id: 'target' })
  metadata.add(actionSchema, { id: 'action' })
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    reused: 'inline',
    metadata,
    override: ({ zodSchema, jsonSchema }) => {
      const description = (zodSchema as unknown as z.ZodType).description
      if (description) jsonSchema.description = description
      // zod writes the bounds of a safe integer, which mean nothing to an author
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
}
