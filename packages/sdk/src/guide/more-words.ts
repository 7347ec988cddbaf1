// Owns the words of the kinds that come in a file of their own. It must not know whose language they are in.
import { MORE_WORDS, type AllWords, type Words } from '@foothold/protocol'

/** Adds them to the words of every kind. @param words - those of a bundle have them in their own language. */
export const moreWords = (words: Words): AllWords => ({ ...MORE_WORDS, ...words })
