import type { JSX } from 'preact'
import { mayEdit, type Person } from '../people.ts'
import { moveTask } from '../work.ts'
import { STATUSES, STATUS_NAMES, type Project, type Status, type Task } from '../workspace.ts'
import { TaskFacts, TaskStatus } from './task-parts.tsx'

/** Shows three columns; a card moves by drag, or by its select for those who do not drag. */
export function Board({ person, project }: { person: Person; project: Project }): JSX.Element {
  const drop = (event: DragEvent, status: Status): void => {
    event.preventDefault()
    moveTask(person, project.id, event.dataTransfer?.getData('text/plain') ?? '', status)
  }
  return (
    <div class="board" data-guide="board">
      {STATUSES.map((status) => {
        const tasks = project.tasks.filter((task) => task.status === status)
        return (
          <section
            key={status}
            class="column"
            aria-label={STATUS_NAMES[status]}
            onDragOver={(event) => mayEdit(person) && event.preventDefault()}
            onDrop={(event) => drop(event, status)}
          >
            <h2 class={`column-title status-${status}`}>
              {STATUS_NAMES[status]} <span class="count">{tasks.length}</span>
            </h2>
            <ul>
              {tasks.map((task) => (
                <li key={task.id}>
                  <BoardCard person={person} project={project} task={task} />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function BoardCard({ person, project, task }: { person: Person; project: Project; task: Task }): JSX.Element {
  return (
    <article class="task-card" draggable={mayEdit(person)} onDragStart={(event) => event.dataTransfer?.setData('text/plain', task.id)}>
      <p class={task.status === 'done' ? 'task-name task-done' : 'task-name'}>{task.name}</p>
      <div class="task-line">
        <TaskFacts task={task} />
        <TaskStatus person={person} project={project} task={task} />
      </div>
    </article>
  )
}
