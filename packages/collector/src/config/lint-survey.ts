// Owns the checks of a survey: ways between questions, answers that cannot be given, answers that nobody would read. It must not
// know other files.
import type { Definitions } from '@foothold/targeting'
import { lintWays, type Course } from './lint-tour.ts'
import { entries, fields, repeated, suggestionOf, type Check } from './reference.ts'

const SURVEY: Course = { list: 'questions', whole: 'survey', part: 'question' }
const MOST_QUESTIONS = 5
const POINTS: Readonly<Record<string, readonly [low: number, high: number]>> = { nps: [0, 10], csat: [1, 5], ces: [1, 7] }
const OF_NUMBERS = ['gt', 'gte', 'lt', 'lte']

/**
 * Checks a survey; any other kind passes.
 *
 * @param guide - the JSON as written, of any shape.
 * @throws never
 */
export function lintSurvey(guide: Record<string, unknown>, check: Check, definitions: Definitions): void {
  if (guide['kind'] !== 'survey') return
  const { report } = check
  const missing = ['owner', 'reviewBy'].filter((word) => !guide[word])
  if (missing.length)
    report(
      'survey_unread',
      '',
      `Ask only what somebody will use: write ${missing.map((word) => (word === 'owner' ? '"owner", who reads the answers' : '"reviewBy", the day by which they are read')).join(', and ')}.`,
      { expected: missing.join(', ') },
    )
  const questions = entries(guide['questions']).map(fields)
  if (questions.length > MOST_QUESTIONS)
    report(
      'survey_too_long',
      '/questions',
      `This survey has ${questions.length} questions; most people leave after ${MOST_QUESTIONS}. Leave out what nobody decides by.`,
      {
        severity: 'warning',
        expected: `at most ${MOST_QUESTIONS}`,
        found: String(questions.length),
      },
    )
  if (guide['form'] === 'modal' && 'place' in guide)
    report('no_effect', '/place', 'A modal stands in the middle: leave "place" out, or write "form": "slide-out".', { severity: 'warning' })
  lintWays(questions, SURVEY, check, definitions)
  questions.forEach((question, i) => {
    repeated(entries(question['options']), `/questions/${i}/options`, check)
    if ('other' in question && entries(question['options']).some((option) => fields(option)['key'] === 'other'))
      report('duplicate_key', `/questions/${i}/other`, 'The key "other" is that of the choice with a field of its own: give the option another key.', {
        found: 'other',
      })
    entries(question['next'])
      .map(fields)
      .forEach((branch, j) => 'answer' in branch && lintAnswer(branch, { questions, own: question }, `/questions/${i}/next/${j}`, check))
  })
}

type Loose = Record<string, unknown>

/** Checks that what a branch of a question asks can be answered. */
function lintAnswer(branch: Loose, { questions, own }: { questions: readonly Loose[]; own: Loose }, pointer: string, { report, suggest }: Check): void {
  const of = branch['of']
  const keys = questions.map(({ key }) => key).filter((key) => typeof key === 'string')
  const asked = of === undefined ? own : questions.find(({ key }) => key === of)
  if (!asked) {
    report('unknown_reference', `${pointer}/of`, `This survey has no question "${String(of)}".`, {
      found: String(of),
      ...suggestionOf(suggest(String(of), keys)),
    })
    return
  }
  const tests = fields(branch['answer'])
  const ask = String(asked['ask'])
  const range = ask === 'rating' ? ([1, Number(asked['points'] ?? 5)] as const) : Object.hasOwn(POINTS, ask) ? POINTS[ask] : undefined
  const values = [tests['is'], ...entries(tests['in']), ...OF_NUMBERS.map((word) => tests[word]), tests['contains']].filter((value) => value !== undefined)
  const tell = (detail: string, expected: string, suggestion: string[] = []): void =>
    report('never_shown', `${pointer}/answer`, detail, { expected, ...suggestionOf(suggestion) })
  if (!Object.keys(tests).length) return tell('This asks nothing of the answer: write "is", "in", "gte", "lte" or "contains".', 'a comparison')
  if (range) {
    const wrong = values.find((value) => typeof value !== 'number' || value < range[0] || value > range[1])
    if (wrong !== undefined)
      tell(`Answers to this question go from ${range[0]} to ${range[1]}: ${JSON.stringify(wrong)} is none.`, `a number from ${range[0]} to ${range[1]}`)
  } else if (ask === 'single' || ask === 'multiple') {
    const options = [...entries(asked['options']).map((option) => String(fields(option)['key'])), ...('other' in asked ? ['other'] : [])]
    const wrong = values.find((value) => typeof value !== 'string' || !options.includes(value))
    if (wrong !== undefined)
      tell(
        `This question has no option ${JSON.stringify(wrong)}: expected one of ${options.join(', ')}.`,
        `one of ${options.join(', ')}`,
        typeof wrong === 'string' ? suggest(wrong, options) : [],
      )
    else if (ask === 'multiple' && !('contains' in tests)) tell('Several may be chosen here: write "contains" with the key of one.', '"contains"')
  } else if (ask === 'text') tell("Words of one's own are not compared: branch by another question.", 'a question with points or choices')
}
