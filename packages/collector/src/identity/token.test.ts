import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkToken } from './token.ts'

const NOW = 1_800_000_000
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
/** As a host's server makes it, with nothing of ours. */
function sign(claims: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
const good = { sub: 'ada', iat: NOW, exp: NOW + 3600 }
const check = (token: string, secrets = ['s1', 's2'], now = NOW) => checkToken(token, secrets, now * 1000)

describe('a token', () => {
  it('is taken where an active secret has signed it', () => {
    expect(check(sign(good, 's1'))).toEqual({ sub: 'ada', acc: undefined, exp: NOW + 3600, secret: 0 })
    expect(check(sign({ ...good, acc: 'acme' }, 's2'))).toMatchObject({ acc: 'acme', secret: 1 })
    expect(check(sign(good, 's3'))).toMatchObject({ fault: 'signature' })
    expect(check(sign(good, 's1'), [])).toMatchObject({ fault: 'signature' })
  })

  it.each([
    ['none', { alg: 'none' }],
    ['None', { alg: 'None' }],
    ['RS256', { alg: 'RS256' }],
    ['HS512', { alg: 'HS512' }],
    ['nothing', {}],
    ['a list', { alg: ['HS256'] }],
    ['an extension that must be understood', { alg: 'HS256', crit: ['exp'] }],
  ])('is refused where its algorithm is %s', (_, header) => {
    expect(check(sign(good, 's1', header))).toMatchObject({ fault: 'algorithm' })
  })

  it('is refused without a signature, with another one, and with another body', () => {
    const token = sign(good, 's1')
    const [head, , signature] = token.split('.')
    expect(check(`${token.split('.').slice(0, 2).join('.')}.`)).toMatchObject({ fault: 'malformed' })
    expect(check(`${head}.${encode({ ...good, sub: 'bob' })}.${signature}`)).toMatchObject({ fault: 'signature' })
    expect(check(`${token}.x`)).toMatchObject({ fault: 'malformed' })
    for (const text of ['', 'a', '..', 'e30.e30.', 'x'.repeat(5000)]) expect(check(text)).toMatchObject({ fault: 'malformed' })
  })

  it('lives 24 hours at most, with a minute for clocks that differ', () => {
    expect(check(sign({ ...good, exp: NOW + 86_400 }, 's1'))).toMatchObject({ sub: 'ada' })
    expect(check(sign({ ...good, exp: NOW + 86_401 }, 's1'))).toMatchObject({ fault: 'claims' })
    expect(check(sign(good, 's1'), ['s1'], NOW + 3659)).toMatchObject({ sub: 'ada' })
    expect(check(sign(good, 's1'), ['s1'], NOW + 3660)).toMatchObject({ fault: 'expired' })
    expect(check(sign({ ...good, iat: NOW + 60 }, 's1'))).toMatchObject({ sub: 'ada' })
    expect(check(sign({ ...good, iat: NOW + 61 }, 's1'))).toMatchObject({ fault: 'claims' })
    for (const claims of [{ sub: 'ada' }, { ...good, sub: '' }, { ...good, sub: 5 }, { ...good, acc: 5 }, { ...good, exp: 'x' }, { ...good, iat: 1.5 }])
      expect(check(sign(claims, 's1'))).toMatchObject({ fault: 'claims' })
    for (const sub of ['__proto__', 'constructor', '💥']) expect(check(sign({ ...good, sub }, 's1'))).toMatchObject({ sub })
  })
})
