import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toJsonTokens } from './json-tokens.ts'

it('tells keys, strings, numbers and words apart', () => {
  expect(
    toJsonTokens('{"a": "b: 1", "n": -1.5e3, "t": true}')
      .filter((token) => token.kind !== 'plain')
      .map((token) => `${token.kind} ${token.text}`),
  ).toEqual(['key "a"', 'string "b: 1"', 'key "n"', 'number -1.5e3', 'key "t"', 'word true'])
})
it('gives back the text exactly, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2)
      expect(
        toJsonTokens(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
