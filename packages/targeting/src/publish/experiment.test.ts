import type { Experiment, Holdout, Rollout } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'
import { toValues, type Units } from '../context.ts'
import { compileGuide, evaluateGuide } from '../guide.ts'
import { inNamespace, toShare } from '../hash.ts'
import { compileModel, type CompiledModel } from '../model.ts'
import { compileBundle, type EvaluatedModel } from './bundle.ts'
import { HELD_OUT, NOT_IN } from './experiment.ts'

const N = 10_000
const people: Units[] = Array.from({ length: N }, (_, i) => ({ user: `user-${i}`, account: `account-${i % 500}` }))
const two = (more: Partial<Experiment> = {}): Experiment => ({
  unit: 'user',
  variants: [
    { key: 'short', weight: 1 },
    { key: 'long', weight: 1 },
  ],
  ...more,
})
const arms = (experiment: Experiment, key = 'tour'): (string | undefined)[] => people.map((units) => assignArm(key, experiment, units))

const blank = { now: 0, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null }
const publish = (key: string, more: { experiment?: Experiment }, model: Partial<EvaluatedModel> = {}) =>
  compileBundle('v', {
    guides: [{ kind: 'celebration', key, goal: null, priority: 50, title: 't', confetti: true, ...more }],
    model: { segments: [], milestones: [], features: [], ...model },
  })
const models = new Map<string, CompiledModel>()
/** Draws the arm of one person; the model is compiled once. */
function assignArm(key: string, experiment: Experiment, units: Units, stuck?: string): string | undefined {
  const name = key + JSON.stringify(experiment)
  if (!models.has(name)) models.set(name, compileModel(publish(key, { experiment })))
  return models
    .get(name)!
    .over({ ...blank, units, stuckArm: () => stuck })
    .arm(key)
}
/** Whether the holdout of all guides refuses; `undefined`: not known. */
function isHeldOut(holdout: Holdout | undefined, units: Units): boolean | undefined {
  const bundle = publish('g', {}, { holdout })
  const refusal = evaluateGuide(compileGuide(bundle.guides[0]!), compileModel(bundle).over({ ...blank, units }))
  return refusal?.reason === 'unknown' ? undefined : refusal?.reason === 'holdout'
}
function isRolledOut(rollout: Rollout, units: Units, segment: boolean | undefined, now: number): boolean | undefined {
  const segments = [{ key: 'beta', when: { trait: 'beta', is: true } }]
  const model = compileModel(publish('g', {}, { rollouts: [rollout], segments }))
  return model.over({ ...blank, now, units, traits: toValues(segment === undefined ? {} : { beta: segment }) }).flag(rollout.key)
}
const shareOf = (list: readonly unknown[], wanted: unknown): number => list.filter((one) => one === wanted).length / list.length
/** Four standard deviations of a share of N. */
const near = (share: number, expected: number): void => expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / N))

describe('the arm of an experiment', () => {
  test('is drawn in proportion to the weights', () => {
    const weighted = arms(
      two({
        variants: [
          { key: 'a', weight: 3 },
          { key: 'b', weight: 1 },
          { key: 'c', weight: 0 },
        ],
      }),
    )
    near(shareOf(weighted, 'a'), 0.75)
    near(shareOf(weighted, 'b'), 0.25)
    expect(shareOf(weighted, 'c')).toBe(0)
  })

  test('is always the same for the same person, and drawn anew by another seed', () => {
    const first = arms(two())
    expect(arms(two())).toEqual(first)
    expect(arms(two({ seed: 'tour' }), 'renamed')).toEqual(first)
    const other = arms(two({ seed: 'tour-2' }))
    near(other.filter((arm, i) => arm === first[i]).length / N, 0.5)
  })

  test('is "none" for those whom the coverage leaves out; more coverage moves nobody', () => {
    const few = arms(two({ coverage: 0.2 }))
    const many = arms(two({ coverage: 0.6 }))
    near(shareOf(few, NOT_IN), 0.8)
    near(shareOf(many, NOT_IN), 0.4)
    expect(few.filter((arm, i) => arm !== NOT_IN && many[i] !== arm)).toEqual([])
  })

  test('is "holdout" for the share that is held out, which has nothing to do with the variants', () => {
    const all = arms(two({ holdout: 0.1 }))
    near(shareOf(all, HELD_OUT), 0.1)
    const without = arms(two())
    const held = without.filter((_, i) => all[i] === HELD_OUT)
    expect(Math.abs(shareOf(held, 'short') - 0.5)).toBeLessThan(0.05)
    // nobody else is moved by it
    expect(all.filter((arm, i) => arm !== HELD_OUT && arm !== without[i])).toEqual([])
    // a larger holdout keeps those who are in it
    expect(arms(two({ holdout: 0.3 })).filter((arm, i) => all[i] === HELD_OUT && arm !== HELD_OUT)).toEqual([])
  })

  test('holds out without variants too', () => {
    const all = arms({ unit: 'user', holdout: 0.5 })
    near(shareOf(all, HELD_OUT), 0.5)
    near(shareOf(all, NOT_IN), 0.5)
  })

  test('is drawn inside its part of the namespace only', () => {
    const namespace = { key: 'onboarding', from: 0, to: 0.4 }
    const first = arms(two({ namespace }))
    const second = arms(two({ namespace: { ...namespace, from: 0.4, to: 1 } }), 'other')
    expect(people.filter(({ user }, i) => (first[i] !== NOT_IN) !== inNamespace(user!, 'onboarding', [0, 0.4]))).toEqual([])
    expect(people.filter((_, i) => first[i] !== NOT_IN && second[i] !== NOT_IN)).toEqual([])
    near(shareOf(first, NOT_IN), 0.6)
  })

  test('is the same for everybody of an account where the account is the unit', () => {
    const byAccount = new Map<string, string>()
    for (const units of people.slice(0, 2_000)) {
      const arm = assignArm('tour', two({ unit: 'account' }), units)!
      if (byAccount.has(units.account!)) expect(byAccount.get(units.account!)).toBe(arm)
      byAccount.set(units.account!, arm)
    }
    expect(new Set(byAccount.values())).toEqual(new Set(['short', 'long']))
  })

  test('is not known where the unit is not', () => {
    expect(assignArm('tour', two({ holdout: 1 }), {})).toBeUndefined()
    expect(assignArm('tour', two({ unit: 'account' }), { user: 'ada' })).toBeUndefined()
    // an empty id is one like any other
    expect(assignArm('tour', two(), { user: '' })).toBeDefined()
  })

  test('stays what it was, whatever weights, coverage and namespace become, as long as there is such an arm', () => {
    const moved = two({
      coverage: 0,
      namespace: { key: 'n', from: 0, to: 0 },
      variants: [
        { key: 'short', weight: 0 },
        { key: 'long', weight: 1 },
      ],
    })
    for (const units of people.slice(0, 50)) {
      expect(assignArm('tour', moved, units, 'short')).toBe('short')
      expect(assignArm('tour', moved, units, 'gone')).toBe(NOT_IN)
      expect(assignArm('tour', two({ holdout: 0.01 }), units, HELD_OUT)).toBe(HELD_OUT)
      // without a holdout nobody is held out any more
      expect(assignArm('tour', two(), units, HELD_OUT)).toBe(assignArm('tour', two(), units))
    }
    // it is also told where the unit is not known (yet)
    expect(assignArm('tour', two(), {}, 'long')).toBe('long')
  })

  test('weights of nothing count as equal ones', () => {
    const all = arms(
      two({
        variants: [
          { key: 'a', weight: 0 },
          { key: 'b', weight: 0 },
        ],
      }),
    )
    near(shareOf(all, 'a'), 0.5)
    near(shareOf(all, 'b'), 0.5)
  })
})

describe('the holdout of all guidance', () => {
  const holdout: Holdout = { share: 0.05, unit: 'user', seed: 'holdout' }
  test('holds out its share', () => near(people.filter((units) => isHeldOut(holdout, units)).length / N, 0.05))
  test('is not known where the unit is not, and holds nobody where there is none', () => {
    expect(isHeldOut(holdout, {})).toBeUndefined()
    expect(isHeldOut({ ...holdout, unit: 'account' }, { user: 'ada' })).toBeUndefined()
    expect(isHeldOut(undefined, {})).toBe(false)
    expect(isHeldOut({ ...holdout, share: 0 }, {})).toBe(false)
  })
  test('has nothing to do with the holdout of one guide', () => {
    const own = arms(two({ holdout: 0.5 }))
    const held = own.filter((_, i) => isHeldOut({ ...holdout, share: 0.5 }, people[i]!))
    expect(Math.abs(shareOf(held, HELD_OUT) - 0.5)).toBeLessThan(0.03)
  })
})

describe('a rollout', () => {
  const DAY_MS = 86_400_000
  const FROM = Date.parse('2026-11-01')
  const inside = (rollout: Rollout, units: Units, now = FROM, segment?: boolean) => isRolledOut(rollout, units, segment, now)
  const steps: Rollout = {
    key: 'reports',
    unit: 'user',
    from: '2026-11-01',
    phases: [{ percent: 5, hold: '3d' }, { percent: 50, hold: '4d' }, { percent: 100 }],
  }
  const at = (days: number) => people.map((units) => inside(steps, units, FROM + days * DAY_MS))

  test('releases to more people from phase to phase, and takes it from nobody', () => {
    expect(shareOf(at(-0.001), true)).toBe(0)
    near(shareOf(at(0), true), 0.05)
    near(shareOf(at(2.999), true), 0.05)
    near(shareOf(at(3), true), 0.5)
    expect(shareOf(at(7), true)).toBe(1)
    const [early, later] = [at(0), at(3)]
    expect(early.filter((one, i) => one && later[i] !== true)).toEqual([])
  })

  test('draws by its share', () => {
    for (const units of people.slice(0, 200)) expect(inside(steps, units)).toBe(toShare('reports', units.user!) < 0.05)
    for (const units of people.slice(0, 200)) expect(inside({ ...steps, unit: 'account', seed: 's' }, units)).toBe(toShare('s', units.account!) < 0.05)
  })

  test('stays in a phase without an end', () => {
    const stays: Rollout = { key: 'r', unit: 'user', phases: [{ percent: 0 }, { percent: 100 }] }
    expect(inside(stays, { user: 'ada' }, Date.parse('2099-01-01'))).toBe(false)
  })

  test('of 0 or 100 percent needs no id', () => {
    expect(inside({ key: 'r', unit: 'user', phases: [{ percent: 100 }] }, {})).toBe(true)
    expect(inside({ key: 'r', unit: 'user', phases: [{ percent: 0 }] }, {})).toBe(false)
    expect(inside({ key: 'r', unit: 'user', phases: [{ percent: 50 }] }, {})).toBeUndefined()
  })

  test('may be for a segment first, and follows Kleene there', () => {
    const beta: Rollout = { key: 'r', unit: 'user', phases: [{ percent: 100, segment: 'beta' }] }
    expect([true, false, undefined].map((one) => inside(beta, {}, FROM, one))).toEqual([true, false, undefined])
    const drawn: Rollout = { ...beta, phases: [{ percent: 50, segment: 'beta' }] }
    expect(inside(drawn, {}, FROM, false)).toBe(false)
    expect(inside(drawn, {}, FROM, true)).toBeUndefined()
    // who is not drawn is not in, whatever the segment
    const not = people.find(({ user }) => toShare('r', user!) >= 0.5)!
    expect(inside(drawn, not, FROM, undefined)).toBe(false)
    // a later phase for everybody decides where the segment cannot be told
    const both: Rollout = { ...beta, from: '2026-11-01', phases: [{ percent: 100, segment: 'beta', hold: '1d' }, { percent: 100 }] }
    expect(inside(both, {}, FROM + 2 * DAY_MS, undefined)).toBe(true)
  })
})
