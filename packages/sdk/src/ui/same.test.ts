import { expect, test } from 'vitest'
import { isSame } from './same.ts'

const own = new (class Own {
  x = 1
})()

test.each<[unknown, unknown, boolean]>([
  [{ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }, true],
  [{ a: [1, 2] }, { a: [1] }, false],
  [{ a: undefined }, { b: undefined }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [() => 1, () => 2, true],
  [() => 1, undefined, false],
  [new Date(1), new Date(1), true],
  [new Date(1), new Date(2), false],
  [own, own, true],
  [own, Object.assign(Object.create(Object.getPrototypeOf(own)), own), false],
  [null, {}, false],
  [{ ['__proto__']: 1 }, { ['__proto__']: 2 }, false],
])('%j and %j: %j', (a, b, same) => expect([isSame(a, b), isSame(b, a)]).toEqual([same, same]))
