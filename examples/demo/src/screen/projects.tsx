import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { mayEdit, type Person } from '../people.ts'
import { navigate, usePlace } from '../router.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWorkspace, type Project } from '../workspace.ts'
import { NewProject } from './new-project.tsx'

/** Lists the projects. `?new=project` opens the dialog, so that any link may lead there. */
export function Projects({ person }: { person: Person }): JSX.Element {
  const { projects } = useWorkspace(person)
  const { query } = usePlace()
  const asked = query.get('new') === 'project'
  const [creating, setCreating] = useState(false)
  useEffect(() => {
    if (!asked) return
    setCreating(mayEdit(person))
    navigate('/projects', { replace: true })
  }, [asked])
  useEffect(() => void (document.title = 'Projects · Harbour'), [])
  return (
    <>
      <div class="page-head">
        <div>
          <h1 data-guide="projects-heading">Projects</h1>
          <p class="quiet">{projects.length ? `${projects.length} in progress` : `Good to see you, ${person.firstName}.`}</p>
        </div>
        {mayEdit(person) && (
          <button type="button" class="button button-primary" data-guide="new-project" onClick={() => setCreating(true)}>
            <Icon name="plus" /> New project
          </button>
        )}
      </div>
      {projects.length ? (
        <ul class="cards" data-guide="project-list">
          {projects.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} />
            </li>
          ))}
        </ul>
      ) : (
        <NoProjects person={person} />
      )}
      {creating && <NewProject person={person} onClose={() => setCreating(false)} />}
    </>
  )
}

/** Shows a plain text of its own until (and unless) guidance fills the slot. */
function NoProjects({ person }: { person: Person }): JSX.Element {
  return (
    <section class="empty" data-empty="projects" aria-label="No projects">
      <div data-foothold-slot="projects-empty" />
      <div class="empty-own">
        <Icon name="projects" size={40} />
        <h2>No projects yet</h2>
        <p>{mayEdit(person) ? 'Projects that you create appear here.' : 'Projects that are shared with you appear here.'}</p>
      </div>
    </section>
  )
}

function ProjectCard({ project }: { project: Project }): JSX.Element {
  const done = project.tasks.filter((task) => task.status === 'done').length
  const people = [...new Set(project.tasks.map((task) => task.assignee).filter(Boolean))]
  return (
    <a class="card" href={`/projects/${project.id}`} style={{ '--hue': project.hue }}>
      <span class="card-title">
        <span class="dot" />
        <strong>{project.name}</strong>
      </span>
      <span class="card-text">{project.outcome || 'No outcome written yet.'}</span>
      <progress class="bar" max={project.tasks.length || 1} value={done} aria-label={`${done} of ${project.tasks.length} tasks done`} />
      <span class="card-foot">
        <span>{project.tasks.length ? `${done} of ${project.tasks.length} done` : 'No tasks yet'}</span>
        <span class="stack">
          {people.map((name) => (
            <Avatar key={name} name={name} />
          ))}
        </span>
      </span>
    </a>
  )
}
