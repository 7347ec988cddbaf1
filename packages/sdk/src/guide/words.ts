// Owns putting numbers into the words that no author wrote. It must not know whose language they are in.

/** Fills `{n}` and `{m}`. @param language - BCP 47, for the digits; default the browser's. */
export function countWords(words: string, n: number, m: number, language?: string): string {
  return words.replace('{n}', n.toLocaleString(language)).replace('{m}', m.toLocaleString(language))
}
