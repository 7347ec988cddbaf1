// Owns the parameters of every list that is read in pages.
import { z } from 'zod'
import { limitSchema } from '../json-body.ts'

export const pageQuery: z.ZodType<{ search?: string | undefined; limit: number; cursor?: string | undefined }> = z.object({
  search: z.string().max(200).optional(),
  limit: limitSchema,
  cursor: z.string().max(2000).optional(),
})
