// Owns the authored survey: questions, the ways between them, thanks. It must not know how questions are drawn or answers counted.
import { z } from 'zod'
import { CORNERS } from './announcement.ts'
import { conditionSchema, keySchema } from './condition.ts'
import { actions, envelope, text } from './guide.ts'
import { LIMITS } from './limits.ts'

/** What of an answer is asked where ways part. All that is written must hold; no answer fulfils nothing. */
export const answerTestsSchema = z.strictObject({
  is: z.union([z.string(), z.number()]).optional(),
  in: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  contains: z.string().optional().describe('of a question with several choices: this one is among them'),
})

const branch = z.union([
  z.strictObject({
    answer: answerTestsSchema,
    of: keySchema.optional().describe('key of an earlier question; default this one'),
    to: keySchema,
  }),
  z.strictObject({ if: conditionSchema, to: keySchema }),
  z.strictObject({ else: keySchema }),
])

const common = {
  key: keySchema.describe('identity of this question in analytics'),
  title: text,
  body: text.optional(),
  required: z.boolean().default(true).describe('false: there is a button to skip it'),
  next: z.array(branch).min(1).optional().describe('tried in order; "end" is the end; default the question that follows'),
}
const ends = { low: text.optional().describe('words at the low end'), high: text.optional().describe('words at the high end') }
const choices = {
  options: z
    .array(z.strictObject({ key: keySchema, label: text }))
    .min(2)
    .max(LIMITS.surveyOptions),
  other: text.optional().describe('label of a last choice with a field for words of one\'s own; its key is "other"'),
}

export const questionSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('nps'), ...common, ...ends }),
  z.strictObject({ ask: z.literal('csat'), ...common, ...ends }),
  z.strictObject({ ask: z.literal('ces'), ...common, ...ends }),
  z.strictObject({
    ask: z.literal('rating'),
    ...common,
    ...ends,
    points: z.number().int().min(2).max(10).default(5),
    look: z.enum(['stars', 'numbers']).default('stars'),
  }),
  z.strictObject({ ask: z.literal('single'), ...common, ...choices }),
  z.strictObject({ ask: z.literal('multiple'), ...common, ...choices }),
  z.strictObject({
    ask: z.literal('text'),
    ...common,
    placeholder: text.optional(),
    length: z.number().int().min(1).max(LIMITS.answerLength).default(1_000).describe('most characters of an answer'),
  }),
])

export const surveySchema = z.strictObject({
  kind: z.literal('survey'),
  ...envelope,
  form: z.enum(['slide-out', 'modal']).default('slide-out'),
  place: z.enum(CORNERS).optional().describe('corner of a slide-out; default bottom-end'),
  questions: z.array(questionSchema).min(1).max(LIMITS.surveyQuestions),
  thanks: z.strictObject({ title: text, body: text.optional(), actions }).optional().describe('shown when the last question is answered'),
})

export type Question = z.infer<typeof questionSchema>
export type QuestionBranch = z.infer<typeof branch>
export type Survey = z.infer<typeof surveySchema>
/** One answer as it is kept and told: a point, a choice, several choices, or words. `null`: skipped. */
export type Answer = number | string | string[] | null
