import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDependencyIndex } from './dependency-index.ts'

interface One {
  key: string
  on: string[]
}
const names = fc.constantFrom('event:a', 'event:b', 'trait:a', 'page', '__proto__', 'constructor', '')
const things = fc.array(fc.array(names, { maxLength: 4 }), { maxLength: 12 }).map((lists) => lists.map((on, i): One => ({ key: `${i}`, on })))
const keysOf = (found: Iterable<One>): string[] => [...found].map(({ key }) => key).sort()

test('finds everything that depends on a change and nothing else, each once', () => {
  fc.assert(
    fc.property(things, fc.array(names, { maxLength: 4 }), (all, changed) => {
      const index = createDependencyIndex(all, ({ on }) => on)
      expect(keysOf(index.of(changed))).toEqual(keysOf(all.filter(({ on }) => on.some((one) => (changed as string[]).includes(one)))))
      expect(keysOf(index.of(new Set([...changed, '*'])))).toEqual(keysOf(all))
    }),
  )
})

test('nothing is found for what nothing depends on', () => {
  const index = createDependencyIndex([{ key: 'a', on: ['event:a'] }], ({ on }) => on)
  for (const changed of [[], ['event:b'], ['toString'], ['hasOwnProperty', '__proto__']]) expect([...index.of(changed)]).toEqual([])
})

test('asks for the dependencies of each once, however often it is asked itself', () => {
  let asked = 0
  const index = createDependencyIndex([1, 2, 3], () => (asked++, ['x']))
  for (let i = 0; i < 10; i++) index.of(['x', 'y'])
  expect(asked).toBe(3)
})
