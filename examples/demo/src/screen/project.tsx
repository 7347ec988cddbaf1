import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Person } from '../people.ts'
import { Icon } from '../ui/icon.tsx'
import { openProject } from '../work.ts'
import type { Project } from '../workspace.ts'
import { Automations } from './automations.tsx'
import { Tasks } from './tasks.tsx'

/** Shows one project: its tasks, or its rules. Both tabs are addresses of their own. */
export function ProjectScreen({ person, project, automations }: { person: Person; project: Project; automations: boolean }): JSX.Element {
  useEffect(() => openProject(person, project), [project.id])
  useEffect(() => void (document.title = `${project.name} · Harbour`), [project.name])
  const active = project.rules.filter((rule) => rule.on).length
  return (
    <div style={{ '--hue': project.hue }}>
      <a class="crumb" href="/projects">
        <Icon name="back" size={16} /> Projects
      </a>
      <div class="page-head page-head-tight">
        <div>
          <h1 class="project-title">
            <span class="dot" /> <span data-guide="project-title">{project.name}</span>
          </h1>
          {project.outcome && <p class="quiet">{project.outcome}</p>}
        </div>
      </div>
      <nav class="tabs" aria-label="Project">
        <a href={`/projects/${project.id}`} class="tab" aria-current={automations ? undefined : 'page'} data-guide="tasks-tab">
          Tasks <span class="count">{project.tasks.length}</span>
        </a>
        <a href={`/projects/${project.id}/automations`} class="tab" aria-current={automations ? 'page' : undefined} data-guide="automations-tab">
          <Icon name="bolt" size={16} /> Automations {active > 0 && <span class="count">{active}</span>}
        </a>
      </nav>
      {automations ? <Automations person={person} project={project} /> : <Tasks person={person} project={project} />}
    </div>
  )
}
