// Owns how a setting is called outside of a file. Pure.

/** `eventBytes` → `event-bytes`, `ab` → `ab`. */
const split = (name: string, mark: string): string => name.replaceAll(/[A-Z]/g, (letter) => mark + letter.toLowerCase())

/** `eventBytes` → `--event-bytes`. */
export const toFlag = (name: string): string => `--${split(name, '-')}`

/** `eventBytes` → `FOOTHOLD_EVENT_BYTES`. */
export const toVariable = (name: string): string => `FOOTHOLD_${split(name, '_').toUpperCase()}`
