// Owns the fast reading of a time in its usual form; what else is a time is left to the schema and to `Date`. Pure but for what it remembers.

/** `Date.UTC` means another century by earlier ones. */
const FIRST_YEAR = 100
const [DASH, COLON, DOT, T, Z, ZERO] = [0x2d, 0x3a, 0x2e, 0x54, 0x5a, 0x30] as const

/**
 * Reads `2026-03-01T09:30:00.000Z` and no other form; days up to 28, which are in every month.
 *
 * @returns epoch ms, as `Date.parse` would say but at a fraction of its cost; `undefined` for every other text.
 * @throws never
 */
export function readPlainTime(text: string): number | undefined {
  if (text.length !== 24 || !hasMarks(text)) return undefined
  const day = readDay(text)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  const ms = twoDigits(text, 20) * 10 + digit(text, 22)
  // no comparison holds for NaN
  if (day === undefined || !(hour <= 23 && minute <= 59 && second <= 59 && ms >= 0)) return undefined
  return day + ((hour * 60 + minute) * 60 + second) * 1000 + ms
}

/** The day that was read last, as its digits say and as epoch ms: most events are of one. */
let known = { digits: NaN, ms: NaN }

function readDay(text: string): number | undefined {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const digits = (year * 100 + month) * 100 + day
  if (digits === known.digits) return known.ms
  if (!(year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return undefined
  known = { digits, ms: Date.UTC(year, month - 1, day) }
  return known.ms
}

function hasMarks(text: string): boolean {
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(19) === DOT &&
    text.charCodeAt(23) === Z
  )
}

const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1)

/** NaN where there is none. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO
  return value >= 0 && value <= 9 ? value : NaN
}
