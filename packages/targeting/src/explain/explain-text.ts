// Owns an explanation as a text that people read. It must not decide anything.
import type { Comparison, Condition } from '@foothold/protocol'
import type { Explanation } from './explain-condition.ts'
import type { GateExplanation, GuideExplanation } from './explain-guide.ts'

const SIGN = (result: boolean | undefined): string => (result === undefined ? '?' : result ? '✓' : '✗')
const toDate = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace(/:\d\d\.\d+Z$/, 'Z')
    .replace('T', ' ')

/** What a closed gate means, by gate and detail. */
const CLOSED: Record<string, string> = {
  page: 'this is not a page of the guide',
  moment: 'its moment has not come',
  milestone: 'its milestone is not reached, or was reached more than a day ago',
  slot: 'the page has no such slot',
  element: 'the element is not as asked',
  audience: 'the person is not in the audience',
  'schedule not-yet': 'its first day is still to come',
  'schedule over': 'its last day is over',
  'schedule day': 'not on this day of the week',
  'schedule hour': 'not at this hour',
  'frequency max': 'the person has seen it as often as allowed',
  'frequency cooldown': 'the last showing is not long enough ago',
  'frequency group': 'the last showing of a guide of its group is not long enough ago',
  'frequency completed': 'the person has completed it',
  'frequency dismissed': 'the person has dismissed it',
  'frequency snoozed': 'the person has snoozed it',
  'holdout all': 'the person is in the holdout of all guides',
  'holdout own': "the person is in this guide's holdout",
  busy: 'the person is busy, or the page is',
  outranked: 'another guide has the attention',
}
/** What it would take to tell of a gate. */
const UNKNOWN: Record<string, string> = {
  schedule: "the person's time zone is not known",
  audience: 'a value is not known',
  frequency: 'it is not known what the person has done with guides before',
  holdout: "the person's or account's id is not known",
}

/** Writes the explanation of a guide, a gate a line, the audience as a tree. */
export function toExplanationText({ guide, at, show, gates }: GuideExplanation): string {
  const head = `${SIGN(show)} "${guide}" at ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z: ${show === undefined ? 'cannot be told' : show ? 'may be shown' : 'is not shown'}`
  return [head, ...gates.flatMap((gate) => [`  ${gateText(gate)}`, ...(gate.tree ? treeLines(gate.tree, 2) : [])])].join('\n')
}

/** Writes the tree of a condition, a node a line. */
export function toConditionText(explanation: Explanation): string {
  return treeLines(explanation, 0).join('\n')
}

function gateText({ gate, open, detail, found, until }: GateExplanation): string {
  const words = open ? undefined : open === false ? (CLOSED[`${gate} ${detail}`] ?? CLOSED[gate] ?? detail) : (detail ?? UNKNOWN[gate])
  // what is open needs no reasons
  const asked = !open && found ? ` (${found})` : ''
  return `${SIGN(open)} ${gate}${words ? `: ${words}` : ''}${asked}${until === undefined ? '' : `, until ${toDate(until)}`}`
}

function treeLines({ condition, result, actual, missing, children }: Explanation, depth: number): string[] {
  const found = missing ? ` — missing: ${missing}` : actual === undefined ? '' : ` — ${actualText(condition, actual)}`
  return [`${'  '.repeat(depth)}${SIGN(result)} ${conditionText(condition)}${found}`, ...(children ?? []).flatMap((child) => treeLines(child, depth + 1))]
}

function actualText(condition: Condition, actual: unknown): string {
  if ('event' in condition) {
    if (actual === null) return 'never happened'
    const { count, last } = actual as { count: number; last: number }
    return `${count} ×, last ${toDate(last)}`
  }
  if ('milestone' in condition) return typeof actual === 'number' ? `reached ${toDate(actual)}` : actual ? 'is reached' : 'is open'
  try {
    return `is ${JSON.stringify(actual) ?? typeof actual}`
  } catch {
    // what a page gives may be round, or no JSON at all
    return `is ${typeof actual}`
  }
}

/** Says a condition in one line, without what is inside it. */
export function conditionText(condition: Condition): string {
  if ('all' in condition) return 'all of'
  if ('any' in condition) return 'any of'
  if ('not' in condition) return 'not'
  const scope = 'scope' in condition && condition.scope === 'account' ? ' by anybody in the account' : ''
  if ('segment' in condition) return `${condition.is === false ? 'not ' : ''}in segment "${condition.segment}"`
  if ('milestone' in condition) return `milestone "${condition.milestone}" is ${condition.is}${scope}`
  if ('feature' in condition) return `feature "${condition.feature}" is ${condition.level.join(' or ')}${scope}`
  if ('event' in condition) {
    const where = condition.where
      ? ` where ${Object.entries(condition.where)
          .map(([name, comparison]) => `${name} ${comparisonText(comparison)}`)
          .join(' and ')}`
      : ''
    if (condition.absent !== undefined) return `event "${condition.event}"${where} absent for ${condition.absent}${scope}`
    return `event "${condition.event}"${where}${condition.count ? ` count ${comparisonText(condition.count)}` : ''}${condition.within === undefined ? '' : ` within ${condition.within}`}${scope}`
  }
  if ('page' in condition) {
    const query = Object.entries(condition.query ?? {}).map(([name, value]) => `${name}=${value}`)
    return `page ${condition.page}${query.length ? `?${query.join('&')}` : ''}${condition.hash === undefined ? '' : `#${condition.hash}`}`
  }
  if ('guide' in condition)
    return `guide "${condition.guide}" is ${condition.state.join(' or ')}${condition.within === undefined ? '' : ` within ${condition.within}`}`
  if ('device' in condition) return `${condition.device} is ${condition.is}`
  if ('element' in condition) return `element ${condition.element} is ${condition.is}`
  if ('flag' in condition) return `flag "${condition.flag}" is ${condition.is === false ? 'off' : 'on'}`
  if ('experiment' in condition) return `experiment "${condition.experiment}" ${comparisonText(condition)}`
  if ('time' in condition) return `${condition.time}${condition.timezone ? ` in ${condition.timezone}` : ''} ${comparisonText(condition)}`
  const subject = 'trait' in condition ? condition.trait : 'account' in condition ? `account ${condition.account}` : `property ${condition.property}`
  return `${subject} ${comparisonText(condition)}`
}

const WORDS = [
  'is',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'semver',
  'exists',
  'within',
  'before',
  'after',
  'ifMissing',
] as const

function comparisonText(comparison: Comparison): string {
  return WORDS.filter((word) => comparison[word] !== undefined)
    .map((word) => {
      const written = comparison[word]
      if (word === 'matches') return `matches /${String(written)}/`
      if (word === 'within' || word === 'semver') return `${word} ${String(written)}`
      return `${word} ${JSON.stringify(written)}`
    })
    .join(', ')
}
