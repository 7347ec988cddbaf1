import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRows, encodeText } from './text-codec.ts'
import { NAUGHTY } from './testing.ts'

const isWellFormed = (text: string): boolean => Buffer.from(text).toString() === text
const back = (text: string): string => decodeRows([{ text: encodeText(text) }])[0]!.text

describe('encodeText', () => {
  it('leaves what every database holds as it is', () => {
    for (const text of ['', 'a', '💥', '𝕏', '"\\', '\u0001', '\uffff']) expect(encodeText(text)).toBe(text)
    for (const value of [null, 1, undefined, 5n]) expect(encodeText(value)).toBe(value)
  })

  it('makes well-formed texts without NUL, of which each comes back as it was', () => {
    for (const text of [...NAUGHTY, '\ud800\0', '\udc00\ud800', '\ufdd0', '\ufdd00000', 'a\ud83d', '\udfffb', '\ud800\ud800\udc00']) {
      const encoded = encodeText(text)
      expect([isWellFormed(encoded), encoded.includes('\0')]).toEqual([true, false])
      expect(back(text)).toBe(text)
    }
    const units = fc.array(fc.constantFrom(0, 1, 0x30, 0x64, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfdd0, 0xfdd1), { maxLength: 12 })
    fc.assert(
      fc.property(units, units, (one, other) => {
        const [a, b] = [String.fromCharCode(...one), String.fromCharCode(...other)]
        const [x, y] = [encodeText(a), encodeText(b)]
        expect([isWellFormed(x), x.includes('\0'), back(a), x === y]).toEqual([true, false, a, a === b])
      }),
    )
  })
})
