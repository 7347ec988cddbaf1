// Owns the checks of a tour's course: step keys, jumps that lead nowhere, steps that nothing leads to, circles without a
// way out. It must not know other files.
import { LIMITS } from '@foothold/protocol'
import { findIdle, isImpossible, type Definitions } from '@foothold/targeting'
import { toCondition } from './lint-sense.ts'
import { actionsOf, entries, fields, repeated, STEP_WORDS, type Check, type Report } from './reference.ts'

const MOST_STEPS = 5
/** Where a way ends the tour. */
const END = -1
/** Actions after which this step is over. */
const DECIDING = ['go', 'snooze', 'dismiss', 'start']

/**
 * Checks the steps of a tour; any other kind passes.
 *
 * @param guide - the JSON as written, of any shape.
 * @param definitions - they tell of some branches that they are never or always taken.
 * @throws never
 */
export function lintTour(guide: Record<string, unknown>, check: Check, definitions: Definitions): void {
  const { report } = check
  if (guide['kind'] !== 'tour') return
  const steps = entries(guide['steps']).map(fields)
  if (steps.length > MOST_STEPS) {
    report(
      'tour_too_long',
      '/steps',
      `This tour has ${steps.length} steps; most people leave after ${MOST_STEPS}. Split it, or leave out what can be found without help.`,
      { severity: 'warning', expected: `at most ${MOST_STEPS}`, found: String(steps.length) },
    )
  }
  steps.forEach((step, i) => lintAdvance(step, `/steps/${i}`, report))
  lintWays(steps, TOUR, check, definitions)
}

/** What has ways between its parts, and what they are called. */
export interface Course {
  list: 'steps' | 'questions'
  whole: 'tour' | 'survey'
  part: 'step' | 'question'
}
const TOUR: Course = { list: 'steps', whole: 'tour', part: 'step' }

/** Checks the keys of steps or questions and the ways between them. @throws never */
export function lintWays(steps: Record<string, unknown>[], course: Course, check: Check, definitions: Definitions): void {
  const { report, suggest } = check
  const { list, whole, part } = course
  repeated(steps, `/${list}`, check)
  steps.forEach(({ key }: { key?: unknown }, i) => {
    if (STEP_WORDS.includes(String(key)))
      report('invalid_value', `/${list}/${i}/key`, `"${String(key)}" has a meaning of its own in "go" and "to": choose another key.`, { found: String(key) })
  })
  // the schema refuses it, and every way through it would take minutes
  if (steps.length > LIMITS.guideSteps) return
  const keys = steps.map((step) => step['key'])
  const known = [...new Set(keys.filter((key) => typeof key === 'string'))]
  let dangling = false
  steps.forEach((step, i) => {
    for (const [pointer, word, prefix] of jumps(step, `/${list}/${i}`)) {
      if (STEP_WORDS.includes(word) || known.includes(word)) continue
      dangling = true
      const suggestion = suggest(word, [...known, ...STEP_WORDS]).map((near) => prefix + near)
      const hint = suggestion.length
        ? `; did you mean ${suggestion.map((near) => `"${near}"`).join(' or ')}?`
        : `: known are ${[...known, ...STEP_WORDS].join(', ')}.`
      report('unknown_reference', pointer, `This ${whole} has no ${part} "${word}"${hint}`, {
        found: prefix + word,
        ...(suggestion.length ? { suggestion } : {}),
      })
    }
  })
  // with a jump into nothing, or to either of two, nobody can say what would have been reached
  if (!dangling && steps.length && new Set(keys).size === keys.length) lintCourse(steps, course, report, definitions)
}

function lintCourse(steps: Record<string, unknown>[], { list, whole, part }: Course, report: Report, known: Definitions): void {
  const ways = steps.map((step, i) => waysFrom(i, steps, known))
  steps.forEach((step, i) => lintBranches(step, `/${list}/${i}/next`, report))
  const reached = closure([0], (i) => ways[i] ?? [])
  steps.forEach((step, i) => {
    if (!reached.has(i))
      report(
        'unreachable_step',
        `/${list}/${i}`,
        `Nothing leads to ${part} "${String(step['key'])}": let a ${part} before it go there (${part === 'step' ? '"next", "to" or "go"' : '"to" or "else"'}), or remove it.`,
      )
  })
  const leaves = closure([END], (to) => [...steps.keys()].filter((i) => ways[i]!.includes(to)))
  const caught = [...reached].filter((i) => i !== END && !leaves.has(i))
  if (!caught.length) return
  const path = circleFrom(Math.min(...caught), ways)
  report(
    'cycle',
    `/${list}/${path[0]}`,
    `This ${whole} cannot be finished: ${path.map((i) => `"${String(steps[i]!['key'])}"`).join(' → ')} goes round without a way to "end".`,
  )
}

/** The steps that can follow step `i`, `END` included. */
function waysFrom(i: number, steps: Record<string, unknown>[], known: Definitions): number[] {
  const step = steps[i]!
  const following = i + 1 < steps.length ? i + 1 : END
  const toward = (word: unknown): number[] => {
    if (word === 'end') return [END]
    if (word === 'next') return [following]
    if (word === 'back') return i ? [i - 1] : []
    const index = steps.findIndex(({ key }) => key === word)
    return index < 0 ? [] : [index]
  }
  const { taken, closed } = branchesOf(step, known)
  const onward = taken.flatMap((branch) => toward(branch['to'] ?? branch['else']))
  if (!closed) onward.push(following)

  const ways: number[] = []
  const deciding = [...actionsOf({ actions: step['actions'] })].map(([, action]) => action).filter((action) => DECIDING.some((word) => word in action))
  for (const { go } of deciding as { go?: unknown }[]) ways.push(...(go === undefined ? [END] : go === 'next' ? onward : toward(go)))
  // a step whose buttons all lead elsewhere has no "Next" of its own
  if (!deciding.length || step['interaction'] === 'advance' || 'advance' in step) ways.push(...onward)
  const missing = fields(step['target'])['onMissing']
  if (missing === 'skip') ways.push(...onward)
  if (missing === 'end') ways.push(END)
  if (typeof missing === 'string' && missing.startsWith('go:')) ways.push(...toward(missing.slice(3)))
  return ways
}

/** The branches that may be taken. `closed`: the last of them always is, so that nothing comes behind it. */
function branchesOf(step: Record<string, unknown>, known: Definitions): { taken: Record<string, unknown>[]; closed: boolean } {
  const taken: Record<string, unknown>[] = []
  for (const branch of entries(step['next']).map(fields)) {
    const condition = 'if' in branch ? toCondition(branch['if']) : undefined
    // such a condition is told where it stands
    if (condition && isImpossible(condition, known)) continue
    taken.push(branch)
    const always = condition && findIdle(condition, known).some(({ kind, pointer, needs }) => kind === 'always' && pointer === '' && !needs)
    if ('else' in branch || always) return { taken, closed: true }
  }
  return { taken, closed: false }
}

/** What is done with the target needs one. */
function lintAdvance(step: Record<string, unknown>, pointer: string, report: Report): void {
  if ('target' in step) return
  const word = 'input' in fields(step['advance']) ? 'advance/input' : step['interaction'] === 'advance' ? 'interaction' : undefined
  if (word)
    report('no_effect', `${pointer}/${word}`, 'This step has no target that could be clicked or filled in, so it keeps its Next button: add a "target".', {
      severity: 'warning',
      expected: '"target" in the step',
    })
}

/** What stands behind an "else" is never looked at. */
function lintBranches(step: Record<string, unknown>, pointer: string, report: Report): void {
  const branches = entries(step['next']).map(fields)
  const last = branches.findIndex((branch) => 'else' in branch)
  branches.forEach((_, i) => {
    if (last >= 0 && i > last)
      report('no_effect', `${pointer}/${i}`, 'This branch is never looked at: "else" before it takes everybody. Put "else" last.', { severity: 'warning' })
  })
}

function closure(from: number[], next: (node: number) => number[]): Set<number> {
  const seen = new Set(from)
  for (const node of seen) for (const other of next(node)) seen.add(other)
  return seen
}

function circleFrom(start: number, ways: number[][]): number[] {
  const path = [start]
  for (;;) {
    const next = ways[path.at(-1)!]![0]
    if (next === undefined) return path
    const at = path.indexOf(next)
    path.push(next)
    if (at >= 0) return path.slice(at)
  }
}

/** Everything in a step that names a step: pointer, word, and what stands before the word. */
function* jumps(step: Record<string, unknown>, pointer: string): Generator<[string, string, string]> {
  for (const [at, action] of actionsOf({ actions: step['actions'] }, pointer)) if (typeof action['go'] === 'string') yield [`${at}/go`, action['go'], '']
  for (const [i, branch] of entries(step['next']).map(fields).entries()) {
    for (const word of ['to', 'else']) if (typeof branch[word] === 'string') yield [`${pointer}/next/${i}/${word}`, branch[word], '']
  }
  const missing = fields(step['target'])['onMissing']
  if (typeof missing === 'string' && missing.startsWith('go:')) yield [`${pointer}/target/onMissing`, missing.slice(3), 'go:']
}
