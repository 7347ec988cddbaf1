import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { track } from '../foothold.ts'
import { accountOf, type Person } from '../people.ts'
import { navigate } from '../router.ts'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/toast.tsx'
import { clearWorkspace } from '../workspace.ts'

export function DeleteWorkspace({ person, onClose }: { person: Person; onClose: () => void }): JSX.Element {
  const { name } = accountOf(person)
  const [typed, setTyped] = useState('')
  const clear = (): void => {
    clearWorkspace(person)
    track('workspace.deleted')
    say('The workspace is empty again')
    navigate('/projects')
  }
  return (
    <Modal title="Delete workspace" submit="Delete for good" danger disabled={typed !== name} onClose={onClose} onSubmit={clear} guide="delete-dialog">
      <p>
        Every project and invitation of yours is deleted. Type <strong>{name}</strong> to go on.
      </p>
      <label class="field">
        <span>Name of the workspace</span>
        <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocomplete="off" />
      </label>
    </Modal>
  )
}
