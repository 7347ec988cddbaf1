// Owns the name of a UTC day. Pure.

const DAY_MS = 86_400_000

/** Names a day since 1970 as `YYYY-MM-DD`; empty where the year has not four digits. */
export function toDay(day: number): string {
  const ms = day * DAY_MS
  const text = Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : ''
  return /^\d{4}-/.test(text) ? text.slice(0, 10) : ''
}
