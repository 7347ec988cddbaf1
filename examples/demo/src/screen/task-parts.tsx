import type { JSX } from 'preact'
import { mayEdit, type Person } from '../people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { moveTask } from '../work.ts'
import { STATUSES, STATUS_NAMES, type Project, type Status, type Task } from '../workspace.ts'

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })

/** Shows who, when and how pressing. */
export function TaskFacts({ task }: { task: Task }): JSX.Element {
  const late = task.due !== '' && task.status !== 'done' && task.due < new Date().toISOString().slice(0, 10)
  return (
    <span class="facts">
      <Avatar name={task.assignee} />
      {task.due && (
        <span class={late ? 'due due-late' : 'due'}>
          <Icon name="calendar" size={14} /> {DAY.format(new Date(task.due))}
        </span>
      )}
      {task.urgent && <span class="badge badge-urgent">Urgent</span>}
    </span>
  )
}

export function TaskStatus({ person, project, task }: { person: Person; project: Project; task: Task }): JSX.Element {
  if (!mayEdit(person)) return <span class={`status status-${task.status}`}>{STATUS_NAMES[task.status]}</span>
  return (
    <select
      class={`status status-${task.status}`}
      aria-label={`Status of ${task.name}`}
      value={task.status}
      onChange={(event) => moveTask(person, project.id, task.id, event.currentTarget.value as Status)}
    >
      {STATUSES.map((status) => (
        <option key={status} value={status}>
          {STATUS_NAMES[status]}
        </option>
      ))}
    </select>
  )
}
