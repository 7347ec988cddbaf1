// Owns what all lint checks share: going through values of any shape, and telling that a word refers to nothing. It must not
// know which checks there are.
import { LIMITS, nearest, type ErrorCode, type Issue } from '@foothold/protocol'

/** Everything that a file may refer to. */
export interface Names {
  segment: Set<string>
  milestone: Set<string>
  feature: Set<string>
  /** Key → kind. */
  guide: Map<string, string>
  celebration: Set<string>
  leaderboard: Set<string>
  rollout: Set<string>
  journey: Set<string>
  badge: Set<string>
  /** Key of a guide that has an experiment → its arms; `undefined` where nobody knows them. */
  arms: Map<string, readonly string[] | undefined>
  /** `none`: that is the news then, not the word. `unread`: nobody knows what it declares. */
  model: 'read' | 'unread' | 'none'
}

/** Files one issue about a file. */
export type Report = (code: ErrorCode, pointer: string, detail: string, more?: Partial<Issue>) => void

/** What every check of a file works with. */
export interface Check {
  names: Names
  report: Report
  /** "line 12", for sentences that name two places. */
  whereIs(pointer: string): string
  /** The nearest valid words; none once a run has compared as many as a person could ever read. */
  suggest(word: string, valid: readonly string[]): string[]
}

/** Letters that one run compares for its suggestions: about half a second, however many references dangle. */
const COMPARED = 100_000_000

/** Creates `suggest` for one run. */
export function createSuggest(): Check['suggest'] {
  let left = COMPARED
  return (word, valid) => {
    const letters = valid.reduce((sum, one) => sum + one.length * word.length, 0)
    if (letters > left) return []
    left -= letters
    return nearest(word, valid)
  }
}

export type Loose = Record<string, unknown>
/** The object that `value` is, or an empty one. */
export const fields = (value: unknown): Loose => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {})
/** The list that `value` is, or an empty one. */
export const entries = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Where `go` may lead in any guide; no step may have one of these as its key. */
export const STEP_WORDS: string[] = ['next', 'back', 'end']

/** Checks the references and the depth of a condition of any shape. */
export function lintCondition(condition: unknown, pointer: string, check: Check, depth = 1): void {
  const node = fields(condition)
  if (depth > LIMITS.conditionDepth) {
    check.report('limit_exceeded', pointer, `Conditions may be nested ${LIMITS.conditionDepth} deep; put the inner part into a segment.`, {
      expected: `at most ${LIMITS.conditionDepth}`,
    })
    return
  }
  for (const kind of ['segment', 'milestone', 'feature', 'guide'] as const) reference(kind, node[kind], `${pointer}/${kind}`, check)
  reference('rollout', node['flag'], `${pointer}/flag`, check)
  lintArms(node, pointer, check)
  for (const list of ['all', 'any']) entries(node[list]).forEach((inner, i) => lintCondition(inner, `${pointer}/${list}/${i}`, check, depth + 1))
  if ('not' in node) lintCondition(node['not'], `${pointer}/not`, check, depth + 1)
}

/** Whether a condition is nested beyond the limit, which is told as such. */
export function isTooDeep(condition: unknown, depth = 1): boolean {
  if (depth > LIMITS.conditionDepth) return true
  const node = fields(condition)
  return [...entries(node['all']), ...entries(node['any']), ...('not' in node ? [node['not']] : [])].some((inner) => isTooDeep(inner, depth + 1))
}

/** The guide of an `experiment` must have one, and the arms that are asked for. */
function lintArms(node: Loose, pointer: string, check: Check): void {
  const { names, report, suggest } = check
  const key = node['experiment']
  if (typeof key !== 'string') return
  if (!names.guide.has(key)) return reference('guide', key, `${pointer}/experiment`, check)
  if (!names.arms.has(key)) {
    const others = [...names.arms.keys()]
    const detail = `The guide "${key}" has no "experiment", so nobody is in an arm of it${others.length ? `: experiments have ${others.slice(0, 8).join(', ')}.` : '.'}`
    return report('unknown_reference', `${pointer}/experiment`, detail, { found: key, ...suggestionOf(suggest(key, others)) })
  }
  const arms = names.arms.get(key)
  const asked: [string, unknown][] = [['is', node['is']], ...entries(node['in']).map((arm, i): [string, unknown] => [`in/${i}`, arm])]
  for (const [where, arm] of asked) {
    if (typeof arm !== 'string' || !arms || arms.includes(arm)) continue
    report('unknown_reference', `${pointer}/${where}`, `The experiment of "${key}" has no arm "${arm}": expected one of ${arms.join(', ')}.`, {
      found: arm,
      expected: `one of ${arms.join(', ')}`,
      ...suggestionOf(suggest(arm, arms)),
    })
  }
}

/** The part of an issue that names the nearest words, where there are any. */
export const suggestionOf = (words: string[]): { suggestion?: string[] } => (words.length ? { suggestion: words } : {})

/** Reports `word` where nothing of that kind has such a key. Anything but a string is the business of the schema. */
export function reference(
  kind: 'segment' | 'milestone' | 'feature' | 'rollout' | 'badge' | 'journey' | 'guide' | 'celebration' | 'leaderboard',
  word: unknown,
  pointer: string,
  { names, report, suggest }: Check,
): void {
  if (typeof word !== 'string') return
  const inModel = kind !== 'guide' && kind !== 'celebration' && kind !== 'leaderboard'
  if (names[kind].has(word) || (inModel && names.model === 'unread')) return
  const valid = [...names[kind].keys()]
  const suggestion = suggest(word, valid)
  const hint = suggestion.length
    ? `; did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?`
    : inModel && names.model === 'none'
      ? `: there is no model.json, which declares every ${kind}.`
      : valid.length
        ? `: ${valid.length > 8 ? `known are ${valid.slice(0, 8).join(', ')} …` : `known: ${valid.join(', ')}.`}`
        : inModel
          ? `: model.json declares no ${kind}.`
          : `: there is no ${kind} at all.`
  report('unknown_reference', pointer, `There is no ${kind} "${word}"${hint}`, { found: word, ...suggestionOf(suggestion) })
}

/** Reports each entry whose key an earlier one has. */
export function repeated(list: unknown[], pointer: string, { report, whereIs }: Check): void {
  const first = new Map<string, string>()
  list.forEach((entry, i) => {
    const key = fields(entry)['key']
    if (typeof key !== 'string') return
    const here = `${pointer}/${i}/key`
    const before = first.get(key)
    if (before === undefined) first.set(key, here)
    else report('duplicate_key', here, `Two ${pointer.split('/').at(-1)} have the key "${key}": ${whereIs(before)} and ${whereIs(here)}.`, { found: key })
  })
}

/** Every condition of a file with its pointer, whatever its shape: the kinds of use of a feature are conditions, too. */
export function* rootsOf(file: unknown): Generator<[pointer: string, condition: unknown]> {
  const value = fields(file)
  if ('audience' in value) yield ['/audience', value['audience']]
  for (const [i, task] of entries(value['tasks']).entries())
    if ('completeWhen' in fields(task)) yield [`/tasks/${i}/completeWhen`, fields(task)['completeWhen']]
  for (const [i, step] of entries(value['steps']).entries())
    for (const [j, branch] of entries(fields(step)['next']).entries()) if ('if' in fields(branch)) yield [`/steps/${i}/next/${j}/if`, fields(branch)['if']]
  for (const [i, question] of entries(value['questions']).entries())
    for (const [j, branch] of entries(fields(question)['next']).entries())
      if ('if' in fields(branch)) yield [`/questions/${i}/next/${j}/if`, fields(branch)['if']]
  for (const [pointer, entry] of resourcesOf(value)) if ('audience' in entry) yield [`${pointer}/audience`, entry['audience']]
  for (const part of ['standings', 'streak']) if ('event' in fields(fields(value[part])['of'])) yield [`/${part}/of`, fields(value[part])['of']]
  for (const list of ['segments', 'milestones'])
    for (const [i, entry] of entries(value[list]).entries()) if ('when' in fields(entry)) yield [`/${list}/${i}/when`, fields(entry)['when']]
  for (const [i, journey] of entries(value['journeys']).entries())
    for (const [j, stage] of entries(fields(journey)['stages']).entries())
      if ('when' in fields(stage)) yield [`/journeys/${i}/stages/${j}/when`, fields(stage)['when']]
  for (const [i, feature] of entries(value['features']).entries())
    for (const [j, used] of entries(fields(feature)['usedWhen']).entries()) yield [`/features/${i}/usedWhen/${j}`, used]
}

/** Every entry of a resource center of any shape, with its pointer. */
export function* resourcesOf(guide: Loose): Generator<[pointer: string, entry: Loose]> {
  for (const [i, section] of entries(guide['sections']).entries())
    for (const [j, entry] of entries(fields(section)['entries']).entries()) yield [`/sections/${i}/entries/${j}`, fields(entry)]
}

/** Every leaf of a condition of any shape, with its pointer. */
export function* leavesOf(condition: unknown, pointer: string): Generator<[pointer: string, leaf: Loose]> {
  const node = fields(condition)
  const lists = ['all', 'any'].filter((word) => word in node)
  for (const word of lists) for (const [i, inner] of entries(node[word]).entries()) yield* leavesOf(inner, `${pointer}/${word}/${i}`)
  if ('not' in node) yield* leavesOf(node['not'], `${pointer}/not`)
  else if (!lists.length) yield [pointer, node]
}

/** What stands at a pointer; `undefined` where nothing does. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, word) => (Array.isArray(value) ? entries(value)[Number(word)] : fields(value)[word.replaceAll('~1', '/').replaceAll('~0', '~')]),
      root,
    )

/** Writes a word as a part of a JSON Pointer. */
export const toPart = (word: string): string => word.replaceAll('~', '~0').replaceAll('/', '~1')

/** Every action of every button in a guide, with its pointer. */
export function* actionsOf(value: unknown, pointer = ''): Generator<[string, Loose]> {
  const owner = fields(value)
  for (const [i, button] of entries(owner['actions']).entries()) {
    for (const [j, action] of entries(fields(button)['do']).entries()) yield [`${pointer}/actions/${i}/do/${j}`, fields(action)]
  }
  if ('thanks' in owner) yield* actionsOf(owner['thanks'], `${pointer}/thanks`)
  for (const list of ['steps', 'tasks']) for (const [i, part] of entries(owner[list]).entries()) yield* actionsOf(part, `${pointer}/${list}/${i}`)
}
