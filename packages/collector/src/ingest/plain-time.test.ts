import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPlainTime } from './plain-time.ts'

/** The form as a pattern. */
const PLAIN = /^(?!00)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

it('reads the usual form as Date does, and nothing else', () => {
  const expected = (text: string): number | undefined => (PLAIN.test(text) ? Date.parse(text) : undefined)
  const iso = fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString())
  const changed = fc.tuple(iso, fc.nat(24), fc.constantFrom('', '0', '1', '3', '6', '9', ':', '-', '.', '/', 'T', 't', 'Z', '+', ' ', 'x', '\u0660'))
  fc.assert(
    fc.property(
      fc.oneof(
        iso,
        changed.map(([text, at, letter]) => text.slice(0, at) + letter + text.slice(at + 1)),
        fc.string(),
      ),
      (text) => {
        expect(readPlainTime(text)).toBe(expected(text))
      },
    ),
    { numRuns: 20_000 },
  )
  for (const text of [
    '0099-01-01T00:00:00.000Z',
    '0100-01-01T00:00:00.000Z',
    '2026-02-29T00:00:00.000Z',
    '2026-02-28T24:00:00.000Z',
    '2026-02-28T23:59:60.000Z',
  ])
    expect(readPlainTime(text)).toBe(expected(text))
})
