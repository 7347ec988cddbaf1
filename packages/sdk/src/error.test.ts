import { expect, test, vi } from 'vitest'
import { createReport, type FootholdError } from './error.ts'

test('onError hears of a problem also on a page that has frozen what errors inherit', () => {
  const inherited = Object.getPrototypeOf(new Error('any')) as object
  const name = Object.getOwnPropertyDescriptor(inherited, 'name')!
  Object.defineProperty(inherited, 'name', { ...name, writable: false })
  try {
    const heard: FootholdError[] = []
    createReport(() => (error) => void heard.push(error))('internal', 'x')
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatchObject({ name: 'FootholdError', code: 'internal', message: 'x' })
  } finally {
    Object.defineProperty(inherited, 'name', name)
  }
})

test('a handler that throws disturbs nobody', () => {
  const report = createReport(() => () => {
    throw new Error('host')
  })
  expect(() => report('internal', 'x')).not.toThrow()
})

test('the console says a problem once, and nothing after it where nothing has caused it', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  try {
    const report = createReport(() => undefined)
    const cause = new Error('x')
    report('key_unknown', 'A message.')
    report('key_unknown', 'Again.')
    report('internal', 'Another.', cause)
    expect(warn.mock.calls).toEqual([['[foothold] key_unknown: A message.'], ['[foothold] internal: Another.', cause]])
  } finally {
    warn.mockRestore()
  }
})
