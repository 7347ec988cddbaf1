import type { JSX } from 'preact'
import type { Person } from '../people.ts'
import { navigate } from '../router.ts'
import { Modal } from '../ui/modal.tsx'
import { createProject } from '../work.ts'

/** A field's text; a file is none. */
const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

export function NewProject({ person, onClose }: { person: Person; onClose: () => void }): JSX.Element {
  const create = (form: FormData): void => {
    const id = createProject(person, textOf(form, 'name'), textOf(form, 'outcome'))
    navigate(`/projects/${id}`)
  }
  return (
    <Modal title="New project" submit="Create project" onClose={onClose} onSubmit={create} guide="new-project-dialog">
      <label class="field">
        <span>Name</span>
        <input name="name" required maxLength={80} pattern=".*\S.*" placeholder="Spring launch" autocomplete="off" data-guide="project-name" />
      </label>
      <label class="field">
        <span>
          What is true when it is done? <small>optional</small>
        </span>
        <textarea name="outcome" rows={3} maxLength={200} placeholder="Everybody on the waiting list has been invited." />
      </label>
    </Modal>
  )
}
