import type { JSX } from 'preact'
import { mayEdit, type Person } from '../people.ts'
import { Icon } from '../ui/icon.tsx'
import { moveTask, removeTask } from '../work.ts'
import { STATUSES, type Project } from '../workspace.ts'
import { TaskFacts, TaskStatus } from './task-parts.tsx'

export function TaskList({ person, project }: { person: Person; project: Project }): JSX.Element {
  const tasks = [...project.tasks].sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status))
  const edit = mayEdit(person)
  return (
    <ul class="rows" data-guide="task-list">
      {tasks.map((task) => (
        <li key={task.id} class="row">
          <input
            type="checkbox"
            class="tick"
            aria-label={`${task.name}: done`}
            checked={task.status === 'done'}
            disabled={!edit}
            onChange={(event) => moveTask(person, project.id, task.id, event.currentTarget.checked ? 'done' : 'todo')}
          />
          <span class={task.status === 'done' ? 'task-name task-done' : 'task-name'}>{task.name}</span>
          <span class="row-end">
            <TaskFacts task={task} />
            <TaskStatus person={person} project={project} task={task} />
            {edit && (
              <button type="button" class="button-icon" aria-label={`Remove ${task.name}`} onClick={() => removeTask(person, project.id, task.id)}>
                <Icon name="trash" size={16} />
              </button>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
