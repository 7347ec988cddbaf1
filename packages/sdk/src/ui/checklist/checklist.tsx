// Owns the look of a checklist: a panel in the corner, or a pill that opens it.
import type { JSX } from '../jsx.ts'
import type { ChecklistView } from '../../guide/view.ts'
import { countWords } from '../../guide/words.ts'
import { keepClear } from '../critical.ts'
import { holdFocus } from '../focus.ts'
import { Live } from '../live.ts'
import { inline, Markdown } from '../markdown.tsx'
import { Buttons, CloseButton, Icon } from '../part.tsx'
import { onSeen } from '../seen.ts'

export function Checklist({ view }: { view: ChecklistView }): JSX.Element {
  const done = view.tasks.filter((task) => task.done).length
  const of = view.tasks.length
  const { words, language } = view
  const attach = (element: HTMLElement): ((gone: boolean) => void) => {
    element.showPopover()
    const stops = [onSeen(element, view.seen), holdFocus(element, {}).stop, keepClear(element)]
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  /** Who works by keyboard stays on the button that folds and unfolds. */
  const toggle = ({ currentTarget }: Event): void => {
    const root = (currentTarget as Element).getRootNode() as ShadowRoot
    view.toggle()
    root.querySelector<HTMLElement>('[aria-expanded]')?.focus()
  }
  return (
    <Live tag="div" keys={[]} attach={attach} popover="manual" class="list" part="checklist">
      {view.collapsed ? (
        <button type="button" class="card pill" aria-expanded="false" onClick={toggle}>
          <progress value={done} max={of} aria-hidden="true" />
          {inline(view.title)} <span class="count">{countWords('{n}/{m}', done, of, language)}</span>
        </button>
      ) : (
        <section class="card" aria-labelledby="title" onKeyDown={(event) => event.key === 'Escape' && (event.preventDefault(), toggle(event))}>
          <div class="head">
            <h2 id="title" part="title">
              {inline(view.title)}
            </h2>
            <div class="buttons">
              <button type="button" class="icon" aria-label={words.minimise} aria-expanded="true" onClick={toggle}>
                <Icon path="M3 6l5 5 5-5" />
              </button>
              <CloseButton view={view} />
            </div>
          </div>
          <Markdown text={view.body} />
          <progress value={done} max={of} aria-labelledby="title" />
          <span class="count" aria-live="polite">
            {countWords(words.countDone, done, of, language)}
          </span>
          <Tasks view={view} />
        </section>
      )}
    </Live>
  )
}

/** The tasks; one is open at a time, first the next one to do. */
function Tasks({ view: { tasks, words } }: { view: ChecklistView }): JSX.Element {
  const next = tasks.find((task) => !task.done && !task.locked)
  return (
    <ul>
      {tasks.map((task) => (
        <li key={task.key} class={task.done ? 'done' : task.locked ? 'locked' : ''}>
          <details name="task" open={task === next}>
            <summary aria-disabled={task.locked}>
              <span class="tick" role="img" aria-label={task.done ? words.done : words.toDo}>
                {task.done ? <Icon path="M3 8l4 4 6-8" /> : null}
              </span>
              <span>{inline(task.title)}</span>
            </summary>
            <Markdown text={task.body} />
            {task.done || task.locked ? null : <Buttons buttons={task.buttons} />}
          </details>
        </li>
      ))}
    </ul>
  )
}
