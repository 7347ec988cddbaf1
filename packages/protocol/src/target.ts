// Owns how an author says which element of the page is meant. It must not know how it is found (that is sdk/guide).
import { z } from 'zod'
import { durationSchema, nameSchema } from './condition.ts'

/**
 * One way to find an element. Ways are tried in order; a way counts only where it matches exactly one element (see `unique`).
 * `>>>` in `css` goes on in the open shadow root of what was matched.
 */
const findSchema = z.union([
  z.strictObject({ attr: z.string().regex(/^[a-zA-Z_][\w:.-]*(=.*)?$/, { error: 'an attribute, as in "data-guide=automation"' }) }),
  z.strictObject({ role: nameSchema, name: nameSchema }),
  z.strictObject({ text: nameSchema }),
  z.strictObject({ css: nameSchema }),
])

/** The page element that a step or hint points at. */
export const targetSchema = z.strictObject({
  find: z.array(findSchema).min(1),
  frame: nameSchema.optional().describe('CSS selector of the frame, of this site, that holds the element; ">>>" goes into the next frame or open shadow root'),
  within: nameSchema.optional().describe('CSS selector of the element, or of the host of an open shadow root, inside which all ways look; default the page'),
  unique: z.boolean().default(true).describe('false: the first match will do'),
  reveal: nameSchema
    .optional()
    .describe('name of a function that the page registered by foothold.reveal(): brings the element about where it cannot be used yet'),
  waitFor: durationSchema.default('5s').describe('how long the element may take to become usable before `onMissing` decides'),
  onMissing: z
    .union([z.enum(['wait', 'skip', 'float', 'end']), z.string().regex(/^go:[a-z0-9-]+$/, { error: '"wait", "skip", "float", "end" or "go:<step>"' })])
    .default('float')
    .describe('wait: until it appears · skip: on to the next step · float: show without target · end: end the guide · go:<step>'),
})

export type Find = z.infer<typeof findSchema>
export type Target = z.infer<typeof targetSchema>
