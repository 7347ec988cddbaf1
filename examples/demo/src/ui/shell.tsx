import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { accountOf, type Person } from '../people.ts'
import { navigate, usePlace } from '../router.ts'
import { signOut } from '../session.ts'
import { chooseTheme, isDark } from '../theme.ts'
import { Avatar } from './avatar.tsx'
import { Icon, Logo, type IconName } from './icon.tsx'
import { Toast } from './toast.tsx'

const LINKS: { href: string; label: string; icon: IconName }[] = [
  { href: '/projects', label: 'Projects', icon: 'projects' },
  { href: '/reports', label: 'Reports', icon: 'reports' },
  { href: '/settings', label: 'Settings', icon: 'settings' },
]

/** Frames every screen: sticky header, navigation (at the foot on a phone), the person's menu, messages. */
export function Shell({ person, children }: { person: Person; children: ComponentChildren }): JSX.Element {
  const { path } = usePlace()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0)
      main.current?.focus({ preventScroll: true })
    }
    first.current = false
  }, [path])
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="header">
        <a class="brand" href="/projects">
          <Logo />
          <span>Harbour</span>
        </a>
        <span class="workspace">{accountOf(person).name}</span>
        <div class="header-space" />
        <div data-foothold-slot="header-help" />
        <ThemeButton />
        <Menu person={person} />
      </header>
      <nav class="nav" aria-label="Main">
        {LINKS.map(({ href, label, icon }) => (
          <a key={href} href={href} class="nav-link" aria-current={path.startsWith(href) ? 'page' : undefined} data-guide={`nav-${icon}`}>
            <Icon name={icon} />
            <span>{label}</span>
          </a>
        ))}
      </nav>
      <main id="main" class="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Toast />
    </div>
  )
}

function ThemeButton(): JSX.Element {
  const [dark, setDark] = useState(isDark)
  const toggle = (): void => {
    chooseTheme(dark ? 'light' : 'dark')
    setDark(!dark)
  }
  return (
    <button type="button" class="button-icon" aria-label={dark ? 'Use light colours' : 'Use dark colours'} onClick={toggle} data-guide="theme-toggle">
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  )
}

function Menu({ person }: { person: Person }): JSX.Element {
  const leave = (): void => {
    signOut()
    navigate('/sign-in')
  }
  return (
    <>
      <button type="button" class="menu-button" popovertarget="menu" aria-label={`Your menu, ${person.name}`} data-guide="menu">
        <Avatar name={person.name} />
      </button>
      <div id="menu" popover="auto" class="menu">
        <p class="menu-who">
          <strong>{person.name}</strong>
          <span>{person.email}</span>
          <span class={`badge badge-${person.role}`}>{person.role}</span>
        </p>
        <button type="button" class="menu-item" onClick={leave} data-guide="sign-out">
          <Icon name="leave" /> Sign out
        </button>
      </div>
    </>
  )
}
