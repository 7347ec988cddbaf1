import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Person } from './people.ts'
import { match, navigate, usePlace } from './router.ts'
import { Missing } from './screen/missing.tsx'
import { ProjectScreen } from './screen/project.tsx'
import { Projects } from './screen/projects.tsx'
import { Reports } from './screen/reports.tsx'
import { Settings } from './screen/settings.tsx'
import { SignIn } from './screen/sign-in.tsx'
import { usePerson } from './session.ts'
import { Shell } from './ui/shell.tsx'
import { useWorkspace } from './workspace.ts'

/** Chooses the screen from the address and the session. */
export function App(): JSX.Element {
  const person = usePerson()
  const { path } = usePlace()
  if (!person) return path === '/sign-in' ? <SignIn /> : <Redirect to="/sign-in" />
  if (path === '/' || path === '/sign-in') return <Redirect to="/projects" />
  return (
    <Shell person={person}>
      <Screen key={person.id} person={person} path={path} />
    </Shell>
  )
}

function Screen({ person, path }: { person: Person; path: string }): JSX.Element {
  const workspace = useWorkspace(person)
  if (path === '/projects') return <Projects person={person} />
  if (path === '/reports') return <Reports />
  if (path === '/settings') return <Settings person={person} />
  const found = match('/projects/:id', path) ?? match('/projects/:id/automations', path)
  if (!found) return <Missing />
  const rest = path.endsWith('/automations') ? '/automations' : ''
  // guides and e-mails cannot know an id: this address leads to the project that was opened last, or to creating one
  if (found['id'] === 'latest') return <Redirect to={workspace.latest ? `/projects/${workspace.latest}${rest}` : '/projects?new=project'} />
  const project = workspace.projects.find((project) => project.id === found['id'])
  return project ? <ProjectScreen key={project.id} person={person} project={project} automations={rest !== ''} /> : <Missing />
}

function Redirect({ to }: { to: string }): JSX.Element {
  useEffect(() => navigate(to, { replace: true }), [to])
  return <></>
}
