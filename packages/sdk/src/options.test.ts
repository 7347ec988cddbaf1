import { expect, test } from 'vitest'
import { FootholdError } from './error.ts'
import { checkOptions, type Options } from './options.ts'

const thrown = (options: unknown): FootholdError => {
  try {
    checkOptions(options as Options)
  } catch (error) {
    if (error instanceof FootholdError) return error
  }
  throw new Error('no FootholdError was thrown')
}

test('right options pass', () => {
  const options: Options = { key: 'fh_pub_1', endpoint: 'https://guide.example.com' }
  expect(checkOptions(options)).toBe(options)
})

test.each<[unknown, string, string]>([
  [undefined, '"key"', 'undefined'],
  [{}, '"key"', 'undefined'],
  [{ key: 7, endpoint: 'https://x.y' }, '"key"', '7'],
  [{ key: 'pk_1', endpoint: 'https://x.y' }, '"key"', '"pk_1"'],
  [{ key: 'fh_adm_1', endpoint: 'https://x.y' }, '"key"', 'never an admin key'],
  [{ key: 'fh_pub_1' }, '"endpoint"', 'undefined'],
  [{ key: 'fh_pub_1', endpoint: 'guide.example.com' }, '"endpoint"', '"guide.example.com"'],
  [{ key: 'fh_pub_1', endpoint: 'data:text/html,x' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'https:///x' }, '"endpoint"', 'http(s) address'],
])('%j is refused with the option and what was given', (options, name, words) => {
  const error = thrown(options)
  expect(error.code).toBe('option_invalid')
  expect(error.message).toContain(name)
  expect(error.message).toContain(words)
})
