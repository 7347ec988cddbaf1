// Holds hash, ranges, choice, namespaces and conditions against @growthbook/growthbook, whose published scheme the hash follows.
import { evalCondition, GrowthBook, type ConditionInterface } from '@growthbook/growthbook'
import { compileCondition, compileModel, inNamespace, pickRange, toRanges, toShare, toValues } from '@foothold/targeting'
import type { Condition } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'

interface Draw {
  seed: string
  unit: string
  weights: number[]
  coverage: number
  namespace: [string, number, number] | undefined
}
const weights = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 5 })
  .filter((list) => list.some(Boolean))
  .map((list) => {
    const sum = list.reduce((a, b) => a + b)
    return list.map((one) => one / sum)
  })
const draw: fc.Arbitrary<Draw> = fc.record({
  seed: fc.string({ minLength: 1, unit: 'binary' }),
  unit: fc.string({ minLength: 1, unit: 'binary' }),
  weights,
  coverage: fc.oneof(fc.constant(1), fc.double({ min: 0.001, max: 1, noNaN: true })),
  namespace: fc.option(fc.tuple(fc.string(), fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0.5, max: 1, noNaN: true })), { nil: undefined }),
})

test('the same unit falls on the same place, into the same variation, and in or out of the same namespace', () => {
  let inside = 0
  fc.assert(
    fc.property(draw, ({ seed, unit, weights: shares, coverage, namespace }) => {
      const theirs = new GrowthBook({ attributes: { id: unit } })
      const { inExperiment, variationId, bucket } = theirs.run({
        key: 'k',
        seed,
        hashVersion: 2,
        variations: shares.map((_, i) => i),
        weights: shares,
        coverage,
        ...(namespace ? { namespace } : {}),
      } as unknown as Parameters<typeof theirs.run>[0])
      theirs.destroy()
      const member = !namespace || inNamespace(unit, namespace[0], [namespace[1], namespace[2]])
      const ours = member ? pickRange(toShare(seed, unit), toRanges(shares.length, coverage, shares)) : -1
      expect(ours).toBe(inExperiment ? variationId : -1)
      if (inExperiment) {
        inside++
        expect(toShare(seed, unit)).toBe(bucket)
      }
    }),
    { numRuns: 2_000 },
  )
  expect(inside).toBeGreaterThan(500)
}, 30_000)

const NAMES = ['a', 'b', 'c']
const name = fc.constantFrom(...NAMES)
const number = fc.integer({ min: 0, max: 5 })
const text = fc.constantFrom('x', 'xy', '1.2.3', '2.0.0-rc.1', '10.0.0')
const version = fc.constantFrom('1.2.3', '2.0.0-rc.1', '2.0.0', '10.0.0')
type Pair = [ours: Condition, theirs: ConditionInterface]
/** What both languages can say of a value that is there and of the type that is meant. */
const leaf: fc.Arbitrary<Pair> = fc.oneof<fc.Arbitrary<Pair>[]>(
  fc.tuple(fc.constant('n'), number).map(([of, is]): Pair => [{ trait: of, is }, { [of]: { $eq: is } }]),
  fc.tuple(name, text).map(([of, is]): Pair => [{ trait: of, is }, { [of]: is }]),
  fc.tuple(name, fc.array(text, { minLength: 1, maxLength: 3 })).map(([of, list]): Pair => [{ trait: of, in: list }, { [of]: { $in: list } }]),
  fc.tuple(number, number).map(([low, high]): Pair => [{ trait: 'n', gt: low, lte: high }, { n: { $gt: low, $lte: high } }]),
  fc.tuple(number, number).map(([low, high]): Pair => [{ trait: 'n', between: [low, high] }, { n: { $gte: low, $lte: high } }]),
  fc
    .tuple(name, fc.constantFrom('^x', 'y$', '\\d\\.', '(x|1)+'))
    .map(([of, pattern]): Pair => [{ trait: of, matches: pattern }, { [of]: { $regex: pattern } }]),
  fc
    .tuple(fc.constantFrom(['>=', '$vgte'], ['>', '$vgt'], ['<', '$vlt'], ['<=', '$vlte'], ['=', '$veq'], ['!=', '$vne']), version)
    .map(([[sign, word], bound]): Pair => [{ trait: 'v', semver: `${sign}${bound}` }, { v: { [word]: bound } }]),
  fc.tuple(fc.constantFrom('n', 'gone'), fc.boolean()).map(([of, exists]): Pair => [{ trait: of, exists }, { [of]: { $exists: exists } }]),
  fc.constantFrom('x', 'y').map((member): Pair => [{ trait: 'tags', contains: member }, { tags: { $elemMatch: { $eq: member } } }]),
)
const { pair } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .array(tie('pair'), { minLength: 1, maxLength: 3 })
      .map((list): Pair => [{ all: list.map(([ours]) => ours) }, { $and: list.map(([, theirs]) => theirs) }]),
    fc.array(tie('pair'), { minLength: 1, maxLength: 3 }).map((list): Pair => [{ any: list.map(([ours]) => ours) }, { $or: list.map(([, theirs]) => theirs) }]),
    tie('pair').map(([ours, theirs]): Pair => [{ not: ours }, { $not: theirs }]),
  ),
}))
const person = fc.record({ a: text, b: text, c: text, n: number, v: version, tags: fc.subarray(['x', 'y', 'z']) })

test('conditions that both can say, of values that are there, have one answer', () => {
  const { over } = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
  fc.assert(
    fc.property(pair, person, ([ours, theirs], traits) => {
      const context = over({ now: 0, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null, traits: toValues(traits) })
      expect(compileCondition(ours)(context)).toBe(evalCondition(traits, theirs))
    }),
    { numRuns: 2_000 },
  )
}, 30_000)
