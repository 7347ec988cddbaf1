// Owns reading a time as exports write it: the same wherever this runs. Pure.

/** What is a time, for messages. */
export const TIMES = 'ISO 8601, YYYY-MM-DD HH:MM:SS, or seconds or milliseconds since 1970'

/** Seconds from March 1973 to 2100; other numbers are days of a spreadsheet, years, or a time without its separators. */
const LEAST_SECONDS = 1e8
const MOST_SECONDS = 4_102_444_800

/**
 * Reads ISO 8601, `YYYY-MM-DD HH:MM:SS` (UTC where no zone is given), `YYYYMMDD`, or seconds, milliseconds or microseconds since 1970, which
 * are told apart by their size: between March 1973 and 2100.
 *
 * @returns ISO 8601 UTC; nothing where it is no time, such as 31 November.
 */
export function toTime(given: unknown): string | undefined {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : ''
  let ms: number
  if (/^\d{9,17}(\.\d+)?$/.test(text)) {
    const unit = [1, 1e3, 1e6].find((one) => Number(text) >= LEAST_SECONDS * one && Number(text) < MOST_SECONDS * one)
    if (unit === undefined) return undefined
    ms = (Number(text) / unit) * 1000
  } else {
    const parts = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(text)
    if (!parts) return undefined
    const [, year = '', month = '', day = '', clock = '00:00', zone = 'Z'] = parts
    // the engine takes 31 November for 1 December
    if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined
    // a time without a zone is UTC, wherever this runs
    ms = Date.parse(
      `${year}-${month}-${day}T${clock.length === 5 ? `${clock}:00` : clock}${/^UTC$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`,
    )
  }
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined
}
