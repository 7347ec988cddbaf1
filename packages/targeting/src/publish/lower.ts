// Owns turning what was authored as a condition into a rule, so that the browser need not. For publishing.
import { toMs, type Comparison, type Condition, type EventCondition, type Rule, type Scope, type TestRule, type Tests } from '@foothold/protocol'
import { compilePattern } from './determinize.ts'
import { meantLevels } from './level.ts'
import { parseSemver } from './semver-bounds.ts'
import { tallyKey } from './tally-key.ts'

/** What is certain only while the person's, or the account's, whole history is known. */
export const KNOWN = { person: 'historyKnown', account: 'accountKnown' } as const

/**
 * Lowers a condition.
 *
 * @param condition - valid by its schema.
 * @throws {PatternError} on a pattern that cannot be compiled; the linter finds it before.
 */
export function lowerCondition(condition: Condition): Rule {
  if ('all' in condition) return { all: condition.all.map(lowerCondition) }
  if ('any' in condition) return { any: condition.any.map(lowerCondition) }
  if ('not' in condition) return { not: lowerCondition(condition.not) }
  if ('trait' in condition) return { of: ['trait', condition.trait], ...lowerComparison(condition) }
  if ('account' in condition) return { of: ['account', condition.account], ...lowerComparison(condition) }
  if ('property' in condition) return { of: ['property', condition.property], ...lowerComparison(condition) }
  if ('segment' in condition) return { of: ['segment', condition.segment], is: condition.is !== false }
  if ('flag' in condition) return { of: ['flag', condition.flag], is: condition.is !== false }
  if ('milestone' in condition) return { of: scoped(['milestone', condition.milestone], condition.scope), is: condition.is === 'reached' }
  if ('feature' in condition) return lowerLevel(condition)
  if ('event' in condition) return lowerEvent(condition)
  if ('page' in condition) return lowerPage(condition)
  if ('guide' in condition) {
    const state: Rule = { of: ['guide', condition.guide, 'state'], in: condition.state }
    const within = toMs(condition.within)
    return within === undefined ? state : { all: [state, { of: ['guide', condition.guide, 'at'], within }] }
  }
  if ('device' in condition) return { of: ['fact', condition.device], is: condition.is }
  if ('time' in condition) {
    const { time, timezone = 'user' } = condition
    const { before, after, ...rest } = condition
    // dates of a calendar are compared as they are written, whatever the zone
    const dates: Tests =
      time === 'date' ? { ...(before === undefined ? {} : { lt: before }), ...(after === undefined ? {} : { gt: after }) } : lowerComparison({ before, after })
    return { of: ['clock', time, ...(timezone === 'user' ? [] : [timezone])], ...lowerComparison(rest), ...dates }
  }
  if ('experiment' in condition) return { of: ['experiment', condition.experiment], ...lowerComparison(condition) }
  return { of: ['element', condition.element], ...(condition.is === 'present' ? { in: ['present', 'visible'] } : { is: condition.is }) }
}

/** `adopted` holds for whoever is habitual, too; where it is not named, more history may still make a habit of it. */
function lowerLevel({ feature, level, scope = 'person' }: Extract<Condition, { feature: string }>): Rule {
  const rule: Rule = { of: scoped(['feature', feature], scope), in: meantLevels(level) }
  return level.includes('habitual') && !level.includes('adopted') ? { ...rule, known: KNOWN[scope], early: true } : rule
}

const scoped = (of: readonly [string, string], scope: Scope | undefined): TestRule['of'] => (scope === 'account' ? [...of, scope] : of)

/** Lowers a comparison of one value. */
export function lowerComparison(comparison: Comparison): Tests {
  const { is, in: one, gt, gte, lt, lte, between, contains, startsWith, endsWith, matches, semver, exists, within, before, after, ifMissing } = comparison
  const missing = exists === undefined ? ifMissing : !exists
  const tests: Tests = {
    is,
    in: one,
    gt,
    gte: highest(gte, between?.[0]),
    lt,
    lte: lowest(lte, between?.[1]),
    contains,
    startsWith,
    endsWith,
    matches: matches === undefined ? undefined : compilePattern(matches),
    // bounds that cannot be read are refused by the linter; here they can only never match
    semver: semver === undefined ? undefined : (parseSemver(semver) ?? [['<', [0, 0, 0, 0]]]),
    within: toMs(within),
    before: before === undefined ? undefined : Date.parse(before),
    after: after === undefined ? undefined : Date.parse(after),
    exists: exists === false ? false : undefined,
    missing,
  }
  return Object.fromEntries(Object.entries(tests).filter(([, written]) => written !== undefined))
}

const highest = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : Math.max(a, b))
const lowest = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : Math.min(a, b))

/** Lowers the comparisons of event properties. */
export function lowerWhere(where: Readonly<Record<string, Comparison>>): Record<string, Tests> {
  return Object.fromEntries(Object.entries(where).map(([name, comparison]) => [name, lowerComparison(comparison)]))
}

function lowerEvent(condition: EventCondition): Rule {
  const { count = { gte: 1 }, scope = 'person' } = condition
  const known = KNOWN[scope]
  const key = tallyKey(condition)
  const absent = toMs(condition.absent)
  // more history can only bring the last time nearer
  if (absent !== undefined) return { of: ['last', key], older: absent, missing: true, known, early: false }
  const within = toMs(condition.within)
  // more history can only raise a count: "at least" may be true early, everything else waits for the whole history
  const growing = Object.keys(count).every((name) => name === 'gte' || name === 'gt')
  const least = Math.max(count.gte ?? 0, count.gt === undefined ? 0 : Math.floor(count.gt) + 1)
  const window = within === undefined ? [] : growing && least > 0 ? [within, least] : [within]
  return { of: ['count', [key], ...window], ...lowerComparison(count), known, ...(growing ? { early: true } : {}) }
}

/** Lowers a page: path, query and hash, all of which must fit. */
export function lowerPage({ page, query = {}, hash }: Extract<Condition, { page: string }>): Rule {
  const rules: Rule[] = [{ of: ['path'], path: page }]
  for (const [name, value] of Object.entries(query)) rules.push({ of: ['query', name], ...(value === '*' ? {} : { is: value }), missing: false })
  if (hash !== undefined) rules.push({ of: ['hash'], path: hash })
  return rules.length === 1 ? rules[0]! : { all: rules }
}
