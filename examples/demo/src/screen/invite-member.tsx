import type { JSX } from 'preact'
import type { Person, Role } from '../people.ts'
import { Modal } from '../ui/modal.tsx'
import { inviteMember } from '../work.ts'

export function InviteMember({ person, onClose }: { person: Person; onClose: () => void }): JSX.Element {
  return (
    <Modal
      title="Invite a member"
      submit="Send invitation"
      guide="invite-dialog"
      onClose={onClose}
      onSubmit={(form) => inviteMember(person, form.get('email') as string, form.get('role') as Role)}
    >
      <label class="field">
        <span>E-mail</span>
        <input name="email" type="email" required placeholder="sam@example.com" autocomplete="off" data-guide="invite-email" />
      </label>
      <label class="field">
        <span>Role</span>
        <select name="role">
          <option value="member">Member: works in projects</option>
          <option value="viewer">Viewer: reads projects and reports</option>
          <option value="admin">Admin: also manages people</option>
        </select>
      </label>
    </Modal>
  )
}
