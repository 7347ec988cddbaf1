// Owns finding texts by words, whatever their case and accents. Pure; nothing that is searched goes anywhere.

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** The words that are searched. */
export const toNeedles = (query: string): string[] => plain(query).split(/\s+/).filter(Boolean)

/** Whether each word is somewhere in the texts. */
export function matches(needles: readonly string[], ...texts: string[]): boolean {
  const hay = plain(texts.join(' '))
  return needles.every((needle) => hay.includes(needle))
}
