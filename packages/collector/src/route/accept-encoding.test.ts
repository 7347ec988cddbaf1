import { expect, it } from 'vitest'
import { pickEncoding } from './accept-encoding.ts'

it.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'br'],
  ['GZIP', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000 , *', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['brr, xgzip', undefined],
  ['__proto__, constructor', undefined],
])('takes of %s the best that is offered: %s', (header, expected) => {
  expect(pickEncoding(header, ['br', 'gzip'])).toBe(expected)
})
