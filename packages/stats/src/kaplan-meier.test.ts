import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kaplanMeier, survivalAt, type Observation } from './kaplan-meier.ts'
import { seeded } from './testing/seeded.ts'

const observed = (events: number[], censored: number[]): Observation[] => [
  ...events.map((time) => ({ time, event: true })),
  ...censored.map((time) => ({ time, event: false })),
]

// Weeks in remission on 6-MP: Freireich et al. (1963), Blood 21, 699–716; printed in Klein and Moeschberger, "Survival Analysis", 2nd ed., table 1.1.
const REMISSION = observed([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])

const observations = fc.array(fc.record({ time: fc.integer({ min: 0, max: 40 }), event: fc.boolean() }), { maxLength: 60 })

describe('kaplanMeier', () => {
  it('gives the published curve and standard errors of the remission data', () => {
    // Klein and Moeschberger, tables 4.1A and 4.1B; bounds: R survfit(conf.type = "log-log").
    const published = [
      { time: 6, atRisk: 21, events: 3, survival: 0.857, standardError: 0.0764, low: 0.6197, high: 0.9516 },
      { time: 7, atRisk: 17, events: 1, survival: 0.807, standardError: 0.0869, low: 0.5631, high: 0.9228 },
      { time: 10, atRisk: 15, events: 1, survival: 0.753, standardError: 0.0963, low: 0.5032, high: 0.8894 },
      { time: 13, atRisk: 12, events: 1, survival: 0.69, standardError: 0.1068, low: 0.4316, high: 0.8491 },
      { time: 16, atRisk: 11, events: 1, survival: 0.627, standardError: 0.1141, low: 0.3675, high: 0.8049 },
      { time: 22, atRisk: 7, events: 1, survival: 0.538, standardError: 0.1282, low: 0.2678, high: 0.7468 },
      { time: 23, atRisk: 6, events: 1, survival: 0.448, standardError: 0.1346, low: 0.1881, high: 0.6801 },
    ]
    const { points, median, n, events } = kaplanMeier(REMISSION)
    expect({ n, events, times: points.length }).toEqual({ n: 21, events: 9, times: published.length })
    published.forEach((wanted, i) => {
      const point = points[i]!
      expect(point).toMatchObject({ time: wanted.time, atRisk: wanted.atRisk, events: wanted.events })
      expect(point.survival).toBeCloseTo(wanted.survival, 3)
      expect(point.standardError).toBeCloseTo(wanted.standardError, 4)
      expect(point.low).toBeCloseTo(wanted.low, 4)
      expect(point.high).toBeCloseTo(wanted.high, 4)
    })
    expect(median).toEqual({ value: 23, low: 13, high: Infinity })
  })

  it('gives the medians of R survival::aml', () => {
    // R: survfit(Surv(time, status) ~ x, data = aml) prints 31 (Maintained) and 23 (Nonmaintained).
    expect(kaplanMeier(observed([9, 13, 18, 23, 31, 34, 48], [13, 28, 45, 161])).median.value).toBe(31)
    expect(kaplanMeier(observed([5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45], [16])).median.value).toBe(23)
  })

  it('is the plain share where nobody is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (times) => {
        for (const point of kaplanMeier(observed(times, [])).points) {
          expect(point.survival).toBeCloseTo(times.filter((time) => time > point.time).length / times.length, 12)
        }
      }),
    )
  })

  it('finds the median at an exact half', () => {
    expect(kaplanMeier(observed([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [])).median.value).toBe(5)
  })

  it('has no median where fewer than half got there', () => {
    expect(kaplanMeier(observed([1], [2, 2, 2])).median).toMatchObject({ value: null, high: Infinity })
    expect(kaplanMeier([])).toEqual({ n: 0, events: 0, points: [], median: { value: null, low: Infinity, high: Infinity } })
  })

  it('keeps the bound of the point before where all got there at last', () => {
    const { points } = kaplanMeier(observed([1, 2], []))
    expect(points[1]).toMatchObject({ survival: 0, standardError: 0, low: 0, high: points[0]!.high })
  })

  it('never rises, stays within its bounds and within 0 and 1, whatever the order of the observations', () => {
    fc.assert(
      fc.property(observations, (given) => {
        const curve = kaplanMeier(given)
        expect(kaplanMeier(given.toReversed())).toEqual(curve)
        expect(curve.events).toBe(given.filter(({ event }) => event).length)
        let before = 1
        for (const { survival, low, high } of curve.points) {
          expect(survival).toBeLessThan(before)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(low).toBeLessThanOrEqual(survival)
          expect(high).toBeGreaterThanOrEqual(survival)
          expect(high).toBeLessThanOrEqual(1)
          before = survival
        }
      }),
    )
  })

  it('says the same with tighter bounds where every person is seen ten times', () => {
    const once = kaplanMeier(REMISSION).points
    const often = kaplanMeier(Array.from({ length: 10 }, () => REMISSION).flat()).points
    once.forEach((point, i) => {
      expect(often[i]!.survival).toBeCloseTo(point.survival, 12)
      expect(often[i]!.high - often[i]!.low).toBeLessThan(point.high - point.low)
    })
  })

  it('covers the truth in 93–97 % of 2,000 draws, where people have joined at any time', () => {
    const random = seeded(8)
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const given = Array.from({ length: 80 }, () => {
        const happens = -10 * Math.log(1 - random())
        const watched = 4 + 20 * random()
        return { time: Math.ceil(Math.min(happens, watched)), event: happens <= watched }
      })
      const { low, high } = survivalAt(kaplanMeier(given), 7)!
      const truth = Math.exp(-0.7)
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.97)
  })

  it('refuses times that are none', () => {
    for (const time of [-1, NaN, Infinity]) expect(() => kaplanMeier([{ time, event: true }])).toThrow(RangeError)
    expect(() => kaplanMeier([], 1)).toThrow(RangeError)
  })
})

describe('survivalAt', () => {
  it('holds the last value until the next event', () => {
    const curve = kaplanMeier(REMISSION)
    expect(survivalAt(curve, 5.9)).toBeNull()
    expect(survivalAt(curve, 6)?.time).toBe(6)
    expect(survivalAt(curve, 9)?.time).toBe(7)
    expect(survivalAt(curve, 1000)?.time).toBe(23)
  })
})
