// Owns what the leaves of a condition say, as clauses. It must not know lists of conditions, or where a leaf stands.
import {
  toMs,
  type Comparison,
  type Condition,
  type EventCondition,
  type FeatureLevel,
  type Guide,
  type GuideState,
  type Model,
  type Scalar,
} from '@foothold/protocol'
import type { Clause } from './clause.ts'
import { exclude, WORDS, type Saying } from './value.ts'
import { lowerFeature } from '../publish/click.ts'
import { HELD_OUT, NOT_IN } from '../publish/experiment.ts'
import { meantLevels } from '../publish/level.ts'
import { tallyKey } from '../publish/tally-key.ts'

/** What conditions refer to, as far as it is known. */
export interface Definitions {
  segments?: Model['segments']
  milestones?: Model['milestones']
  features?: Model['features']
  guides?: readonly Pick<Guide, 'key' | 'experiment'>[]
}

/** A condition without conditions inside. */
export type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>
const RECORDS = ['trait', 'account', 'property'] as const
const LEVELS = Object.keys({ none: 0, tried: 0, repeated: 0, adopted: 0, habitual: 0 } satisfies Record<FeatureLevel, number>)
const STATES = Object.keys({ unseen: 0, seen: 0, completed: 0, answered: 0, dismissed: 0, snoozed: 0, ended: 0 } satisfies Record<GuideState, number>)
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
const DATE: Saying = { word: 'matches', written: String.raw`^\d{4}-\d{2}-\d{2}$`, negated: false }

/** A clause without its place. */
function make(subject: string, words: string, says: Clause['says'], more: Partial<Clause> = {}): Clause {
  return { pointer: '', part: '', negated: false, missing: undefined, subject, words, says, ...more }
}
const EXTRA = { derived: true, extra: true } as const

function states(subject: string, words: string, values: readonly Scalar[], domain: readonly Scalar[] | undefined): Clause {
  return make(subject, words, { kind: 'value', word: 'in', written: values, domain })
}

/**
 * Cuts a leaf into clauses, as they are written. What only follows from it is turned already, and marked so.
 *
 * @param negated - whether the leaf stands below a "not".
 */
export function clausesOf(leaf: Leaf, negated: boolean, known: Definitions): Clause[] {
  if ('segment' in leaf) {
    const is = leaf.is ?? true
    return [
      {
        ...states(`segment:${leaf.segment}`, `segment "${leaf.segment}" is ${is}`, [is], [true, false]),
        names: { kind: 'segment', key: leaf.segment, holds: is },
      },
    ]
  }
  if ('flag' in leaf) return [states(`flag:${leaf.flag}`, `flag "${leaf.flag}" is ${leaf.is ?? true}`, [leaf.is ?? true], [true, false])]
  if ('milestone' in leaf) return milestoneClauses(leaf, negated)
  if ('feature' in leaf) return featureClauses(leaf, negated, known)
  if ('event' in leaf) return eventClauses(leaf, negated)
  if ('page' in leaf) {
    const { page, query, hash } = leaf
    const words = `page ${page}${
      query
        ? `?${Object.entries(query)
            .map(([name, value]) => `${name}=${value}`)
            .join('&')}`
        : ''
    }${hash === undefined ? '' : `#${hash}`}`
    return [make('page', words, { kind: 'page', page, query, hash })]
  }
  if ('guide' in leaf) {
    const words = `guide "${leaf.guide}" is ${leaf.state.join(' or ')}${leaf.within ? ` within ${leaf.within}` : ''}`
    const own = states(`guide:${leaf.guide}`, words, leaf.state, STATES)
    // that it is not so of late says nothing of the state
    return leaf.within ? (negated ? [] : [{ ...own, derived: true }]) : [own]
  }
  if ('device' in leaf)
    return [states(leaf.device, `${leaf.device} is ${leaf.is}`, [leaf.is], leaf.device === 'viewport' ? ['narrow', 'wide'] : ['touch', 'mouse'])]
  if ('element' in leaf)
    return [
      states(`element:${leaf.element}`, `element ${leaf.element} is ${leaf.is}`, leaf.is === 'present' ? ['present', 'visible'] : [leaf.is], [
        'present',
        'visible',
        'absent',
      ]),
    ]
  if ('time' in leaf) {
    const { time, timezone = 'user' } = leaf
    const limits = { hour: 'hours are whole numbers from 0 to 23', weekday: `days are ${DAYS.join(', ')}`, date: 'dates are texts such as "2026-12-24"' }[time]
    const values = { hour: { domain: HOURS }, weekday: { domain: DAYS }, date: { base: DATE } }[time]
    return comparisonClauses(time === 'date' ? { ...leaf, ...wholeDays(leaf) } : leaf, { subject: `time:${time}:${timezone}`, name: time, limits, values })
  }
  if ('experiment' in leaf) {
    const variants = known.guides?.find(({ key }) => key === leaf.experiment)?.experiment?.variants
    const { is, in: list } = leaf
    // an arm that there is not is a dangling reference, which is told as one
    const domain = variants && [...new Set([...variants.map(({ key }) => key), HELD_OUT, NOT_IN, ...(is === undefined ? [] : [is]), ...(list ?? [])])]
    return comparisonClauses({ is, in: list }, { subject: `experiment:${leaf.experiment}`, name: `experiment "${leaf.experiment}"`, values: { domain } })
  }
  const subject = RECORDS.find((word) => word in leaf)!
  const name = (leaf as unknown as Record<string, string>)[subject]!
  return comparisonClauses(leaf, { subject: `${subject}:${name}`, name: subject === 'account' ? `account ${name}` : name })
}

/** Dates of a calendar are compared as they are written: of an instant only the day counts. */
function wholeDays({ before, after }: Comparison): Pick<Comparison, 'before' | 'after'> {
  const next = before && before.length > 10 ? new Date(Date.parse(before.slice(0, 10)) + 86_400_000).toISOString().slice(0, 10) : before
  return { ...(next ? { before: next } : {}), ...(after ? { after: after.slice(0, 10) } : {}) }
}

interface About {
  subject: string
  name: string
  limits?: string
  values?: { domain?: readonly Scalar[] | undefined; base?: Saying }
}

function comparisonClauses(comparison: Comparison, { subject, name, limits, values = {} }: About): Clause[] {
  const { exists, ifMissing } = comparison
  const missing = exists === undefined ? ifMissing : !exists
  return saidBy(comparison).map(([word, written]) =>
    make(
      subject,
      `${name} ${word} ${JSON.stringify(written)}`,
      { kind: 'value', word, written, ...values },
      { part: `/${word}`, missing, limits: limits ?? LIMITS_OF[word] },
    ),
  )
}
const LIMITS_OF: Readonly<Record<string, string>> = {
  between: 'it ends before it begins',
  matches: 'no text fits this pattern',
  semver: 'no version fulfils these bounds',
}
const saidBy = (comparison: Comparison): [string, unknown][] => Object.entries(comparison).filter(([word, written]) => written !== undefined && WORDS.has(word))

function milestoneClauses({ milestone, is, scope }: Extract<Leaf, { milestone: string }>, negated: boolean): Clause[] {
  const account = scope === 'account'
  const words = `milestone "${milestone}" is ${is}${account ? ' by anybody in the account' : ''}`
  const own = states(`milestone:${milestone}${account ? ':account' : ''}`, words, [is], ['reached', 'open'])
  if (account) return [own]
  const reached = (is === 'reached') !== negated
  const names = { kind: 'milestone', key: milestone, holds: is === 'reached' } as const
  // who has reached it is somebody of the account
  return reached ? [own, { ...states(`milestone:${milestone}:account`, words, ['reached'], ['reached', 'open']), ...EXTRA }] : [{ ...own, names }]
}

function featureClauses({ feature, level: named, scope }: Extract<Leaf, { feature: string }>, negated: boolean, known: Definitions): Clause[] {
  const level = meantLevels(named)
  const words = `feature "${feature}" is ${named.join(' or ')}${scope === 'account' ? ' by anybody in the account' : ''}`
  const own = states(`feature:${feature}${scope === 'account' ? ':account' : ''}`, words, level, LEVELS)
  const declared = known.features?.find(({ key }) => key === feature)
  const used = declared ? lowerFeature(declared).usedWhen : []
  const adoptedWhen = declared?.adoptedWhen
  const unused = LEVELS.every((one) => (level.includes(one as FeatureLevel) !== negated) === (one === 'none'))
  const never = level.includes('none') !== negated
  const adopted = LEVELS.every((one) => (level.includes(one as FeatureLevel) !== negated) === (one === 'adopted' || one === 'habitual'))
  const count =
    (low: number, high: number, windowMs = Infinity) =>
    (one: EventCondition) =>
      make(`event:${tallyKey({ ...one, scope })}`, negated ? `not (${words})` : words, { kind: 'count', low, high, windowMs }, EXTRA)
  if (unused) return [own, ...used.map(count(0, 0))]
  // with several kinds of use nobody knows which it was
  if (never || used.length !== 1) return [own]
  return [own, ...used.map(adopted && adoptedWhen ? count(adoptedWhen.count, Infinity, toMs(adoptedWhen.within)) : count(1, Infinity))]
}

/** Counts on one tally; "absent" is none in its window. (In the one millisecond in which an event leaves a window both are true.) */
function eventClauses(leaf: EventCondition, negated: boolean): Clause[] {
  const { event, absent, within, count = { gte: 1 }, where = {}, scope } = leaf
  const subject = `event:${tallyKey(leaf)}`
  const about = `event "${event}"${scope === 'account' ? ' by anybody in the account' : ''}`
  const impossible = Object.entries(where).find(([, comparison]) => contradictsItself(comparison))
  const none = impossible
    ? [
        make(
          subject,
          `${about} where ${impossible[0]} ${JSON.stringify(impossible[1])}, which no event fulfils`,
          { kind: 'count', low: 0, high: 0, windowMs: Infinity },
          EXTRA,
        ),
      ]
    : []
  const byAccount = (clauses: readonly Clause[]): Clause[] => (scope === 'account' ? [] : accountClauses(leaf, clauses, negated))
  if (absent) {
    const own = make(subject, `${about} absent ${absent}`, { kind: 'count', low: 0, high: 0, windowMs: toMs(absent)! })
    return [own, ...byAccount([own]), ...(negated ? [] : none)]
  }
  const windowMs = toMs(within) ?? Infinity
  const clauses = Object.entries(count).map(([word, written]) => {
    const range = toWhole(word, written as number)
    return make(
      subject,
      `${about} count ${word} ${JSON.stringify(written)}${within ? ` within ${within}` : ''}`,
      { kind: 'count', windowMs, ...range },
      {
        part: leaf.count ? `/count/${word}` : '',
        limits: range.low > range.high ? 'there is no such count' : undefined,
      },
    )
  })
  return [...clauses, ...byAccount(clauses), ...none]
}

/** What a person has done, somebody of the account has done. */
function accountClauses(leaf: EventCondition, clauses: readonly Clause[], negated: boolean): Clause[] {
  // not (a and b) is a choice
  if (negated && clauses.length > 1) return []
  return clauses.flatMap(({ says, words }) => {
    if (says.kind !== 'count') return []
    const { low, high, windowMs } = says
    const least = negated ? (low === 0 && high < Infinity ? high + 1 : 0) : low
    const said = negated ? `not (${words})` : words
    return least > 0 ? [make(`event:${tallyKey({ ...leaf, scope: 'account' })}`, said, { kind: 'count', low: least, high: Infinity, windowMs }, EXTRA)] : []
  })
}

function contradictsItself(comparison: Comparison): boolean {
  if (comparison.exists === false) return false
  const said = saidBy(comparison).map(([word, written]): Saying => ({ word, written, negated: false }))
  return comparison.ifMissing !== true && said.some((one, i) => said.slice(0, i + 1).some((other) => exclude(one, other)))
}

/** The whole numbers that a comparison of a count allows, from 0. */
function toWhole(word: string, written: number | [number, number]): { low: number; high: number } {
  if (Array.isArray(written)) return { low: Math.max(0, Math.ceil(written[0])), high: Math.floor(written[1]) }
  if (word === 'gt') return { low: Math.max(0, Math.floor(written) + 1), high: Infinity }
  if (word === 'gte') return { low: Math.max(0, Math.ceil(written)), high: Infinity }
  if (word === 'lt') return { low: 0, high: Math.ceil(written) - 1 }
  return { low: word === 'is' ? written : 0, high: Math.floor(written) }
}
