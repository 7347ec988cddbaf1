// Owns what can be told of names over all files together, and against what a project has really sent: traits that are compared
// with values of another type, events that were never seen.
import { EXPERIMENT_EXPOSED, GUIDE_EVENTS, MILESTONE_REACHED, SESSION_STARTED } from '@foothold/protocol'
import type { SeenNames } from './seen.ts'
import { actionsOf, entries, fields, leavesOf, rootsOf, suggestionOf, valueAt, type Check, type Report } from './reference.ts'

/** A file with its own way to report. */
export interface NamedFile {
  path: string
  value: Record<string, unknown>
  check: Check
  /** Line of a pointer. */
  lineOf(pointer: string): number
}

/** What is sent, or not, without the product's doing. */
const OWN_EVENTS = new Set<string>([...Object.values(GUIDE_EVENTS), MILESTONE_REACHED, SESSION_STARTED, EXPERIMENT_EXPOSED])

/**
 * Tells of events that a project has never sent.
 *
 * @param seen - names with their numbers; where nothing was ever sent, nothing is told.
 * @throws never
 */
export function lintEvents(files: readonly NamedFile[], seen: SeenNames['events']): void {
  if (!seen.length) return
  const counts = new Map(seen.map(({ name, count }) => [name, count]))
  const sent = new Set([...OWN_EVENTS, ...counts.keys()])
  for (const { value } of files) for (const [, { track }] of actionsOf(value)) if (typeof track === 'string') sent.add(track)
  for (const { value, check } of files) {
    for (const [pointer, name] of eventsOf(value)) {
      if (typeof name !== 'string' || sent.has(name)) continue
      const near = check.suggest(name, [...counts.keys()])
      const closest = near[0] === undefined ? 'nothing like it was' : `closest is \`${near[0]}\` (${counts.get(near[0])!.toLocaleString('en')})`
      check.report('event_never_seen', pointer, `Event \`${name}\` was not seen; ${closest}. Mend the name, or track the event before this goes live.`, {
        severity: 'warning',
        found: name,
        ...suggestionOf(near),
      })
    }
  }
}

function* eventsOf(file: Record<string, unknown>): Generator<[string, unknown]> {
  for (const [pointer, root] of rootsOf(file)) for (const [at, leaf] of leavesOf(root, pointer)) if ('event' in leaf) yield [`${at}/event`, leaf['event']]
  for (const [i, step] of entries(file['steps']).entries()) yield [`/steps/${i}/advance/event`, fields(fields(step)['advance'])['event']]
  yield ['/goal/event', fields(file['goal'])['event']]
  yield ['/when/after/event', fields(fields(file['when'])['after'])['event']]
}

type Type = 'numbers' | 'texts' | 'true or false' | 'lists'

/** One comparison of a trait: where, with what, and the types of values that could pass. */
interface Use {
  file: NamedFile
  pointer: string
  word: string
  types: readonly Type[]
}

const TYPES_OF: Readonly<Record<string, readonly Type[]>> = {
  gt: ['numbers'],
  gte: ['numbers'],
  lt: ['numbers'],
  lte: ['numbers'],
  between: ['numbers'],
  startsWith: ['texts'],
  endsWith: ['texts'],
  matches: ['texts'],
  semver: ['texts'],
  within: ['numbers', 'texts'],
  before: ['numbers', 'texts'],
  after: ['numbers', 'texts'],
}
const DATES = new Set(['within', 'before', 'after'])
const OF_JSON: Readonly<Record<string, Type>> = { number: 'numbers', string: 'texts', boolean: 'true or false', array: 'lists' }

/**
 * Tells of traits that are compared with values of different types, here and there or against what was seen.
 *
 * @param seen - traits with the JSON types of their values, where that is known.
 * @throws never
 */
export function lintTraits(files: readonly NamedFile[], seen: SeenNames | undefined): void {
  const uses = new Map<string, Use[]>()
  for (const file of files) {
    for (const [pointer, root] of rootsOf(file.value)) {
      for (const [at, leaf] of leavesOf(root, pointer)) {
        const subject = ['trait', 'account'].find((word) => typeof leaf[word] === 'string')
        if (subject === undefined) continue
        const key = `${subject} ${String(leaf[subject])}`
        for (const word of Object.keys(leaf)) {
          const types = typesOf(word, leaf[word])
          if (types) uses.set(key, [...(uses.get(key) ?? []), { file, pointer: `${at}/${word}`, word, types }])
        }
      }
    }
  }
  const known = new Map<string, Type[]>()
  for (const { name, types } of seen?.traits ?? [])
    known.set(
      `trait ${name}`,
      types.flatMap((type) => OF_JSON[type] ?? []),
    )
  for (const { name, types } of seen?.accountTraits ?? [])
    known.set(
      `account ${name}`,
      types.flatMap((type) => OF_JSON[type] ?? []),
    )
  for (const [key, all] of uses) {
    const types = known.get(key)
    if (types?.length) lintAgainstSeen(key, all, types)
    else lintAgainstOthers(key, all)
    lintDates(key, all)
  }
}

function typesOf(word: string, written: unknown): readonly Type[] | undefined {
  if (Object.hasOwn(TYPES_OF, word)) return TYPES_OF[word]
  if (word !== 'is' && word !== 'in') return undefined
  const found = new Set([written].flat().flatMap((value) => OF_JSON[typeof value] ?? []))
  // who lists several types knows that there are
  return found.size === 1 ? [...found] : undefined
}

const nameOf = (key: string): string => key.replace(/^trait /, '').replace(/^account /, 'account ')
const tell = (report: Report, pointer: string, detail: string, found: string): void => report('type_mismatch', pointer, detail, { severity: 'warning', found })

function lintAgainstSeen(key: string, uses: readonly Use[], types: readonly Type[]): void {
  for (const { file, pointer, word, types: own } of uses) {
    if (own.some((type) => types.includes(type))) continue
    const mend = types.includes('lists') && own.includes('texts') ? 'Write "contains".' : `Compare it with ${types.join(' or ')}.`
    tell(
      file.check.report,
      pointer,
      `"${nameOf(key)}" has been sent as ${types.join(' and ')} only, but "${word}" compares ${own.join(' or ')}: this would never hold. ${mend}`,
      own[0]!,
    )
  }
}

/** The type that most comparisons mean is the one that counts; of equals the first. */
function lintAgainstOthers(key: string, uses: readonly Use[]): void {
  const count = (type: Type): number => uses.filter(({ types }) => types.length === 1 && types[0] === type).length
  const first = [...new Set(uses.flatMap(({ types }) => (types.length === 1 ? types : [])))].sort((a, b) => count(b) - count(a))[0]
  const reference = uses.find(({ types }) => types.length === 1 && types[0] === first)
  if (!first || !reference) return
  for (const { file, pointer, word, types } of uses) {
    if (types.includes(first)) continue
    tell(
      file.check.report,
      pointer,
      `"${nameOf(key)}" is compared with ${types[0]} here ("${word}"), but with ${first} in ${reference.file.path} (line ${reference.file.lineOf(reference.pointer)}, "${reference.word}"). A value of another type never compares: mend one of them.`,
      types[0]!,
    )
  }
}

/** Dates that are compared letter by letter. */
function lintDates(key: string, uses: readonly Use[]): void {
  const dated = uses.find(({ word }) => DATES.has(word))
  for (const { file, pointer, word } of uses) {
    if (word !== 'is' && word !== 'in') continue
    const written = [valueAt(file.value, pointer)].flat().find((one) => typeof one === 'string' && /^\d{4}-\d{2}-\d{2}/.test(one)) as string | undefined
    // a whole day may be a name for a day; an instant never is
    if (written === undefined || (written.length === 10 && !dated)) continue
    const where = dated ? `, and as a date in ${dated.file.path} (line ${dated.file.lineOf(dated.pointer)}, "${dated.word}")` : ''
    tell(
      file.check.report,
      pointer,
      `"${nameOf(key)}" is compared letter by letter with "${written}" here${where}. For a date write "before", "after" or "within".`,
      written,
    )
  }
}
