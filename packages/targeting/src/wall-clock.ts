// Owns what the clock on the wall says in a time zone, DST included. Pure; the instant is given.
import type { Weekday } from '@foothold/protocol'

/** A wall clock: `date` is `YYYY-MM-DD`, `minute` counts from midnight. */
export interface WallClock {
  date: string
  weekday: Weekday
  hour: number
  minute: number
}

/** Epoch ms of the last instant that a date can have. @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_INSTANT = 8.64e15

/** Making a format is slow, asking it is not. `null`: no such zone. */
const formats = new Map<string, Intl.DateTimeFormat | null>()

const toFormat = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    // Swedes write "2026-11-22 09:30", which needs no reading of names
    return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  } catch {
    return null
  }
}

/**
 * Reads the wall clock of a zone.
 *
 * @param now - epoch ms.
 * @param zone - IANA name; `undefined` and unknown names have no clock.
 * @throws never
 */
export function toWallClock(now: number, zone: string | undefined): WallClock | undefined {
  if (zone === undefined) return undefined
  if (!formats.has(zone)) formats.set(zone, toFormat(zone))
  const format = formats.get(zone)
  if (!format || !(Math.abs(now) <= MAX_INSTANT)) return undefined
  const [, date = '', hour = 0, minute = 0] = /(\S+) (\d+):(\d+)/.exec(format.format(now)) ?? []
  const weekday = new Date(date).toUTCString().slice(0, 3).toLowerCase() as Weekday
  return { date, weekday, hour: +hour, minute: +hour * 60 + +minute }
}
