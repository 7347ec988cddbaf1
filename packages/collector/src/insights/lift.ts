// Owns the effect of a guide: who would have seen it, by lot seen or held out, and what came of both. Pure but for `describeLift`.
// It must not know SQL or HTTP.
import { experimentOf, toMs, type Experiment, type Guide, type GuideLift, type Interval95, type LiftArm } from '@foothold/protocol'
import {
  alwaysValidProportions,
  alwaysValidRates,
  chanceToWin,
  clusterDifference,
  clusterRate,
  fisherExact,
  independence,
  newcombe,
  normalCdf,
  proportionSample,
  relativeLift,
  sampleRatio,
  sampleSize,
  toRates,
  type AlwaysValid,
  type Estimate,
  type Pair,
  type Sample,
} from '@foothold/stats'
import { HELD_OUT } from '@foothold/targeting'
import type { ExposureRow } from '../store/event-query.ts'
import type { PeopleStore } from '../store/state-store.ts'
import { listExposures } from './exposures.ts'
import { findGuide, type GuideInsightOptions } from './guides.ts'
import { describeVerdict } from './lift-words.ts'
import { toRate } from './rate.ts'

/** What the effect is computed from. */
export interface LiftInput {
  guide: Guide
  /** As it is run. */
  experiment: Experiment | undefined
  /** With `goalAt` where the goal came after the exposure, at any time; one that came before is a `milestone` that was reached already. */
  exposures: readonly ExposureRow[]
  /** ISO 8601. */
  since: string | null
  /** Epoch ms. */
  now: number
  /** Smallest difference that is worth seeing, above 0 and below 1. */
  effect: number
}

const DEFINITION =
  'People are counted once, at the first time that everything but the lot said that this guide may show to them, seen or held out: `experiment.exposed`. ' +
  'Who reached the goal within its time after that counts for the goal. A person counts from when that time is over, and not before, also where the goal was reached ' +
  'at once: else the rates would be of those who are quick. Who had reached the milestone before, and who is held out of all guides, is not compared.'
const BY_ACCOUNT = ' Accounts were drawn, so the spread is taken between accounts.'

const NOTHING: Interval95 = { value: null, low: null, high: null }

/** Measures the effect of a guide. @returns `undefined` where the project never had such a guide. */
export async function describeLift(key: string, effect: number, options: GuideInsightOptions & { people: PeopleStore }): Promise<GuideLift | undefined> {
  const { project, people, now } = options
  const guide = await findGuide(key, options)
  if (!guide) return undefined
  const experiment = experimentOf(guide)
  if (!experiment?.holdout || !guide.goal) return toLift({ guide, experiment, exposures: [], since: null, now, effect })
  const goal = guide.goal
  const { exposures, since } = await listExposures(guide, experiment, options, 'event' in goal ? goal.event : undefined)
  if ('milestone' in goal) await addMilestone(exposures, goal.milestone, people, project)
  return toLift({ guide, experiment, exposures, since, now, effect })
}

const PAGE = 500

async function addMilestone(exposures: ExposureRow[], milestone: string, people: PeopleStore, project: string): Promise<void> {
  for (let start = 0; start < exposures.length; start += PAGE) {
    const some = exposures.slice(start, start + PAGE)
    const reached = await people.milestones(
      project,
      some.map(({ person }) => person),
    )
    for (const row of some) row.goalAt = reached.get(row.person)?.get(milestone)?.at ?? null
  }
}

/** Computes the effect. Pure. */
export function toLift({ guide, experiment, exposures, since, now, effect }: LiftInput): GuideLift {
  const withinMs = toMs(guide.goal?.within) ?? 0
  const unit = experiment?.unit ?? 'user'
  const holdout = experiment?.holdout ?? 0
  const sides = { shown: createSide(), heldOut: createSide() }
  for (const row of exposures) {
    if (unit === 'account' && row.account === null) continue
    add(row.arm === HELD_OUT ? sides.heldOut : sides.shown, row, withinMs, now)
  }
  const shown = toArm(sides.shown, unit)
  const heldOut = toArm(sides.heldOut, unit)
  const isMeasured = holdout > 0 && guide.goal !== null
  const drawn = (side: Side): number => (unit === 'account' ? side.accounts.size : side.people)
  const sample = neededFor(effect, holdout, sides, unit)
  const facts = {
    guide: guide.key,
    goal: guide.goal,
    experiment: experiment && holdout > 0 ? { holdout, unit, since } : null,
    shown,
    heldOut,
    ...compare(sides, unit),
    sampleRatio: toSampleRatio(isMeasured ? [drawn(sides.shown), drawn(sides.heldOut)] : [0, 0], holdout),
    sample: { effect, ...sample },
    definition: DEFINITION + (unit === 'account' ? BY_ACCOUNT : ''),
  }
  return { ...facts, ...describeVerdict(facts) }
}

interface Side {
  people: number
  waiting: number
  before: number
  k: number
  n: number
  /** Account → how many of those whose time is over. */
  accounts: Map<string, Pair>
}

const createSide = (): Side => ({ people: 0, waiting: 0, before: 0, k: 0, n: 0, accounts: new Map() })

function add(side: Side, { account, at, goalAt }: ExposureRow, withinMs: number, now: number): void {
  side.people++
  const pair = side.accounts.get(account ?? '') ?? { numerator: 0, denominator: 0 }
  side.accounts.set(account ?? '', pair)
  if (goalAt !== null && goalAt <= at) side.before++
  else if (at + withinMs > now) side.waiting++
  else {
    const did = goalAt !== null && goalAt - at <= withinMs ? 1 : 0
    side.n++
    side.k += did
    pair.denominator++
    pair.numerator += did
  }
}

function toArm({ people, waiting, before, k, n, accounts }: Side, unit: Experiment['unit']): LiftArm {
  const rate = toRate(k, n)
  if (unit === 'user' || n === 0) return { ...rate, people, waiting, before, accounts: unit === 'account' ? 0 : null }
  const pairs = pairsOf(accounts)
  const { low, high } = clusterRate(pairs)
  return { ...rate, low, high, people, waiting, before, accounts: pairs.length }
}

const pairsOf = (accounts: Side['accounts']): Pair[] => [...accounts.values()].filter(({ denominator }) => denominator > 0)

type Comparison = Pick<GuideLift, 'difference' | 'always' | 'relative' | 'extra' | 'chanceToWin' | 'p'>

function compare({ shown, heldOut }: { shown: Side; heldOut: Side }, unit: Experiment['unit']): Comparison {
  if (!shown.n || !heldOut.n) return { difference: NOTHING, always: { ...NOTHING, p: 1 }, relative: NOTHING, extra: NOTHING, chanceToWin: null, p: null }
  const answer = unit === 'account' ? byAccount(shown, heldOut) : byPerson(shown, heldOut)
  const { value, low, high } = answer.difference
  const times = (share: number | null): number | null => (share === null ? null : share * shown.n)
  return { ...answer, extra: { value: times(value), low: times(low), high: times(high) } }
}

function byPerson(shown: Side, heldOut: Side): Omit<Comparison, 'extra'> {
  const table = [shown, heldOut].map(({ k, n }) => [k, n - k])
  return {
    difference: finite(newcombe(shown, heldOut)),
    always: lasting(alwaysValidProportions(shown, heldOut)),
    relative: finite(relativeLift(toSpread(shown), toSpread(heldOut))),
    chanceToWin: chanceToWin(shown, heldOut),
    p: table.flat().some((count) => count < 5) ? fisherExact(shown, heldOut) : independence(table).p,
  }
}

/** Where nobody did, or everybody, the spread is that with two more people, one of whom did. */
const toSpread = ({ k, n }: Side): Sample => ({
  ...proportionSample({ k, n }),
  ...(k === 0 || k === n ? { variance: proportionSample({ k: k + 1, n: n + 2 }).variance } : {}),
})

function byAccount(shown: Side, heldOut: Side): Omit<Comparison, 'extra'> {
  const [first, second] = [pairsOf(shown.accounts), pairsOf(heldOut.accounts)]
  const difference = clusterDifference(first, second)
  return {
    difference: finite(difference),
    always: lasting(alwaysValidRates(first, second)),
    relative: finite(relativeLift(toRates(first), toRates(second))),
    // with a prior that says nothing, this is where the difference lies by its normal distribution
    chanceToWin: difference.standardError ? normalCdf(difference.value! / difference.standardError) : null,
    p: difference.p,
  }
}

/** Infinity is no JSON. */
function finite({ value, low, high }: Estimate): Interval95 {
  const told = (bound: number): number | null => (Number.isFinite(bound) ? bound : null)
  return { value, low: told(low), high: told(high) }
}

const lasting = (answer: AlwaysValid): GuideLift['always'] => ({ ...finite(answer), p: answer.p })

function toSampleRatio(counts: readonly [number, number], holdout: number): GuideLift['sampleRatio'] {
  const { p, alarm } = sampleRatio(counts, [1 - holdout, holdout])
  return { p, alarm }
}

/** How many people it takes, at the rate of those held out; more where the people of an account go together. */
function neededFor(
  effect: number,
  holdout: number,
  { shown, heldOut }: { shown: Side; heldOut: Side },
  unit: Experiment['unit'],
): { shown: number | null; heldOut: number | null } {
  if (!(holdout > 0 && holdout < 1)) return { shown: null, heldOut: null }
  // with two more, one of whom did: nobody so far does not mean never
  const second = (heldOut.k + 1) / (heldOut.n + 2)
  const first = Math.min(second + effect, (1 + second) / 2)
  const needed = sampleSize({ first, second, ratio: holdout / (1 - holdout) })
  const factor = unit === 'account' ? designEffect(shown, heldOut) : 1
  return { shown: Math.ceil(needed.first * factor), heldOut: Math.ceil(needed.second * factor) }
}

function designEffect(shown: Side, heldOut: Side): number {
  const { standardError } = clusterDifference(pairsOf(shown.accounts), pairsOf(heldOut.accounts))
  const plain = [shown, heldOut].reduce((sum, { k, n }) => sum + (n === 0 ? 0 : (k * (n - k)) / n ** 3), 0)
  return standardError && plain ? Math.max(1, standardError ** 2 / plain) : 1
}
