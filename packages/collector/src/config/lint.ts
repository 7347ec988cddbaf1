// Owns what no schema can see: references across files, keys used twice, guides that could never start or never end. It
// must not know how files are read; it works on raw values, so that a mistake in shape does not hide a mistake in sense.
import type { Issue } from '@foothold/protocol'
import { lintExperiment } from './lint-experiment.ts'
import { lintKind } from './lint-kind.ts'
import { lintLeaves } from './lint-leaf.ts'
import { lintModel } from './lint-model.ts'
import { lintPatterns } from './lint-pattern.ts'
import { groupOf, lintGroups, lintReview, lintSchedule, type Grouped } from './lint-schedule.ts'
import { lintEvents, lintTraits, type NamedFile } from './lint-seen.ts'
import { definitionsOf, lintSense } from './lint-sense.ts'
import { lintMedia, originsOf } from './lint-media.ts'
import { lintTexts } from './lint-text.ts'
import { lintTheme, lintThemes } from './lint-theme.ts'
import { lintTranslationFile, lintTranslations, translatedElsewhere } from './lint-translation.ts'
import { lintPaths, lintUnseenTraits } from './lint-trait.ts'
import { namesOf } from './names.ts'
import { actionsOf, createSuggest, entries, fields, lintCondition, reference, repeated, STEP_WORDS, type Check, type Names, type Report } from './reference.ts'
import type { SeenNames } from './seen.ts'

/** One file as the linter sees it. */
export interface LintFile {
  path: string
  role: 'guide' | 'model' | 'translation'
  /** The JSON as written, of any shape. */
  value: unknown
  /** Place of a pointer, from 1. */
  position(pointer: string, part?: 'key' | 'value'): { line: number; column: number }
}

/** A file that cannot be read: its words still count, so that one lost brace is not told as ten dangling references. */
export interface UnreadFile {
  role: LintFile['role']
  text: string
}

/** What is known beside the files. */
export interface LintOptions {
  /** Names that the project has really used. */
  seen?: SeenNames | undefined
  /** Epoch ms. */
  now?: number | undefined
}

/**
 * Checks authored files against each other.
 *
 * @param files - all readable files of a project, of any shape; order decides which of two equal keys counts as the first.
 * @returns issues with file, line and column, in no particular order.
 * @throws never
 */
export function lint(files: readonly LintFile[], unread: readonly UnreadFile[] = [], { seen, now }: LintOptions = {}): Issue[] {
  const issues: Issue[] = []
  const names = namesOf(files, unread)
  const suggest = createSuggest()
  const guides = files.flatMap(({ role, value }) => (role === 'guide' ? [value] : []))
  const known = definitionsOf(files.find(({ role }) => role === 'model')?.value, guides)
  const named: NamedFile[] = []
  const grouped: Grouped[] = []
  const begun = startedElsewhere(files, names, suggest)
  const firstOf = new Map<string, LintFile>()
  let firstModel: LintFile | undefined
  const written = files.find(({ role }) => role === 'model')?.value
  const origins = originsOf(written)
  const elsewhere = translatedElsewhere(files)
  for (const file of files) {
    const report: Report = (code, pointer, detail, more = {}) =>
      issues.push({ code, severity: 'error', pointer, detail, ...more, file: file.path, ...file.position(pointer) })
    const check: Check = { names, report, suggest, whereIs: (pointer) => `line ${file.position(pointer).line}` }
    const value = fields(file.value)
    if (file.role === 'translation') {
      reference('guide', value['translates'], '/translates', check)
      lintTranslationFile(
        value,
        guides.map(fields).find(({ key }) => key === value['translates']),
        check,
      )
      continue
    }
    named.push({ path: file.path, value, check, lineOf: (pointer) => file.position(pointer).line })
    lintPatterns(value, check)
    lintSense(value, known, check)
    lintLeaves(value, report, now)
    if (file.role === 'model') {
      if (firstModel) report('duplicate_key', '', `There are two adoption models, ${firstModel.path} and ${file.path}: put everything into one.`)
      else {
        lintModel(value, check)
        lintThemes(value, check)
      }
      firstModel ??= file
      continue
    }
    const guide = value
    const key = guide['key']
    const first = typeof key === 'string' ? firstOf.get(key) : undefined
    if (first)
      report(
        'duplicate_key',
        '/key',
        `Two guides have the key "${String(key)}": ${first.path} (line ${first.position('/key').line}) and ${file.path} (line ${file.position('/key').line}). A key is the identity in analytics: choose another.`,
        { found: String(key) },
      )
    else if (typeof key === 'string') firstOf.set(key, file)
    lintGuide(guide, check)
    lintKind(guide, check, known, now)
    lintSchedule(guide, report, now)
    lintReview(guide['reviewBy'], report, now)
    lintTheme(guide, written, check)
    lintMedia(guide, origins, report)
    lintTranslations({ guide, elsewhere: elsewhere.get(String(key)) ?? new Map() }, check)
    lintExperiment(guide, check)
    grouped.push(...[groupOf(guide, report) ?? []].flat())
    repeated(entries(guide['tasks']), '/tasks', check)
    const asked = Object.keys(fields(guide['when'])).length > 0 || names.model === 'unread'
    if (guide['kind'] === 'celebration' && !asked && !begun.has(String(key))) {
      report('moment_missing', '/when', `Nothing would ever show this celebration: name it in a milestone ("celebrate": "${String(key)}") or give it a "when".`)
    }
  }
  lintGroups(grouped)
  lintTraits(named, seen)
  lintPaths(named, seen)
  if (seen) {
    lintEvents(named, seen.events)
    lintUnseenTraits(named, seen)
  }
  return issues
}

const WITHOUT_STEPS = ['hint', 'empty-state', 'checklist', 'celebration', 'announcement', 'survey']
const WITHOUT_NEAR = ['tour', 'empty-state', 'checklist', 'celebration', 'announcement', 'survey', 'resource-center', 'leaderboard']

function lintGuide(guide: Record<string, unknown>, check: Check): void {
  const { report } = check
  if (guide['goal'] === null && !guide['why']) {
    report('goal_missing', '/goal', 'Without a goal nobody can say whether this guide helped: name an event or milestone, or say in "why" that it needs none.')
  }
  reference('milestone', fields(guide['goal'])['milestone'], '/goal/milestone', check)
  const kind = String(guide['kind'])
  if (WITHOUT_NEAR.includes(kind) && 'near' in fields(guide['when'])) {
    report('invalid_value', '/when/near', `"near" is for hints; this is ${/^[ae]/.test(kind) ? 'an' : 'a'} ${kind}, which has no one target to be near to.`)
  }
  lintCondition(guide['audience'], '/audience', check)
  entries(guide['tasks']).forEach((task, i) => lintCondition(fields(task)['completeWhen'], `/tasks/${i}/completeWhen`, check))
  entries(guide['steps']).forEach((step, i) =>
    entries(fields(step)['next']).forEach((branch, j) => lintCondition(fields(branch)['if'], `/steps/${i}/next/${j}/if`, check)),
  )
  entries(guide['questions']).forEach((question, i) =>
    entries(fields(question)['next']).forEach((branch, j) => lintCondition(fields(branch)['if'], `/questions/${i}/next/${j}/if`, check)),
  )
  for (const [pointer, action] of actionsOf(guide)) {
    reference('guide', action['start'], `${pointer}/start`, check)
    if (WITHOUT_STEPS.includes(kind) && typeof action['go'] === 'string' && !STEP_WORDS.includes(action['go'])) {
      report(
        'unknown_reference',
        `${pointer}/go`,
        `A ${kind} has no steps, so "go" cannot lead to "${action['go']}": expected one of ${STEP_WORDS.join(', ')}.`,
        { found: action['go'], expected: `one of ${STEP_WORDS.join(', ')}` },
      )
    }
  }
  lintTexts(guide, '', report)
}

/** Keys of the guides that a milestone celebrates or an action starts. */
function startedElsewhere(files: readonly LintFile[], names: Names, suggest: Check['suggest']): Set<string> {
  const begun = new Set<string>()
  for (const { role, value } of files) {
    if (role === 'guide') for (const [, action] of actionsOf(value)) begun.add(String(action['start']))
    else {
      for (const milestone of entries(fields(value)['milestones'])) {
        const word = String(fields(milestone)['celebrate'])
        // a misspelt reference is told where it stands, not once more at the guide that was meant
        for (const key of names.guide.has(word) ? [word] : suggest(word, [...names.guide.keys()])) begun.add(key)
      }
    }
  }
  return begun
}
