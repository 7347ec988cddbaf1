// Owns how the settings are shown. It must not know how they came about.
import { SETTINGS } from '@foothold/protocol/schema'
import { paint, plain, say } from '../terminal.ts'
import type { Resolved } from './resolve.ts'

/** Prints each setting with its value and where that comes from; secrets are masked. */
export function printSettings({ shown, sources }: Resolved): void {
  const names = Object.keys(SETTINGS) as (keyof typeof shown)[]
  const width = Math.max(...names.map(({ length }) => length))
  const widest = Math.max(...names.map((name) => shown[name].length))
  for (const name of names) say(`${name.padEnd(width)}  ${plain(shown[name]).padEnd(widest)}  ${paint('dim', plain(sources[name]))}`)
}
