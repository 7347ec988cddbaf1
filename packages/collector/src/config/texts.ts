// Owns which texts a guide has, and the names of their places: what translations are written by. It must not know languages.
import { fields, type Loose } from './reference.ts'

/** Fields that people read, in every kind of guide. */
export const TEXT_FIELDS: ReadonlySet<string> = new Set(['title', 'body', 'label', 'low', 'high', 'other', 'placeholder', 'alt'])
/** Fields in which nobody reads anything, whatever stands in them. */
const SILENT = new Set([
  'goal',
  'why',
  'audience',
  'when',
  'frequency',
  'schedule',
  'experiment',
  'target',
  'session',
  'next',
  'completeWhen',
  'do',
  'translations',
  'standings',
  'streak',
])

/** One text with its place. */
export interface GuideText {
  /** As in `pick.title`: what has a key is called by it, what has none by its field and number. */
  place: string
  pointer: string
  text: string
  /** The object that has it, and under which name. */
  owner: Loose
  name: string
}

/** Lists every text of a guide of any shape, each place once. @throws never */
export function* textsOf(value: unknown, place = '', pointer = ''): Generator<GuideText> {
  const owner = fields(value)
  const below = (part: string): string => (place ? `${place}.${part}` : part)
  for (const [name, inner] of Object.entries(owner)) {
    if (SILENT.has(name)) continue
    const here = `${pointer}/${name}`
    if (typeof inner === 'string') {
      if (TEXT_FIELDS.has(name)) yield { place: below(name), pointer: here, text: inner, owner, name }
    } else if (Array.isArray(inner)) {
      for (const [i, entry] of inner.entries()) {
        const { key } = fields(entry)
        yield* textsOf(entry, below(typeof key === 'string' ? key : `${name}.${i}`), `${here}/${i}`)
      }
    } else yield* textsOf(inner, below(name), here)
  }
}
