import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { track } from '../foothold.ts'
import { accountOf, PEOPLE, type Person } from '../people.ts'
import { navigate, usePlace } from '../router.ts'
import { chooseTheme, currentTheme, THEMES, type Theme } from '../theme.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWorkspace } from '../workspace.ts'
import { DeleteWorkspace } from './delete-workspace.tsx'
import { InviteMember } from './invite-member.tsx'

/** Shows appearance, workspace, members, and what only admins may do. `?invite=member` opens that dialog. */
export function Settings({ person }: { person: Person }): JSX.Element {
  const { query } = usePlace()
  const admin = person.role === 'admin'
  const asked = query.get('invite') === 'member'
  const [dialog, setDialog] = useState<'invite' | 'delete' | ''>('')
  const close = (): void => setDialog('')
  useEffect(() => {
    if (!asked) return
    if (admin) setDialog('invite')
    navigate('/settings', { replace: true })
  }, [asked])
  useEffect(() => void (document.title = 'Settings · Harbour'), [])
  return (
    <div class="settings">
      <div class="page-head">
        <h1 data-guide="settings-heading">Settings</h1>
      </div>
      <Appearance />
      <WorkspaceFacts person={person} />
      <Members person={person} onInvite={() => setDialog('invite')} />
      {admin && (
        <section class="panel" aria-labelledby="delete-title">
          <h2 id="delete-title">Delete workspace</h2>
          <div class="panel-line">
            <p>Delete your projects and invitations in this workspace.</p>
            <button type="button" class="button button-danger" onClick={() => setDialog('delete')} data-guide="delete-workspace">
              Delete workspace
            </button>
          </div>
        </section>
      )}
      {dialog === 'invite' && <InviteMember person={person} onClose={close} />}
      {dialog === 'delete' && <DeleteWorkspace person={person} onClose={close} />}
    </div>
  )
}

function Appearance(): JSX.Element {
  const [theme, setTheme] = useState(currentTheme)
  const choose = (next: Theme): void => {
    chooseTheme(next)
    setTheme(next)
    track('theme.changed', { theme: next })
  }
  return (
    <section class="panel" aria-labelledby="appearance-title">
      <h2 id="appearance-title">Appearance</h2>
      <fieldset class="choices" data-guide="theme">
        <legend>Colours</legend>
        {THEMES.map((each) => (
          <label key={each}>
            <input type="radio" name="theme" checked={theme === each} onChange={() => choose(each)} />
            <span>{{ system: 'As the system', light: 'Light', dark: 'Dark' }[each]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  )
}

function WorkspaceFacts({ person }: { person: Person }): JSX.Element {
  const account = accountOf(person)
  return (
    <section class="panel" aria-labelledby="account-title">
      <h2 id="account-title">Account</h2>
      <dl class="facts-list">
        <dt>Workspace</dt>
        <dd>{account.name}</dd>
        <dt>Plan</dt>
        <dd>
          <span class="badge">{account.plan}</span> {account.seats} seats
        </dd>
        <dt>You</dt>
        <dd>
          {person.name}, {person.title}
        </dd>
        <dt>E-mail</dt>
        <dd>{person.email}</dd>
      </dl>
    </section>
  )
}

function Members({ person, onInvite }: { person: Person; onInvite: () => void }): JSX.Element {
  const { invitations } = useWorkspace(person)
  return (
    <section class="panel" aria-labelledby="members-title">
      <div class="panel-line">
        <h2 id="members-title">Members</h2>
        {person.role === 'admin' && (
          <button type="button" class="button button-primary" onClick={onInvite} data-guide="invite-member">
            <Icon name="plus" /> Invite member
          </button>
        )}
      </div>
      <ul class="members" data-guide="member-list">
        {PEOPLE.filter((each) => each.accountId === person.accountId).map((each) => (
          <li key={each.id}>
            <Avatar name={each.name} />
            <span class="member-name">
              {each.name} {each.id === person.id && <span class="quiet">(you)</span>}
            </span>
            <span class={`badge badge-${each.role}`}>{each.role}</span>
          </li>
        ))}
        {invitations.map((each) => (
          <li key={each.email + each.at}>
            <Avatar name="" />
            <span class="member-name">
              {each.email} <span class="quiet">invited</span>
            </span>
            <span class={`badge badge-${each.role}`}>{each.role}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
