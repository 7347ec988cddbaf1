// Owns the look of a survey: one question at a time, as a form of the browser's own controls.
import type { JSX } from '../jsx.ts'
import type { ChoiceView, QuestionView, SurveyView } from '../../guide/view.ts'
import { countWords } from '../../guide/words.ts'
import { Corner } from '../corner.tsx'
import { focusFirst, isFocusShown } from '../focus-first.ts'
import { keepKeys } from '../keep-keys.ts'
import { inline, Markdown, withoutMarkup } from '../markdown.tsx'
import { Modal } from '../modal.tsx'
import { Buttons, Icon } from '../part.tsx'

export function Survey({ view }: { view: SurveyView }): JSX.Element {
  const body = view.question ? <Form view={view} question={view.question} /> : <Thanks view={view} />
  return view.form === 'modal' ? <Modal view={view}>{body}</Modal> : <Corner view={view}>{body}</Corner>
}

function Thanks({ view }: { view: SurveyView }): JSX.Element {
  return (
    <div class="thanks">
      <div class="mark">
        <Icon path="M3 8l4 4 6-8" />
      </div>
      <h2 id="title" part="title">
        {inline(view.title)}
      </h2>
      <Markdown text={view.body} />
      <Buttons buttons={view.buttons} />
    </div>
  )
}

function Form({ view, question }: { view: SurveyView; question: QuestionView }): JSX.Element {
  const { part, number, of } = view
  const count = countWords(view.words.count, number, of, view.language)
  const [first, ...others] = view.buttons
  /** After a question was answered the next one is where the keyboard is. */
  const advance = (form: HTMLElement, run: () => void): void => {
    const root = form.getRootNode() as ShadowRoot
    const inside = form.contains(root.activeElement)
    const shown = isFocusShown()
    run()
    if (inside) focusFirst(root, shown)
  }
  const pressed = (event: KeyboardEvent): void => {
    const { target, key, currentTarget } = event
    if (event.ctrlKey || event.metaKey || event.altKey || (target as Element).matches('textarea, [type=text]')) return
    const choice = byDigit(question, key)
    if (choice) {
      event.preventDefault()
      event.stopPropagation()
      question.choose(choice.value)
      ;(currentTarget as Element).querySelector<HTMLElement>(`[value="${CSS.escape(String(choice.value))}"]`)?.focus()
    }
  }
  return (
    <form key={part} class="ask" noValidate onKeyDown={pressed} onSubmit={(event) => (event.preventDefault(), advance(event.currentTarget, question.submit))}>
      {of > 1 ? <progress value={number - 1} max={of} aria-label={count} /> : null}
      <h2 id="title" part="title">
        {inline(view.title)}
      </h2>
      <Markdown text={view.body} />
      {question.choices ? <Choices question={question} choices={question.choices} name={part} /> : null}
      {question.words === undefined ? null : <Words question={question} />}
      {question.unanswered ? (
        <p class="missing" role="alert">
          {view.words.answerNeeded}
        </p>
      ) : null}
      <div class="foot">
        {of > 1 ? <span class="count">{count}</span> : null}
        <div class="buttons">
          <button type="submit" class={`button ${first!.look}`} part="button">
            {inline(first!.label)}
          </button>
          {others.map(({ label, look, act }) => (
            <button type="button" class={`button ${look}`} part="button" onClick={(event) => advance(event.currentTarget.form!, act)}>
              {inline(label)}
            </button>
          ))}
        </div>
      </div>
    </form>
  )
}

/** The choice that a digit means: the point itself, or the place in a list. */
function byDigit({ choices, words }: QuestionView, key: string): ChoiceView | undefined {
  if (!choices || !/^\d$/.test(key)) return undefined
  const digit = Number(key)
  if (typeof choices[0]!.value === 'string') return words === undefined || digit ? choices[digit - 1] : undefined
  const ten = digit === 0 && choices.find(({ value, chosen }) => value === 1 && chosen) && choices.find(({ value }) => value === 10)
  return ten || choices.find(({ value }) => value === digit)
}

function Choices({ question, choices, name }: { question: QuestionView; choices: readonly ChoiceView[]; name: string }): JSX.Element {
  const { ask, look, low, high } = question
  const scale = typeof choices[0]!.value === 'number'
  const stars = ask === 'rating' && look === 'stars'
  const last = choices.findLast(({ chosen }) => chosen)?.value ?? -1
  return (
    <fieldset
      class={scale ? `scale ${stars ? 'stars' : choices.length > 8 ? 'long' : ''}` : 'options'}
      aria-labelledby="title"
      aria-required={question.required && ask !== 'multiple'}
      role={ask === 'multiple' ? 'group' : 'radiogroup'}
      onPointerDown={({ currentTarget }) => void (currentTarget.dataset['by'] = 'pointer')}
      onKeyDown={({ currentTarget }) => void delete currentTarget.dataset['by']}
    >
      <div>
        {choices.map(({ value, label, chosen }, i) => (
          <label class={stars && value <= last ? 'lit' : ''} part="choice">
            <input
              type={ask === 'multiple' ? 'checkbox' : 'radio'}
              name={name}
              value={value}
              checked={chosen}
              aria-label={
                scale ? [label, withoutMarkup(i ? '' : low), withoutMarkup(i === choices.length - 1 ? high : '')].filter(Boolean).join(': ') : undefined
              }
              onChange={({ currentTarget }) => {
                const touched = currentTarget.closest<HTMLElement>('[data-by]')
                question.choose(value)
                // a finger or mouse has chosen when it has touched; arrow keys only pass by
                if (touched && scale) currentTarget.form?.requestSubmit()
              }}
            />
            <span>{stars ? <Icon path="M8 1.600l2 4.200 4.600.6-3.400 3.200.9 4.600L8 12l-4.100 2.200.9-4.600L1.400 6.400 6 5.800z" /> : inline(label)}</span>
          </label>
        ))}
      </div>
      {low || high ? (
        <div class="ends" aria-hidden="true">
          <span>{inline(low)}</span>
          <span>{inline(high)}</span>
        </div>
      ) : null}
    </fieldset>
  )
}

function Words({ question: { ask, words, placeholder, length, write } }: { question: QuestionView }): JSX.Element {
  const shared = {
    class: 'field',
    part: 'field',
    value: words,
    placeholder: withoutMarkup(placeholder),
    maxLength: length,
    'aria-labelledby': 'title',
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => write(currentTarget.value),
    onKeyDown: keepKeys,
  }
  return ask === 'text' ? <textarea rows={3} {...shared} /> : <input type="text" {...shared} />
}
