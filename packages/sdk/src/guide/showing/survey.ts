// Owns a survey on the page: the question it stands at, what is chosen, what was answered. It must not know how questions are drawn.
import { GUIDE_EVENTS, type Answer, type PublishedQuestion as Question } from '@foothold/protocol'
import { nextStep, stepsAhead, type Flow } from '../flow.ts'
import { moreWords } from '../more-words.ts'
import type { QuestionView } from '../view.ts'
import type { CreateCourse, GuideOf } from './course.ts'

const POINTS: Readonly<Record<string, readonly [from: number, to: number]>> = { nps: [0, 10], csat: [1, 5], ces: [1, 7] }
/** Key of the choice with a field for words of one's own. */
const OTHER = 'other'

/** What may be chosen; `undefined`: the answer is in words. */
function choicesOf(question: Question): (number | string)[] | undefined {
  if (question.ask === 'text') return undefined
  if ('options' in question) return [...question.options.map(({ key }) => key), ...(question.other ? [OTHER] : [])]
  const [from, to] = question.ask === 'rating' ? [1, question.points] : POINTS[question.ask]!
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

export const createSurvey: CreateCourse<GuideOf<'survey'>> = (life, guide, before) => {
  const { stage, entry } = life
  const { decisions, callback, person } = stage
  const { key, questions, thanks } = guide
  const words = moreWords(life.words)
  const left = before?.step ?? life.from
  // another version may not have the question any more
  const from = questions.some((one) => one.key === left) ? left : undefined
  const answers = new Map<string, Answer>(from === undefined ? [] : Object.entries(person.progress(key)?.answers ?? {}))
  let at = from ?? questions[0]!.key
  let chosen: (number | string)[] = []
  let written = ''
  /** The last try to go on had nothing to go on with. */
  let unanswered = false
  let thanking = !!before?.isFinished?.() && !!thanks

  const flow = (): Flow => {
    const context = decisions.context(key)
    // as properties of a moment: that is how rules ask for answers
    context.properties = Object.assign(Object.create(null) as object, Object.fromEntries([...answers].filter(([, answer]) => answer !== null))) as never
    return { steps: questions, holds: (rule) => decisions.holds(rule, context) }
  }
  /** The questions from the first to the last, as the answers lead now. */
  function toPath(): string[] {
    const first = questions[0]!.key
    return [first, ...stepsAhead(flow(), first)]
  }
  const current = (): Question => questions.find((one) => one.key === at)!

  function turnTo(question: string): void {
    at = question
    unanswered = false
    const before = answers.get(at)
    chosen = before === undefined || before === null || current().ask === 'text' ? [] : [before].flat()
    written = typeof before === 'string' && current().ask === 'text' ? before : ''
  }
  turnTo(at)
  // who goes on after a reload may go back as before
  const visited = toPath().slice(0, Math.max(0, toPath().indexOf(at)))
  const { draft } = person.progress(key) ?? {}
  if (draft?.question === at) {
    written = draft.written
    chosen = draft.chosen.filter((value) => choicesOf(current())?.includes(value))
  }
  /** The page may be left at any time, and nobody writes it again. */
  const note = (): void => life.keep({ step: at, draft: { question: at, chosen, written } })

  /** The answer as it stands; `null`: none was given. */
  function answerNow(): Answer {
    const { ask } = current()
    if (ask === 'text') return written.trim() || null
    return ask === 'multiple' ? (chosen.length ? chosen.map(String) : null) : (chosen[0] ?? null)
  }

  function answer(given: Answer): void {
    const { ask } = current()
    const own = ask === 'text' || [given].flat().includes(OTHER) ? written.trim() : ''
    life.tell(GUIDE_EVENTS.questionAnswered, {
      question: at,
      ask,
      ...(ask === 'text' || given === null ? {} : { value: given }),
      ...(own && given !== null ? { text: own } : {}),
    })
    answers.set(at, given)
    const next = nextStep(flow(), at)
    const all = { answers: Object.fromEntries(answers), draft: undefined }
    if (next !== undefined) {
      visited.push(at)
      turnTo(next)
      life.keep({ ...all, step: at, state: 'seen' })
      return life.sync()
    }
    life.keep(all)
    if (!thanks) return life.end('answered')
    thanking = true
    life.keep({ state: 'answered' })
    life.tell(GUIDE_EVENTS.answered)
    life.sync()
  }

  const submit = (): void => {
    const given = answerNow()
    if (given !== null || !current().required) return answer(given)
    unanswered = true
    life.sync()
  }
  const back = (): void => {
    turnTo(visited.pop()!)
    life.keep({ step: at })
    life.sync()
  }

  function choose(value: number | string): void {
    const many = current().ask === 'multiple'
    chosen = !many ? [value] : chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
    unanswered = false
    note()
    life.sync()
  }

  function toQuestionView(question: Question): QuestionView {
    const { ask, required } = question
    // what is pressed in the moment of going on is not the next question's
    const own = (run: () => void): (() => void) => callback(() => question.key === at && !thanking && run())
    const labels = 'options' in question ? question.options : []
    const labelOf = (value: number | string): string =>
      typeof value === 'number'
        ? String(value)
        : value === OTHER && 'other' in question
          ? life.text(question.other)
          : life.text(labels.find((one) => one.key === value)?.label)
    return {
      ask,
      look: ask === 'rating' ? question.look : 'numbers',
      low: 'low' in question ? life.text(question.low) : '',
      high: 'high' in question ? life.text(question.high) : '',
      choices: choicesOf(question)?.map((value) => ({ value, label: labelOf(value), chosen: chosen.includes(value) })),
      // only who chose "other" is asked for words
      words: ask === 'text' || chosen.includes(OTHER) ? written : undefined,
      placeholder: 'placeholder' in question ? life.text(question.placeholder) : '',
      length: ask === 'text' ? question.length : 200,
      required,
      unanswered,
      choose: (value) => own(() => choose(value))(),
      write: (text) =>
        own(() => {
          const before = answerNow() === null
          written = text
          note()
          // what leads on is called otherwise
          if (before !== (answerNow() === null)) life.sync()
        })(),
      submit: own(submit),
    }
  }

  return {
    get step() {
      return at
    },
    isWanting: (context) => entry.stepOnPage.get(at)?.(context) !== false,
    isFinished: () => thanking,
    view(context) {
      if (!thanking && !entry.stepOnPage.get(at)!(context)) return undefined
      if (life.isCovered()) return undefined
      const shape = { kind: 'survey' as const, form: guide.form, corner: guide.place ?? 'bottom-end' }
      if (thanking && thanks)
        return {
          ...shape,
          ...life.common('thanks', thanks),
          words,
          buttons: life.buttons(thanks.actions, () => life.end('ended')),
          question: undefined,
          number: 0,
          of: 0,
        }
      const question = current()
      const path = toPath()
      const index = path.indexOf(at)
      const last = nextStep(flow(), at) === undefined
      // one way on: without an answer it passes the question by
      const skips = !question.required && answerNow() === null
      return {
        ...shape,
        ...life.common(at, question),
        words,
        buttons: [
          { label: skips ? words.skip : last ? words.send : words.next, look: skips ? 'secondary' : 'primary', act: callback(submit) },
          ...(visited.length ? [{ label: words.back, look: 'secondary' as const, act: callback(back) }] : []),
        ],
        question: toQuestionView(question),
        number: index < 0 ? path.length : index + 1,
        of: path.length,
      }
    },
  }
}
