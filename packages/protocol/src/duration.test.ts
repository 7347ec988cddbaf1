import { expect, test } from 'vitest'
import { toMs } from './duration.ts'

test.each([
  ['800ms', 800],
  ['5s', 5_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['0d', 0],
])('reads %s as %i ms', (text, ms) => expect(toMs(text)).toBe(ms))

test.each(['5 s', '', 's', '-1d', '1.5d', '1w', '1234567d', 5, null, undefined, {}])('takes %j for no duration', (text) => {
  expect(toMs(text)).toBeUndefined()
})
