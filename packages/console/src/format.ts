// Owns how numbers, rates, times and event names read on the page. Pure: the present is an argument, never a clock.
// It must not know the DOM.
import { GUIDE_EVENTS, MILESTONE_REACHED, SESSION_STARTED, type EventEntry, type Rate } from '@foothold/protocol'

/** The page is written in English, so its numbers follow the reader's own kind of English. */
export const LOCALE: string = globalThis.navigator?.languages?.find((language) => language.startsWith('en')) ?? 'en'

const whole = new Intl.NumberFormat(LOCALE)
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 })
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' })
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const clockSeconds = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'long' })
const dayNames = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const utcDay = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
const utcDayShort = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', day: 'numeric', month: 'short' })

const DAY_MS = 86_400_000
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['week', 7 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** Writes a count with separators: 12,345. */
export const formatCount = (value: number): string => whole.format(value)

/** Writes a count in little room: 12.3K. For axes; the exact number stands elsewhere. */
export const formatCompact = (value: number): string => compact.format(value)

/** Writes a number of things: "1 person", "3 people". */
export const formatPlural = (value: number, one: string, many = `${one}s`): string => `${whole.format(value)} ${value === 1 ? one : many}`

/**
 * Writes a share as percent; one decimal below 10 % and above 90 %, where it carries meaning.
 *
 * @param value - 0 to 1, or `null` where nobody was counted.
 * @returns "62%", "4.5%", "100%", or "–".
 */
export function formatShare(value: number | null): string {
  if (value === null) return '–'
  const percent = value * 100
  // Never "all" or "none" where it is not.
  if (percent > 99.95 && percent < 100) return '>99.9%'
  if (percent > 0 && percent < 0.05) return '<0.1%'
  const digits = (percent < 10 || percent > 90) && percent !== Math.round(percent) ? 1 : 0
  return `${percent.toFixed(digits).replace(/\.0$/, '')}%`
}

/** Writes the 95 % interval of a rate: "54–69%"; empty where n is 0. */
export function formatInterval({ low, high }: Rate): string {
  if (low === null || high === null) return ''
  const digits = high <= 0.1 || low >= 0.9 ? 1 : 0
  const end = (share: number): string => (share * 100).toFixed(digits).replace(/\.0$/, '')
  return `${end(low)}–${end(high)}%`
}

/** Says a rate in full, for tooltips and screen readers. */
export function describeRate(rate: Rate): string {
  if (rate.value === null) return 'Nobody counted yet (n = 0)'
  return `${formatShare(rate.value)}: ${formatCount(rate.k)} of ${formatCount(rate.n)} people. 95% interval ${formatInterval(rate)} (Wilson).`
}

/** Writes how long ago (or ahead) a time is: "3 minutes ago". */
export function formatRelative(iso: string, now: number): string {
  const distance = Date.parse(iso) - now
  if (Number.isNaN(distance)) return iso
  for (const [unit, ms] of UNITS) if (Math.abs(distance) >= ms) return relative.format(Math.trunc(distance / ms), unit)
  return 'just now'
}

/** Writes a time in full, in the reader's zone. */
export const formatExact = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : exact.format(new Date(iso)))

/** Writes the time of day: "14:05", or with seconds. */
export const formatClock = (iso: string, seconds = false): string => (seconds ? clockSeconds : clock).format(new Date(iso))

/** Writes a UTC day of a series, `YYYY-MM-DD`: "Mon, 3 Nov", or without the weekday. */
export const formatDay = (day: string, short = false): string => (short ? utcDayShort : utcDay).format(new Date(`${day}T00:00:00Z`))

/** Names the local day of a time for a heading: "Today", "Yesterday", or the date. */
export function formatDayHeading(iso: string, now: number): string {
  const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)
  const days = Math.round((startOfDay(now) - startOfDay(Date.parse(iso))) / DAY_MS)
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : dayNames.format(new Date(iso))
}

/** A title as somebody unknown would read it: every `{{user.name|fallback}}` becomes its fallback, or "…" where it has none. */
export const toPlainTitle = (title: string): string =>
  title.replace(/\{\{[^}|]*(?:\|([^}]*))?\}\}/g, (_, fallback: string | undefined) => fallback?.trim() || '…')

/** Turns a key into words: "open-menu" → "Open menu". */
export function toWords(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[._\-\s]+/g, ' ')
    .trim()
  return words ? words[0]!.toUpperCase() + words.slice(1).toLowerCase() : key
}

const SENTENCES: Record<string, (text: (key: string) => string) => string> = {
  [GUIDE_EVENTS.rendered]: (text) => `Guide “${text('guide')}” rendered`,
  [GUIDE_EVENTS.seen]: (text) => `Saw guide “${text('guide')}”`,
  [GUIDE_EVENTS.stepSeen]: (text) => `Saw step “${text('step')}” of “${text('guide')}”`,
  [GUIDE_EVENTS.completed]: (text) => `Completed guide “${text('guide')}”`,
  [GUIDE_EVENTS.dismissed]: (text) => `Dismissed guide “${text('guide')}”`,
  [GUIDE_EVENTS.snoozed]: (text) => `Snoozed guide “${text('guide')}”`,
  [GUIDE_EVENTS.ended]: (text) => `Guide “${text('guide')}” ended (${text('reason')})`,
  [GUIDE_EVENTS.targetMissing]: (text) => `Target missing in guide “${text('guide')}” (${text('reason')})`,
  [GUIDE_EVENTS.taskCompleted]: (text) => `Finished task “${text('task')}” of “${text('guide')}”`,
  [MILESTONE_REACHED]: (text) => `Reached milestone “${text('milestone')}”`,
  [SESSION_STARTED]: () => 'Started a session',
}

/**
 * Says in words what somebody did.
 *
 * @param entry - type, name, page and properties are looked at.
 * @returns a short sentence without a subject; never empty.
 */
export function describeEvent(entry: Pick<EventEntry, 'type' | 'name' | 'page' | 'account' | 'properties'>): string {
  const text = (key: string): string => (typeof entry.properties[key] === 'string' ? toWords(entry.properties[key]) : 'unknown')
  switch (entry.type) {
    case 'page':
      return `Viewed ${entry.page ?? (entry.name || 'a page')}`
    case 'screen':
      return `Viewed screen ${entry.name || 'without a name'}`
    case 'identify':
      return 'Was identified'
    case 'group':
      return entry.account ? `Joined account ${entry.account}` : 'Joined an account'
    case 'alias':
      return 'Was merged with another id'
    case 'track':
      return SENTENCES[entry.name]?.(text) ?? toWords(entry.name)
  }
}

/** Writes a value of a trait or property on one line. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return whole.format(value)
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value)
}
