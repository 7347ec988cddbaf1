import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMask, type MaskFunction, type MaskRules } from './mask.ts'

const reports: string[] = []
const mask = (rules?: MaskRules | MaskFunction) =>
  createMask(
    () => rules,
    (code) => void reports.push(code),
  )
const search = (text: string, rules?: MaskRules): unknown => mask(rules)({ search: text }, 'properties')['search']

test.each([
  ['?token=abc&page=2', '?token=***&page=2'],
  ['?access_token=a&refreshToken=b', '?access_token=***&refreshToken=***'],
  ['?password=x&passwd=y&pwd=z', '?password=***&passwd=***&pwd=***'],
  ['?code=1234&invite_code=9', '?code=***&invite_code=***'],
  ['?apiKey=a&api_key=b&key=c&accessKey=d', '?apiKey=***&api_key=***&key=***&accessKey=***'],
  ['?email=ada%40example.com&e-mail=b&user[email]=c', '?email=***&e-mail=***&user[email]=***'],
  ['?client_secret=s&sig=1&signature=2&auth=3&oauth_nonce=4', '?client_secret=***&sig=***&signature=***&auth=***&oauth_nonce=***'],
  ['?TOKEN=abc', '?TOKEN=***'],
  ['?a=1;token=abc', '?a=1;token=***'],
  ['?token=a=b', '?token=***'],
  ['?%74oken=abc&pass%77ord=x', '?%74oken=***&pass%77ord=***'],
  ['?email=a;SECRET@x.y', '?email=***'],
  ['?token=a?b', '?token=***'],
  ['?redirect=/x?token=a&b=1', '?redirect=/x?token=***&b=1'],
  ['?redirect=%2Fx%3Ftoken%3Da%26b%3D1', '?redirect=%2Fx%3Ftoken%3D***%26b%3D1'],
  ['?pin=1&sid=2&SAMLResponse=3&code_verifier=4&credential=5&otc=6', '?pin=***&sid=***&SAMLResponse=***&code_verifier=***&credential=***&otc=***'],
  ['?a=?a=?a=?a=?a=?x=1', '?a=?a=?a=?a=?a=***'],
])('values that give access or name somebody are masked: %s', (given, expected) => expect(search(given)).toBe(expected))

test.each([
  '',
  '?',
  '?q=board',
  '?spin=1&aside=2&coupin=3',
  '?q=%',
  '?q=%2Fx%3Fa%3Db',
  '?keyword=board&author=ada&monkey=1&encode=yes&sort=a',
  '?token',
  'no query at all',
  '?a=token',
])('%j is left as it is', (given) => expect(search(given)).toBe(given))

test('addresses are masked wherever a page view has them, behind the # too', () => {
  expect(
    mask()({ url: 'https://x.y/p?token=a&b=1#access_token=c&state=d', referrer: 'https://z/?code=1', path: '/p', title: '?token=a' }, 'properties'),
  ).toEqual({ url: 'https://x.y/p?token=***&b=1#access_token=***&state=d', referrer: 'https://z/?code=***', path: '/p', title: '?token=a' })
})

test('names of your own come on top; true takes all', () => {
  expect(search('?token=a&customer=b&page=2', { query: ['customer'] })).toBe('?token=***&customer=***&page=2')
  expect(search('?a=1&b=2', { query: true })).toBe('?a=***&b=***')
})

test('traits and properties go by name, each in its own place', () => {
  const rules = { traits: ['email'], properties: ['total'] }
  expect(mask(rules)({ email: 'a@b.c', total: 1 }, 'traits')).toEqual({ email: '***', total: 1 })
  expect(mask(rules)({ email: 'a@b.c', total: 1 }, 'properties')).toEqual({ email: 'a@b.c', total: '***' })
  expect(mask(rules)({}, 'traits')).toEqual({})
})

test('a function rewrites a copy, after the default rule, and may give anything back', () => {
  const given = { search: '?token=a', total: 1 }
  const result = mask((record, of) => ({ ...record, of, total: undefined, big: 1n }))(given, 'properties')
  expect(result).toEqual({ search: '?token=***', of: 'properties' })
  expect(given.total).toBe(1)
  expect(mask(() => undefined as never)(given, 'traits')).toEqual({})
})

test('no value of a masked parameter is left, whatever it is', () => {
  const value = fc
    .string({ unit: fc.constantFrom('a', 'Z', '0', '%', '.', '-', '_', '+', '/', ':', '@', '!', '$', '*', '(', ',') })
    .map((text) => `S3CR3T${text}`)
  fc.assert(
    fc.property(fc.constantFrom('token', 'password', 'my_code', 'email'), value, fc.webQueryParameters(), (name, secret, rest) => {
      expect(String(search(`?${rest}&${name}=${secret}&x=1`))).not.toContain('S3CR3T')
      expect(String(search(`?${name}=${secret}`))).toBe(`?${name}=***`)
    }),
  )
})

test('a long address costs a moment', () => {
  for (const text of ['?'.repeat(8_000), '&'.repeat(8_000), `?${'a'.repeat(8_000)}`, '?a'.repeat(4_000)]) {
    const start = performance.now()
    search(text)
    expect(performance.now() - start).toBeLessThan(200)
  }
})

test.each([
  [{ trait: ['email'] }, 'mask.trait'],
  [{ traits: 'email' }, 'mask.traits'],
])('rules that are none hide nothing: %j is refused, at the start and where it is set later', (rules, name) => {
  expect(() => mask(rules as never)).toThrow(name)
  let late: MaskRules | undefined
  const masked = createMask(
    () => late,
    () => {},
  )
  late = rules as never
  expect(() => masked({ a: 1 }, 'traits')).toThrow(name)
})

test('rules that are set later hold from then on', () => {
  let rules: MaskRules | undefined
  const late = createMask(
    () => rules,
    () => {},
  )
  expect(late({ total: 1 }, 'properties')).toEqual({ total: 1 })
  rules = { properties: ['total'] }
  expect(late({ total: 1 }, 'properties')).toEqual({ total: '***' })
})
