import { expect, it } from 'vitest'
import { findFirstAfter } from './first-after.ts'
import { createMemorySource } from './memory-source.ts'

const use = (event: string) => ({ event, where: undefined })
const source = createMemorySource(
  ['a0', 'b3', 'a5', 'a9', 'x11', 'a30'].map((one) => ({ person: 1, name: one[0]!, at: Number(one.slice(1)) })).concat({ person: 2, name: 'a', at: 4 }),
)
const asked = { from: -Infinity, to: 100, count: 1, withinMs: Infinity, people: ['1', '2', '9'] }

it('finds what came so often, after an instant of each', async () => {
  expect(await findFirstAfter(source, { ...asked, uses: [use('a')] })).toEqual(Float64Array.of(0, 4, Infinity))
  expect(await findFirstAfter(source, { ...asked, uses: [use('a')], after: [0, 4, 0] })).toEqual(Float64Array.of(5, Infinity, Infinity))
  expect(await findFirstAfter(source, { ...asked, uses: [use('a')], count: 2, withinMs: 4, people: ['2', '1'] })).toEqual(Float64Array.of(Infinity, 9))
  expect(await findFirstAfter(source, { ...asked, uses: [use('a')], after: [4, 3, 0], count: 2, withinMs: 30 })).toEqual(Float64Array.of(9, Infinity, Infinity))
})

it('takes anything but these, where nothing is said', async () => {
  expect(await findFirstAfter(source, { ...asked, uses: null, but: [use('a')], after: [3, 0, 0] })).toEqual(Float64Array.of(11, Infinity, Infinity))
})
