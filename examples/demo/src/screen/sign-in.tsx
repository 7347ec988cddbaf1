import type { JSX } from 'preact'
import { ACCOUNTS, PEOPLE, type Person } from '../people.ts'
import { navigate } from '../router.ts'
import { signIn } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Logo } from '../ui/icon.tsx'

/** Lets anybody be any of the eight people. */
export function SignIn(): JSX.Element {
  const enter = (person: Person): void => {
    signIn(person)
    navigate('/projects')
  }
  return (
    <main class="sign-in">
      <section class="pitch">
        <p class="brand">
          <Logo />
          <span>Harbour</span>
        </p>
        <h1>Calm projects, on time.</h1>
        <p>Plan the work, see who is stuck, and let rules do the routine. For teams that would rather ship than report.</p>
        <Waves />
      </section>
      <section class="people" aria-labelledby="people-title">
        <h2 id="people-title">Who are you today?</h2>
        <p class="quiet">This is a demo: pick a person, no password. What each one does stays in this browser.</p>
        {ACCOUNTS.map((account) => (
          <div key={account.id} class="people-group">
            <h3>
              {account.name} <span class="badge">{account.plan}</span>
            </h3>
            <ul>
              {PEOPLE.filter((person) => person.accountId === account.id).map((person) => (
                <li key={person.id}>
                  <button type="button" class="person" data-person={person.id} onClick={() => enter(person)}>
                    <Avatar name={person.name} large />
                    <span class="person-text">
                      <strong>{person.name}</strong>
                      <span>{person.title}</span>
                    </span>
                    <span class={`badge badge-${person.role}`}>{person.role}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    </main>
  )
}

function Waves(): JSX.Element {
  return (
    <svg class="waves" viewBox="0 0 600 220" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 90c100-40 200-40 300 0s200 40 300 0v130H0z" />
      <path d="M0 130c100 36 200 36 300 0s200-36 300 0v90H0z" />
      <path d="M0 170c100-28 200-28 300 0s200 28 300 0v50H0z" />
    </svg>
  )
}
