import type { Guide, GuideLift } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import type { ExposureRow } from '../store/event-query.ts'
import { publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench, NOON } from '../testing/temporary.ts'
import { toLift, type LiftInput } from './lift.ts'

const DAY = 86_400_000
const NOW = 100 * DAY
const GUIDE = { key: 'g', kind: 'tour', goal: { event: 'done', within: '7d' } } as unknown as Guide

/** `done` of `n` people in an arm, exposed 30 days ago; the others never. */
function people(arm: string, done: number, n: number, more: (i: number) => Partial<ExposureRow> = () => ({})): ExposureRow[] {
  return Array.from({ length: n }, (_, i) => ({
    person: `${arm}-${i}`,
    arm,
    account: null,
    at: NOW - 30 * DAY,
    goalAt: i < done ? NOW - 29 * DAY : null,
    ...more(i),
  }))
}

const lift = (exposures: ExposureRow[], more: Partial<LiftInput> = {}): GuideLift =>
  toLift({ guide: GUIDE, experiment: { holdout: 0.5, unit: 'user' }, exposures, since: null, now: NOW, effect: 0.05, ...more })

describe('toLift', () => {
  it('counts what a hand counts', () => {
    // 56 of 70 against 48 of 80: Newcombe (1998), table II, example (a), 0.0524 to 0.3339
    const answer = lift([...people('none', 56, 70), ...people('holdout', 48, 80)])
    expect(answer.shown).toMatchObject({ k: 56, n: 70, value: 0.8, people: 70, waiting: 0, before: 0, accounts: null })
    expect(answer.heldOut).toMatchObject({ k: 48, n: 80, value: 0.6 })
    expect(answer.difference.value).toBeCloseTo(0.2, 12)
    expect(answer.difference.low).toBeCloseTo(0.0524, 4)
    expect(answer.difference.high).toBeCloseTo(0.3339, 4)
    expect(answer.extra.value).toBeCloseTo(14, 9)
    expect(answer.extra.low).toBeCloseTo(0.0524 * 70, 2)
    expect(answer.relative.value).toBeCloseTo(1 / 3, 12)
    // χ² of the table is 7.033 on 1 degree of freedom
    expect(answer.p).toBeCloseTo(0.008, 3)
    expect(answer.chanceToWin).toBeGreaterThan(0.99)
    expect(answer.sampleRatio).toMatchObject({ alarm: false })
    // one look would say yes, looking every day needs more
    expect(answer.always.low!).toBeLessThan(0)
    expect(answer.verdict).toBe('too-early')
  })

  it('is nowhere sure where nobody did, or everybody', () => {
    const own = (arm: string) => (i: number) => ({ account: `${arm}-${Math.floor(i / 2)}` })
    for (const unit of ['user', 'account'] as const) {
      const arm = (name: string, done: number) => people(name, done, 60, own(name))
      for (const [done, heldOut] of [
        [0, 30],
        [60, 30],
        [30, 60],
        [60, 60],
      ] as const) {
        const answer = lift([...arm('none', done), ...arm('holdout', heldOut)], { experiment: { holdout: 0.5, unit } })
        for (const { value, low, high } of [answer.difference, answer.relative])
          expect([unit, done, low! < value! && value! < high!]).toEqual([unit, done, true])
        for (const { value, low, high } of [answer.shown, answer.heldOut]) expect([unit, low! < value! || high! > value!]).toEqual([unit, true])
      }
    }
  })

  it('counts nobody whose time is not over, also where the goal was reached at once', () => {
    const young = (i: number): Partial<ExposureRow> => ({ at: NOW - 7 * DAY + 1, person: `young-${i}`, goalAt: i < 5 ? NOW - DAY : null })
    const answer = lift([...people('none', 4, 10), ...people('none', 0, 20, young), ...people('holdout', 1, 10)])
    expect(answer.shown).toMatchObject({ k: 4, n: 10, people: 30, waiting: 20 })
    // to the millisecond: seven days ago is over
    expect(lift(people('none', 0, 3, () => ({ at: NOW - 7 * DAY }))).shown).toMatchObject({ n: 3, waiting: 0 })
  })

  it('counts a goal on the last millisecond, and none later', () => {
    const at = NOW - 30 * DAY
    const rows = [0, 7 * DAY, 7 * DAY + 1].map((after, i): ExposureRow => ({ person: `p${i}`, arm: 'none', account: null, at, goalAt: at + after }))
    // the first had it before: a milestone that was there already
    expect(lift(rows).shown).toMatchObject({ k: 1, n: 2, before: 1, people: 3 })
  })

  it('would be deceived if it counted the quick ones: as many reach it on both sides', () => {
    // everybody reaches it after 5 days; of the shown half were exposed 6 days ago
    const rows = [...people('none', 50, 100), ...people('holdout', 50, 100)]
    const quick = people('none', 100, 100, (i) => ({ person: `quick-${i}`, at: NOW - 6 * DAY, goalAt: NOW - DAY }))
    expect(lift([...rows, ...quick], { experiment: { holdout: 1 / 3, unit: 'user' } }).difference.value).toBe(0)
  })

  it('counts all variants as shown', () => {
    expect(lift([...people('short', 1, 4), ...people('long', 2, 4), ...people('none', 0, 1), ...people('holdout', 1, 9)]).shown).toMatchObject({ k: 3, n: 9 })
  })

  it.each([
    [
      ...(['works', 900, 2000, 700, 2000] as const),
      'It works. 45% of those who were to see it reached the goal within 7 days, 35% of those held out: +10 points (95% interval +7 to +13). ' +
        'That is about 200 people more than without it (139 to 260).',
    ],
    [
      ...(['harms', 700, 2000, 900, 2000] as const),
      'It harms. 35% of those who were to see it reached the goal within 7 days, 45% of those held out: −10 points (95% interval −13 to −7). ' +
        'That is about 200 people fewer than without it. Take it off, or change it.',
    ],
    [
      ...(['no-effect', 801, 4000, 800, 4000] as const),
      'No effect seen. 20% of those who were to see it reached the goal within 7 days, 20% of those held out: +0 points (95% interval −1.7 to +1.8). ' +
        'It could still be up to 2.8 points.',
    ],
    [
      ...(['too-early', 8, 20, 4, 20] as const),
      'Too early to say. The 7 days for the goal are over for 20 people who were to see it and 20 people held out. ' +
        'To see a difference of 5 points it takes about 1,184 and 1,184.',
    ],
    [
      ...(['not-comparable', 900, 2300, 700, 2000] as const),
      'Not comparable. 50% should be held out, but they are 2,000 of 4,300: by chance that comes about once in 210,000 times. ' +
        'Something counts one side otherwise; until that is found, no difference means anything.',
    ],
  ] as const)('says "%s" of %i of %i against %i of %i', (verdict, k, n, l, m, words) => {
    expect(lift([...people('none', k, n), ...people('holdout', l, m)])).toMatchObject({ verdict, words })
  })

  it('measures nothing without a goal, without a holdout, or without people', () => {
    expect(lift([], { guide: { ...GUIDE, goal: null } as Guide }).words).toBe('Not measured: this guide has no goal.')
    expect(lift([], { experiment: undefined })).toMatchObject({ verdict: 'not-measured', experiment: null })
    expect(lift([])).toMatchObject({ verdict: 'too-early', difference: { value: null }, extra: { value: null }, chanceToWin: null, p: null })
    expect(JSON.stringify(lift(people('none', 1, 2)))).not.toContain('Infinity')
  })

  it('takes the spread between accounts where these are drawn', () => {
    // 40 accounts of 10 a side; in each all do, or none: a person says no more than the account
    const block =
      (arm: string, done: number) =>
      (i: number): Partial<ExposureRow> => ({ account: `${arm}-${Math.floor(i / 10)}`, goalAt: Math.floor(i / 10) < done ? NOW - 29 * DAY : null })
    const rows = [...people('none', 0, 400, block('none', 24)), ...people('holdout', 0, 400, block('holdout', 16)), ...people('none', 1, 1)]
    const experiment = { holdout: 0.5, unit: 'account' as const }
    const answer = lift(rows, { experiment })
    // who has no account has no lot
    expect([answer.shown.n, answer.shown.accounts, answer.heldOut.accounts]).toEqual([400, 40, 40])
    expect(answer.difference.value).toBeCloseTo(0.2, 12)
    // by hand: 0.6 ± √(0.24 / 39) · t(0.975, 39)
    expect(answer.shown.low).toBeCloseTo(0.6 - 0.07845 * 2.0227, 4)
    // by hand: √(2 · 0.24 / 39) · t(0.975, 78) = 0.1109 · 1.9908
    expect(answer.difference.low).toBeCloseTo(0.2 - 0.2209, 3)
    expect(lift(rows).difference.low!).toBeGreaterThan(0.1)
    expect(answer.sample.shown! / lift(rows).sample.shown!).toBeGreaterThan(9)
    expect(answer.definition).toContain('Accounts were drawn')
  })

  it('covers the true effect in 93–97 % of 200 populations, and hardly ever says that what helps harms', () => {
    let state = 7
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    let covered = 0
    const verdicts = new Map<string, number>()
    for (let run = 0; run < 200; run++) {
      const rows = Array.from({ length: 1500 }, (_, i): ExposureRow => {
        const arm = random() < 0.2 ? 'holdout' : 'none'
        const at = NOW - 60 * DAY * random()
        // a fifth reach it in the week without the guide, three in ten with it; when, is any time of it
        const goalAt = random() < (arm === 'none' ? 0.3 : 0.2) ? at + 1 + (7 * DAY - 1) * random() : at + 8 * DAY
        return { person: `${i}`, arm, account: null, at, goalAt: goalAt <= NOW ? goalAt : null }
      })
      const { difference, verdict } = lift(rows, { experiment: { holdout: 0.2, unit: 'user' } })
      if (difference.low! <= 0.1 && 0.1 <= difference.high!) covered++
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    }
    expect(covered / 200).toBeGreaterThanOrEqual(0.93)
    expect(covered / 200).toBeLessThanOrEqual(0.97)
    expect(verdicts.get('harms')).toBeUndefined()
    expect(verdicts.get('works')).toBeGreaterThan(60)
  })
})

describe('the lift of a guide', () => {
  const day = (offset: number): string => new Date(NOON + offset * DAY).toISOString()
  const exposed = (userId: string, arm: string, at: number): object => ({
    type: 'track',
    event: 'experiment.exposed',
    userId,
    timestamp: day(at),
    properties: { guide: 'welcome', arm },
  })
  const track = (event: string, userId: string, at: number): object => ({ type: 'track', event, userId, timestamp: day(at), properties: {} })

  it('is asked for by the name of the guide', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([{ ...TOUR, goal: { event: 'member.invited', within: '2d' } }])))
    await bench.send('/v1/batch', {
      batch: [
        exposed('a', 'none', -9),
        track('member.invited', 'a', -8),
        exposed('b', 'none', -9),
        track('member.invited', 'b', -6),
        exposed('c', 'holdout', -9),
        exposed('d', 'none', -1),
        exposed('e', 'holdout-all', -9),
      ],
    })
    const answer = await bench.get<GuideLift>('guides/welcome/lift?effect=0.2')
    expect(answer).toMatchObject({
      guide: 'welcome',
      verdict: 'too-early',
      experiment: { holdout: 0.1, unit: 'user', since: null },
      shown: { k: 1, n: 2, people: 3, waiting: 1 },
      heldOut: { k: 0, n: 1, people: 1 },
      difference: { value: 0.5 },
      sample: { effect: 0.2 },
    })
    expect((await bench.admin('guides/none/lift')).status).toBe(404)
    expect((await bench.admin('guides/welcome/lift?effect=2')).status).toBe(400)
  })

  it('follows a milestone, and leaves out who was there before', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([{ ...TOUR, goal: { milestone: 'activated', within: '2d' } }])))
    const activate = (person: string, at: number): object[] => [track('project.created', person, at), track('member.invited', person, at)]
    await bench.send('/v1/batch', {
      batch: [
        ...activate('early', -10),
        ...['early', 'soon', 'late', 'never'].map((person) => exposed(person, 'none', -9)),
        ...activate('soon', -8),
        ...activate('late', -6),
        exposed('held', 'holdout', -9),
        ...activate('held', -8),
      ],
    })
    const { shown, heldOut } = await bench.get<GuideLift>('guides/welcome/lift')
    expect(shown).toMatchObject({ k: 1, n: 3, people: 4, before: 1 })
    expect(heldOut).toMatchObject({ k: 1, n: 1 })
  })

  it('begins anew where another share is drawn', async () => {
    const bench = await createBench()
    const publish = (holdout: number): Promise<unknown> =>
      bench.admin('publish', publishing(toFiles([{ ...TOUR, goal: { event: 'member.invited', within: '1d' }, experiment: { holdout } }])))
    await publish(0.5)
    await bench.send('/v1/batch', { batch: [exposed('a', 'none', 0)] })
    bench.clock.now += 3 * DAY
    await publish(0.2)
    await bench.send('/v1/batch', { batch: [exposed('b', 'none', 3)] })
    bench.clock.now += 3 * DAY
    const answer = await bench.get<GuideLift>('guides/welcome/lift')
    expect(answer.experiment).toMatchObject({ holdout: 0.2, since: day(3) })
    expect(answer.shown.people).toBe(1)
  })
})
