// Owns what follows the adoption of a feature: by lot where a guide leads to it, else by people who are alike. It must not know SQL or HTTP.
import { toMs, type AdoptionImpact, type Difference, type InsightDefinition, type Interval95, type Rate } from '@foothold/protocol'
import { newcombe, standardise } from '@foothold/stats'
import type { LandmarkQuestion, Landmarks } from '../fold/landmark.ts'
import type { EventUse } from '../store/event-query.ts'
import { meaningful, nameOf, refuse, toUses, unknownKey, type AskOptions } from './ask.ts'
import { toDifference } from './difference.ts'
import { toLift } from './lift.ts'
import { toRate } from './rate.ts'

type Definition = InsightDefinition<'adoption'>
type Asked = Pick<LandmarkQuestion, 'uses' | 'count' | 'withinMs' | 'roles' | 'releasedAt' | 'to' | 'only'> & { name: string }
type Milestones = ReadonlyMap<string, number>

/** Days of other use from which on people are alike: 0, 1, 2, 3 to 4, 5 to 8, more. */
const ACTIVE = [1, 2, 3, 5, 9]
/** Only for how many people it would take, which is not told. */
const EFFECT = 0.05

/** Describes the impact. @returns `null` where it is not asked for. @throws {CollectorError} `request_invalid` where a guide or milestone is none */
export async function describeImpact(definition: Definition, asked: Asked, options: AskOptions): Promise<AdoptionImpact | null> {
  const { impact, outcome, within } = definition
  if (impact === undefined) return null
  const milestone = typeof outcome === 'object' && 'milestone' in outcome ? outcome.milestone : undefined
  const { milestones } = options.config.content.model
  if (milestone !== undefined && !milestones.some(({ key }) => key === milestone)) throw unknownKey('/outcome/milestone', 'milestone', milestone, milestones)
  const doing = outcome === undefined || (typeof outcome === 'object' && 'milestone' in outcome) ? undefined : outcome
  const others = othersOf(asked, options)
  const hoped = doing === undefined ? null : toUses(doing, '/outcome', options)
  const told = milestone ?? (doing === undefined ? 'any use of another feature' : nameOf(doing))
  const reached = milestone === undefined ? undefined : await listReached(milestone, options)
  if (impact === 'matched') {
    const found = await options.query.landmarks(options.project, { ...asked, others, outcome: hoped, days: definition.landmark, afterMs: toMs(within)! })
    if (reached) overlay(found, reached, toMs(within)!)
    return matched(found, told, definition, asked)
  }
  return byLot(impact.guide, { told, hoped: hoped ?? others, reached, within, asked }, options)
}

/** What counts beside the feature; `null`: everything. */
function othersOf({ uses }: Asked, { config }: AskOptions): EventUse[] | null {
  const own = new Set(uses.map((use) => JSON.stringify(use)))
  const rest = (meaningful(config) ?? []).filter((use) => !own.has(JSON.stringify(use)))
  return rest.length ? rest : null
}

async function listReached(milestone: string, options: AskOptions): Promise<Milestones> {
  const reached = new Map<string, number>()
  for await (const { id, reachedAt } of options.reached(milestone)) if (reachedAt !== null) reached.set(id, reachedAt)
  return reached
}

function overlay({ people, landmark, before, after }: Landmarks, reached: Milestones, afterMs: number): void {
  people.forEach((id, index) => {
    const at = reached.get(id) ?? Infinity
    before[index] = at <= landmark[index]! ? 1 : 0
    after[index] = at > landmark[index]! && at <= landmark[index]! + afterMs ? 1 : 0
  })
}

interface Kind {
  adopters: { k: number; n: number }
  others: { k: number; n: number }
}

function matched(found: Landmarks, outcome: string, { landmark, within, outcome: asked }: Definition, { name }: Asked): AdoptionImpact {
  const once = typeof asked === 'object' && 'milestone' in asked
  const kinds = new Map<string, Kind>()
  const whole: Kind = { adopters: { k: 0, n: 0 }, others: { k: 0, n: 0 } }
  for (let i = 0; i < found.people.length; i++) {
    // a milestone is reached once: who was there already can come to it no more
    if (once && found.before[i]) continue
    const key = `${found.role[i]} ${ACTIVE.findLastIndex((days) => found.active[i]! >= days)} ${found.before[i]}`
    let kind = kinds.get(key)
    if (!kind) kinds.set(key, (kind = { adopters: { k: 0, n: 0 }, others: { k: 0, n: 0 } }))
    for (const one of [kind, whole]) {
      const side = found.adopted[i] ? one.adopters : one.others
      side.n++
      side.k += found.after[i]!
    }
  }
  const both = [...kinds.values()].filter(({ adopters, others }) => adopters.n && others.n)
  const alike = both.reduce((sum, { adopters }) => ({ k: sum.k + adopters.k, n: sum.n + adopters.n }), { k: 0, n: 0 })
  const first = toRate(alike.k, alike.n)
  const { value, low, high } = standardise(both.map(({ adopters, others }) => ({ ...others, weight: adopters.n })))
  const second = { n: both.reduce((sum, { others }) => sum + others.n, 0), value, low: value === null ? null : low, high: value === null ? null : high }
  const difference = toDifference(first, second)
  return {
    evidence: 'association',
    outcome,
    with: first,
    without: second,
    difference,
    crude: newcombe(whole.adopters, whole.others),
    unmatched: whole.adopters.n - alike.n,
    adoption: null,
    means: [
      `who had adopted ${name} by day ${landmark} is set beside who had not, the mix being that of the adopters: same role, about as many days with other use by then,`,
      `and the same answer to whether they had done it before. ${describe(difference, first, second.value)} came to ${outcome} within ${within} after day ${landmark}.`,
      'This is an association and no effect: adopters chose to be ones, and may differ in what is not known here. A guide with a holdout tells more.',
    ].join(' '),
  }
}

interface Lot {
  told: string
  /** `null`: anything. */
  hoped: EventUse[] | null
  reached: Milestones | undefined
  within: string
  asked: Asked
}

async function byLot(key: string, { told, hoped, reached, within, asked }: Lot, options: AskOptions): Promise<AdoptionImpact> {
  const { guides } = options.config.content
  if (!guides.some((one) => one.key === key)) throw unknownKey('/impact/guide', 'guide', key, guides)
  const all = await options.exposures(key)
  if (!all)
    throw refuse('/impact/guide', `Nobody is held out of the guide "${key}", so there is nobody to compare with: give it a holdout, or ask for "matched".`, {
      found: key,
    })
  const { uses, count, withinMs, to, name } = asked
  const chosen = asked.only && new Set(asked.only)
  const run = { ...all, exposures: all.exposures.filter(({ person }) => !chosen || chosen.has(person)) }
  const people = run.exposures.map(({ person }) => person)
  const after = run.exposures.map(({ at }) => at)
  const adoptedAt = await options.query.firstAfter(options.project, { uses, count, withinMs, from: -Infinity, to, people })
  const hopedAt = reached
    ? people.map((person) => reached.get(person) ?? Infinity)
    : await options.query.firstAfter(options.project, { uses: hoped, but: uses, count: 1, withinMs: Infinity, from: -Infinity, to, people, after })
  const measure = (at: ArrayLike<number>) =>
    toLift({
      ...run,
      guide: { ...run.guide, goal: { event: name, within } },
      exposures: run.exposures.map((row, index) => ({ ...row, goalAt: at[index]! < Infinity ? at[index]! : null })),
      now: to,
      effect: EFFECT,
    })
  const [outcome, adoption] = [measure(hopedAt), measure(adoptedAt)]
  const [first, second] = [rateOf(outcome.shown), rateOf(outcome.heldOut)]
  const difference = bounded(outcome.difference)
  const added = bounded(adoption.difference)
  return {
    evidence: 'lot',
    outcome: told,
    with: first,
    without: second,
    difference,
    crude: null,
    unmatched: null,
    adoption: { with: rateOf(adoption.shown), without: rateOf(adoption.heldOut), difference: added },
    means: [
      `people for whom the guide ${key} was, by lot seen or held out, each counted once ${within} are over since. ${describe(difference, first, second.value)} came to ${told} in that time,`,
      `${describe(added, rateOf(adoption.shown), adoption.heldOut.value)} adopted ${name} (who had before is in neither). The difference is due to the guide, whether by the feature or otherwise.`,
      outcome.sampleRatio.alarm ? 'The sides have not the people that their shares promise them: do not trust the difference.' : '',
    ]
      .filter(Boolean)
      .join(' '),
  }
}

const rateOf = ({ k, n, value, low, high }: Rate): Rate => ({ k, n, value, low, high })
const bounded = ({ value, low, high }: Interval95): Difference => ({ value, low: low ?? -1, high: high ?? 1 })

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)
const points = (share: number): string => (share * 100).toFixed(1)
const describe = ({ value, low, high }: Difference, one: Rate, other: number | null): string =>
  `${percent(one.value)} against ${percent(other)}${value === null ? '' : ` (${points(value)} points, ${points(low)} to ${points(high)})`}`
