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
  [undefined, '"key"', 'fh_pub_'],
  [{}, '"key"', 'fh_pub_'],
  [{ key: 7, endpoint: 'https://x.y' }, '"key"', 'write key'],
  [{ key: 'pk_1', endpoint: 'https://x.y' }, '"key"', 'write key'],
  [{ key: 'fh_adm_1', endpoint: 'https://x.y' }, '"key"', 'write key'],
  [{ key: 'fh_pub_1' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'guide.example.com' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'data:text/html,x' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'https:///x' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'https://a b' }, '"endpoint"', 'http(s) address'],
  [{ key: 'fh_pub_1', endpoint: 'https://x.y', consent: 'requird' }, '"consent"', '"required"'],
])('%j is refused with the option and what is expected', (options, name, words) => {
  const error = thrown(options)
  expect(error.code).toBe('option_invalid')
  expect(error.message).toContain(name)
  expect(error.message).toContain(words)
})

test('an admin key in a page is never repeated', () => expect(thrown({ key: 'fh_adm_secret', endpoint: 'https://x.y' }).message).not.toContain('secret'))
