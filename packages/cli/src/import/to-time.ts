// Owns reading a time as exports write it: the same wherever this runs. Pure.

/** What is a time, for messages. */
export const TIMES = 'ISO 8601, YYYY-MM-DD HH:MM:SS, or seconds or milliseconds since 1970'

/**
 * Reads ISO 8601, `YYYY-MM-DD HH:MM:SS` (UTC where no zone is given), or seconds, milliseconds or microseconds since 1970, which are told
 * apart by their size: between 1973 and 5138.
 *
 * @returns ISO 8601 UTC; nothing where it is no time.
 */
export function toTime(given: unknown): string | undefined {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : ''
  let ms: number
  if (/^-?\d{1,17}(\.\d+)?$/.test(text)) {
    const number = Number(text)
    ms = Math.abs(number) < 1e11 ? number * 1000 : Math.abs(number) < 1e14 ? number : number / 1000
  } else {
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(text)
    if (!parts) return undefined
    const [, day, clock = '00:00', zone = 'Z'] = parts
    // a time without a zone is UTC, wherever this runs
    ms = Date.parse(
      `${day}T${clock.length === 5 ? `${clock}:00` : clock}${/^UTC$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`,
    )
  }
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined
}
