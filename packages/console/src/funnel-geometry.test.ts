import type { Rate } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toFunnelRows } from './funnel-geometry.ts'

const toRate = (k: number, n: number): Rate => ({ k, n, value: null, low: null, high: null })
const funnel = (...people: number[]): ReturnType<typeof toFunnelRows> =>
  toFunnelRows(
    people.map((count, index) => ({
      key: `s${index}`,
      title: `S${index}`,
      people: count,
      ofPrevious: toRate(Math.min(count, people[index - 1] ?? count), people[index - 1] ?? count),
    })),
  )

it('measures each step against the widest and marks the biggest drop', () => {
  const rows = funnel(200, 180, 90, 80)
  expect(rows.map((row) => row.share)).toEqual([1, 0.9, 0.45, 0.4])
  expect(rows.map((row) => row.lost)).toEqual([0, 20, 90, 10])
  expect(rows.map((row) => row.biggestDrop)).toEqual([false, false, true, false])
  expect(rows[2]!.lostShare).toBe(0.5)
})
it('takes the larger share where two steps lose the same number', () => {
  expect(funnel(100, 80, 60).map((row) => row.biggestDrop)).toEqual([false, false, true])
})
it('counts the lost by people, not by the difference of counts: others came another way', () => {
  const [, second] = toFunnelRows([
    { key: 'a', title: 'A', people: 50, ofPrevious: toRate(50, 50) },
    { key: 'b', title: 'B', people: 50, ofPrevious: toRate(30, 50) },
  ])
  expect(second).toMatchObject({ lost: 20, lostShare: 0.4, shareWithLost: 1, biggestDrop: true })
  expect(second!.share).toBeCloseTo(50 / 70)
})
it('measures against a base that is larger than every step', () => {
  expect(toFunnelRows([{ key: 'a', title: 'A', people: 50, ofPrevious: toRate(50, 200) }], 200)[0]!.share).toBe(0.25)
})
it('marks nothing where nobody is lost', () => {
  expect(funnel(10, 10, 12).some((row) => row.biggestDrop || row.lost > 0)).toBe(false)
  expect(funnel(0, 0).map((row) => row.share)).toEqual([0, 0])
  expect(funnel()).toEqual([])
})
it('keeps every length between 0 and 1 and marks at most one step, whatever the numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (people) => {
      const rows = funnel(...people)
      for (const row of rows) for (const length of [row.share, row.shareWithLost]) expect(length >= 0 && length <= 1).toBe(true)
      expect(rows.filter((row) => row.biggestDrop).length).toBe(rows.some((row) => row.lost > 0) ? 1 : 0)
    }),
  )
})
