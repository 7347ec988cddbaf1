import { expect, it } from 'vitest'
import { createSession, type SessionPort } from './session.ts'

function port(hash: string, denied = false): SessionPort & { kept: Map<string, string>; addresses: string[] } {
  const kept = new Map<string, string>()
  const addresses: string[] = []
  const deny = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  return {
    kept,
    addresses,
    location: { hash, pathname: '/console/guides', search: '?kind=tour' },
    history: {
      state: null,
      replaceState: (_, __, url) => {
        addresses.push(String(url))
      },
    },
    sessionStorage: denied
      ? { getItem: deny, setItem: deny, removeItem: deny }
      : {
          getItem: (name) => kept.get(name) ?? null,
          setItem: (name, value) => {
            kept.set(name, value)
          },
          removeItem: (name) => {
            kept.delete(name)
          },
        },
  }
}

it('takes the key out of the address at once and keeps the rest of it', () => {
  const window = port('#key=fh_adm_abc')
  const session = createSession(window)
  expect(session.takeFromAddress()).toBe(true)
  expect(session.key()).toBe('fh_adm_abc')
  expect(window.addresses).toEqual(['/console/guides?kind=tour'])
  expect([...window.kept.values()]).toEqual(['fh_adm_abc'])
})
it('leaves an address without a key alone, and drops an empty one', () => {
  const without = port('#main')
  expect(createSession(without).takeFromAddress()).toBe(false)
  expect(without.addresses).toEqual([])
  const empty = createSession(port('#key='))
  expect(empty.takeFromAddress()).toBe(false)
  expect(empty.key()).toBeUndefined()
})
it('finds the key again after a load and forgets it on request', () => {
  const window = port('')
  createSession(window).keep('fh_adm_x')
  const again = createSession(window)
  expect(again.key()).toBe('fh_adm_x')
  again.forget()
  expect(window.kept.size).toBe(0)
})
it('works in memory where storage is denied', () => {
  const session = createSession(port('#key=k', true))
  expect(session.takeFromAddress()).toBe(true)
  expect(session.key()).toBe('k')
})
