// Owns the list of languages that the words of ours are in. Never imported by the browser: of these only what a project needs
// travels, with its bundle.
import { ar } from './word/ar.ts'
import { de } from './word/de.ts'
import { es } from './word/es.ts'
import { fr } from './word/fr.ts'
import { hi } from './word/hi.ts'
import { id } from './word/id.ts'
import { ja } from './word/ja.ts'
import { ko } from './word/ko.ts'
import { pt } from './word/pt.ts'
import { ru } from './word/ru.ts'
import { zh } from './word/zh.ts'
import { MORE_WORDS, type AllWords } from './more-words.ts'
import { WORDS } from './words.ts'

/** Words by language, BCP 47. */
export const LANGUAGES: Readonly<Record<string, AllWords>> = { en: { ...WORDS, ...MORE_WORDS }, ar, de, es, fr, hi, id, ja, ko, pt, ru, zh }
