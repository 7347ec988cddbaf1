// Owns what somebody meant who wrote a day, an instant, a time of day or a time zone in another form than the files have.
import { nearest } from './nearest.ts'

const two = (part: string): string => part.padStart(2, '0')

/** A day of the calendar as the files have it; `undefined` where there is no such day. */
function dayOf(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${two(month)}-${two(day)}`
  const at = Date.parse(text)
  // 31 February would be a day of March
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : text
}

/** Finds the day that was meant. Where day and month could be either, nobody can say. @throws never */
export function toDay(found: unknown): string | undefined {
  if (typeof found !== 'string') return undefined
  const text = found.trim()
  const [, year, month, day] = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text) ?? []
  if (year !== undefined) return dayOf(year, month!, day!)
  const [, first, dot, second, last] = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})$/.exec(text) ?? []
  if (first !== undefined) {
    if (dot === '.' || Number(first) > 12 || first === second) return dayOf(last!, second!, first)
    return Number(second) > 12 ? dayOf(last!, first, second!) : undefined
  }
  if (!/^(?:\d{1,2} [a-z]{3,9}|[a-z]{3,9} \d{1,2},?) \d{4}$/i.test(text)) return undefined
  const at = Date.parse(`${text} UTC`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().slice(0, 10)
}

/** Finds the instant that was meant; one without offset is taken as UTC. @throws never */
export function toInstant(found: unknown): string | undefined {
  if (typeof found !== 'string') return undefined
  const [, day, clock, offset] = /^\s*(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s*(Z|[+-]\d{2}:\d{2})?\s*$/i.exec(found) ?? []
  if (day === undefined) return undefined
  const text = `${day}T${clock!.length === 5 ? `${clock}:00` : clock}${offset?.toUpperCase() ?? 'Z'}`
  return Number.isNaN(Date.parse(text)) ? undefined : text
}

/** Finds the time of day that was meant. @throws never */
export function toClock(found: unknown): string | undefined {
  const [, hour, minute = '00', half] = /^\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?\s*$/i.exec(String(found)) ?? []
  if (hour === undefined || (half !== undefined && (Number(hour) < 1 || Number(hour) > 12))) return undefined
  const shift = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const text = `${two(String(shift))}:${minute}`
  return text === '24:00' || (shift < 24 && Number(minute) < 60) ? text : undefined
}

/** Abbreviations that people write, with the zone that most of them mean. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ...{ pst: 'America/Los_Angeles', pdt: 'America/Los_Angeles', pt: 'America/Los_Angeles', mst: 'America/Denver', mdt: 'America/Denver' },
  ...{ cst: 'America/Chicago', cdt: 'America/Chicago', est: 'America/New_York', edt: 'America/New_York', et: 'America/New_York' },
  ...{ gmt: 'UTC', z: 'UTC', bst: 'Europe/London', wet: 'Europe/Lisbon', cet: 'Europe/Berlin', cest: 'Europe/Berlin', eet: 'Europe/Athens' },
  ...{ msk: 'Europe/Moscow', ist: 'Asia/Kolkata', wib: 'Asia/Jakarta', sgt: 'Asia/Singapore', jst: 'Asia/Tokyo', aest: 'Australia/Sydney' },
  ...{ local: 'user', browser: 'user' },
}

/** Finds the time zone that was meant: by abbreviation, by city, or by the nearest name. @throws never */
export function toZone(found: unknown): string | undefined {
  if (typeof found !== 'string' || found.length > 50) return undefined
  const word = found.trim().toLowerCase().replaceAll(' ', '_')
  if (Object.hasOwn(ABBREVIATIONS, word)) return ABBREVIATIONS[word]
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC']
  const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase()
  const exact = zones.find((zone) => zone.toLowerCase() === word) ?? zones.find((zone) => city(zone) === word)
  if (exact !== undefined) return exact
  const [near] = nearest(word, word.includes('/') ? zones : zones.map(city))
  return word.includes('/') ? near : zones.find((zone) => city(zone) === near)
}
