import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { mayEdit, type Person } from '../people.ts'
import { Icon } from '../ui/icon.tsx'
import { addTask } from '../work.ts'
import { changeWorkspace, useWorkspace, type Project, type Workspace } from '../workspace.ts'
import { Board } from './board.tsx'
import { TaskList } from './task-list.tsx'

/** Shows the tasks as a board or as a list, with the line to add one. */
export function Tasks({ person, project }: { person: Person; project: Project }): JSX.Element {
  const chosen = useWorkspace(person).view
  const view = chosen || (matchMedia('(max-width: 640px)').matches ? 'list' : 'board')
  const choose = (view: Workspace['view']): void => changeWorkspace(person, (draft) => void (draft.view = view))
  return (
    <section aria-label="Tasks">
      <div class="toolbar">
        {mayEdit(person) && <NewTask person={person} project={project} />}
        <div class="switch" role="group" aria-label="View" data-guide="view-switch">
          {(['board', 'list'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={view === each} onClick={() => choose(each)}>
              <Icon name={each} size={16} /> {each === 'board' ? 'Board' : 'List'}
            </button>
          ))}
        </div>
      </div>
      {project.tasks.length === 0 && (
        <p class="note" data-empty="tasks">
          No tasks yet. {mayEdit(person) && 'Write down the first thing that has to happen; the rest will follow.'}
        </p>
      )}
      {view === 'board' ? <Board person={person} project={project} /> : <TaskList person={person} project={project} />}
    </section>
  )
}

function NewTask({ person, project }: { person: Person; project: Project }): JSX.Element {
  const [name, setName] = useState('')
  const add = (event: Event): void => {
    event.preventDefault()
    if (!name.trim()) return
    addTask(person, project.id, name.trim())
    setName('')
  }
  return (
    <form class="new-task" onSubmit={add} data-guide="new-task">
      <input
        aria-label="New task"
        placeholder="Add a task"
        maxLength={120}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        autocomplete="off"
        data-guide="task-name"
      />
      <button type="submit" class="button button-primary" data-guide="add-task">
        Add task
      </button>
    </form>
  )
}
