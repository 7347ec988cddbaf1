// Owns the fast reading of a time in its usual form; what else is a time is left to the schema and to `Date`. Pure.

/** `Date.UTC` means another century by earlier ones. */
const FIRST_YEAR = 100

/**
 * Reads `2026-03-01T09:30:00.000Z` and no other form; days up to 28, which are in every month.
 *
 * @returns epoch ms, as `Date.parse` would say but at a fraction of its cost; `undefined` for every other text.
 * @throws never
 */
export function readPlainTime(text: string): number | undefined {
  if (text.length !== 24 || !hasMarks(text)) return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  const ms = twoDigits(text, 20) * 10 + digit(text, 22)
  // no comparison holds for NaN
  const isTime = year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59 && ms >= 0
  return isTime ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : undefined
}

function hasMarks(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === '.' && text[23] === 'Z'
}

const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1)

/** NaN where there is none. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : NaN
}
