// The whole of it: create, say who is here, say what happens. The slot for an empty-state guide is in index.html.
import { createFoothold } from '@foothold/sdk'

const query = new URLSearchParams(location.search)
const create = document.querySelector<HTMLButtonElement>('#create')!
const said = document.querySelector('#said')!
let projects = 0

const foothold = createFoothold({
  key: query.get('key') ?? 'fh_pub_your_key',
  endpoint: query.get('endpoint') ?? location.origin,
  navigate: () => create.focus(),
})

foothold.identify('sam', { firstName: 'Sam', role: 'member', createdAt: '2026-01-15T09:00:00Z' })
foothold.group('acme', { name: 'Acme', plan: 'starter' })

create.addEventListener('click', () => {
  foothold.track('project.created', { projects: ++projects })
  said.textContent = projects === 1 ? 'One project' : `${projects} projects`
  document.querySelector('[data-foothold-slot]')?.remove()
})
