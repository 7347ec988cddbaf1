// Owns the gates of a guide: what of its envelope must hold, as rules, each with the name under which it refuses. For publishing.
import {
  demandOf,
  GUIDE_EVENTS,
  isInterruption,
  toMs,
  type Attention,
  type Comparison,
  type Gate,
  type Guide,
  type Holdout,
  type Model,
  type Rule,
  type Schedule,
} from '@foothold/protocol'
import { CELEBRATE_MS } from '../guide.ts'
import { HELD_OUT } from './experiment.ts'
import { KNOWN, lowerCondition } from './lower.ts'
import { slotOf } from './slot.ts'
import { tallyKey } from './tally-key.ts'

/** What a guide's gates may ask of the rest. */
export interface Surroundings {
  milestones: Model['milestones']
  holdout?: Holdout | undefined
  attention?: Attention | undefined
}

/** What holds where the author wrote nothing: an end is final, a snooze lasts a day. */
const DEFAULT_AFTER = { completed: 'never', dismissed: 'never', answered: 'never', snoozed: '1d' } as const

/** Lists the gates of a guide in the order in which they cost; shares are drawn last, so that who is held out would have seen it. */
export function gatesOf(guide: Guide, surroundings: Surroundings): Gate[] {
  const { when, audience, kind, key } = guide
  const gates: Gate[] = []
  const add = (name: Gate['name'], rule: Rule | undefined, more: Omit<Gate, 'name' | 'rule'> = {}): void => void (rule && gates.push({ name, rule, ...more }))
  const always = { always: true } as const

  const onPage = pageRule(when?.page) ?? (kind === 'tour' && guide.steps.some(({ page }) => page) ? { all: [] } : undefined)
  add('page', onPage, always)
  // without a button only somebody's call opens it
  const manual = when?.manual || (kind === 'resource-center' && !guide.launcher)
  if (manual) add('moment', { of: ['fired'], is: 'manual', missing: false })
  else if (when?.after) add('moment', { of: ['fired'], missing: false })
  const own = surroundings.milestones.filter(({ celebrate }) => kind === 'celebration' && celebrate === key)
  if (own.length) add('milestone', { any: own.map((milestone) => ({ of: ['reached', milestone.key], within: CELEBRATE_MS - 1, missing: false })) })
  const slot = slotOf(guide)
  if (slot !== undefined) add('slot', { of: ['element', `[data-foothold-slot="${slot}"]`], in: ['present', 'visible'] }, always)
  // by itself it has no place on the page; a resource center may show it
  else if (kind === 'leaderboard') add('slot', { any: [] }, always)
  if (when?.element) add('element', lowerCondition({ element: when.element.css, is: when.element.is }), always)
  for (const [detail, rule] of scheduleRules(guide.schedule)) add('schedule', rule, { detail })
  add('audience', audience && lowerCondition(audience), always)
  for (const [detail, rule] of frequencyRules(guide)) add('frequency', rule, { detail, ...(detail === 'group' ? {} : { fresh: true }) })
  for (const [detail, rule] of isInterruption(guide) ? attentionRules(surroundings.attention) : []) add('attention', rule, { detail })
  const { holdout } = surroundings
  if (holdout?.share) add('holdout', { not: { of: ['share', holdout.seed, holdout.unit], lt: holdout.share } }, { detail: 'all' })
  if (guide.experiment) add('holdout', { not: { of: ['experiment', key], is: HELD_OUT } }, { detail: 'own' })
  return gates
}

/** The showings that count as interruptions. */
export const INTERRUPTED: { event: string; where: Record<string, Comparison> } = { event: GUIDE_EVENTS.seen, where: { interruption: { is: true } } }
const WEEK_MS = 604_800_000

/** The rules of how often anything may come unasked. */
function* attentionRules(attention: Attention | undefined): Generator<[detail: string, rule: Rule]> {
  const key = tallyKey(INTERRUPTED)
  const { perSession = 'unlimited', perWeek = 'unlimited' } = attention ?? {}
  // more history can only raise a count; a session has no other device
  if (perSession !== 'unlimited') yield ['session', { of: ['session', key], lt: perSession }]
  if (perWeek !== 'unlimited') yield ['week', { of: ['count', [key], WEEK_MS], lt: perWeek, known: KNOWN.person, early: false }]
}

/** The rule of the pages of a moment: any of them will do. `undefined` without any: every page. */
export function pageRule(written: string | readonly string[] | undefined): Rule | undefined {
  const pages = written === undefined ? [] : [written].flat()
  const rules = pages.map((page): Rule => ({ of: ['path'], path: page }))
  return rules.length > 1 ? { any: rules } : rules[0]
}

const toMinutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/**
 * The rules of a schedule.
 *
 * A day begins at midnight by the wall clock of the zone, also where that day has 23 or 25 hours; hours are the wall clock's, so
 * that one that does not exist is left out and one that comes twice is open twice.
 */
export function* scheduleRules(schedule: Schedule | undefined): Generator<[detail: string, rule: Rule]> {
  if (!schedule) return
  const { from, until, days, hours, timezone = 'user' } = schedule
  const clock = (part: string): [string, ...unknown[]] => ['clock', part, ...(timezone === 'user' ? [] : [timezone])]
  const since = (limit: string): Rule => (limit.length === 10 ? { of: clock('date'), gte: limit } : { of: ['at', Date.parse(limit)], older: 0 })
  if (until) yield ['over', { not: since(until) }]
  if (from) yield ['not-yet', since(from)]
  if (days) yield ['day', { of: clock('weekday'), in: days }]
  if (!hours) return
  const [start, end] = [toMinutes(hours[0]), toMinutes(hours[1])]
  const after: Rule = { of: clock('minute'), gte: start }
  const before: Rule = { of: clock('minute'), lt: end }
  yield ['hour', start <= end ? { all: [after, before] } : { any: [after, before] }]
}

const OUTCOMES = ['completed', 'answered', 'dismissed', 'snoozed'] as const

/** The rules of how often a guide may come back. */
function* frequencyRules(guide: Guide): Generator<[detail: string, rule: Rule]> {
  const { key, kind, frequency = {} } = guide
  // what interrupts has said what it says when it was seen once
  const once = demandOf(guide) === 'interrupts'
  const { after, max = once ? 1 : undefined, cooldown = kind === 'hint' ? '1d' : undefined, group } = frequency
  const state = (is: string): Rule => ({ of: ['guide', key, 'state'], is })
  const time = (member: string, older: number): Rule => ({ of: ['guide', key, member], older })
  for (const outcome of OUTCOMES) {
    if (outcome === 'answered' && kind !== 'survey') continue
    const wait = toMs(after?.[outcome] ?? DEFAULT_AFTER[outcome])
    if (wait === undefined) yield [outcome, { not: state(outcome) }]
    else if (outcome !== 'snoozed') yield [outcome, { any: [{ not: state(outcome) }, time('at', wait)] }]
    else {
      // a snooze may have a length of its own
      const set: Rule = { of: ['guide', key, 'until'], gt: 0 }
      yield [outcome, { any: [{ not: state(outcome) }, { all: [set, time('until', 0)] }, { all: [{ not: set }, time('at', wait)] }] }]
    }
  }
  // a snoozed showing was put off, not used up
  if (max !== undefined) yield ['max', { any: [{ of: ['guide', key, 'seen'], lt: max }, state('snoozed')] }]
  const wait = toMs(cooldown)
  if (!wait) return
  yield ['cooldown', time('lastSeenAt', wait)]
  if (group) yield ['group', { of: ['group', group, key], older: wait }]
}
