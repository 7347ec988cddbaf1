// Owns what goes to the terminal: colour only where somebody looks, and nothing in a text that could steer the terminal.
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours `text` where stdout is a terminal and `NO_COLOR` is not set. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Writes one line to stdout. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Takes out control characters: what other people wrote must not move the cursor or set colours. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll('\t', ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
}
