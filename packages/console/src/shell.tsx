// Owns the frame around all pages: navigation, landmarks, and where focus goes after a move. It must not know what a page shows.
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useApp, usePlace } from './app-context.ts'
import { GuidePage } from './page/guide-page.tsx'
import { GuidesPage } from './page/guides-page.tsx'
import { LivePage } from './page/live-page.tsx'
import { MissingPage } from './page/missing-page.tsx'
import { OverviewPage } from './page/overview-page.tsx'
import { PeoplePage } from './page/people-page.tsx'
import { SomebodyPage } from './page/somebody-page.tsx'
import { SettingsPage } from './page/settings-page.tsx'
import { VersionsPage } from './page/versions-page.tsx'
import { Icon, Mark, type IconName } from './part/icon.tsx'
import { ThemeSwitch } from './part/theme-switch.tsx'
import { toPath, type Place, type Route } from './router.ts'
import { useQuery } from './use-query.ts'

const NAV: { route: Route; label: string; icon: IconName; holds: Route['page'][] }[] = [
  { route: { page: 'overview' }, label: 'Overview', icon: 'overview', holds: ['overview'] },
  { route: { page: 'guides' }, label: 'Guides', icon: 'guides', holds: ['guides', 'guide'] },
  { route: { page: 'people' }, label: 'People', icon: 'people', holds: ['people', 'person', 'account'] },
  { route: { page: 'live' }, label: 'Live', icon: 'live', holds: ['live'] },
  { route: { page: 'versions' }, label: 'Versions', icon: 'versions', holds: ['versions'] },
  { route: { page: 'settings' }, label: 'Settings', icon: 'settings', holds: ['settings'] },
]

function pageOf({ route, search }: Place): JSX.Element {
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'guides':
      return <GuidesPage search={search} />
    case 'guide':
      return <GuidePage key={route.key} guide={route.key} />
    case 'people':
      return <PeoplePage search={search} />
    case 'person':
    case 'account':
      return <SomebodyPage route={route} />
    case 'live':
      return <LivePage />
    case 'versions':
      return <VersionsPage />
    case 'settings':
      return <SettingsPage />
    case 'missing':
      return <MissingPage path={route.path} />
  }
}

/** The signed-in console. */
export function Shell(): JSX.Element {
  const { api, router, signOut } = useApp()
  const place = usePlace(router)
  const project = useQuery('project', (signal) => api.project(signal))
  const [open, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const path = toPath(place.route)
  const before = useRef(path)

  // A move to another page puts the focus on its heading, as a load would; the first page keeps the browser's own.
  useEffect(() => {
    setOpen(false)
    if (before.current === path) return
    before.current = path
    main.current?.querySelector('h1')?.focus({ preventScroll: true })
  }, [path])

  return (
    <div class="shell">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the content
      </a>
      <header class="side">
        <div class="side-top">
          <a class="brand" href={toPath({ page: 'overview' })}>
            <Mark />
            <span class="brand-words">
              <strong>Foothold</strong>
              <span class="quiet">{project.data?.name ?? ' '}</span>
            </span>
          </a>
          <button
            type="button"
            class="icon-button menu-button"
            aria-expanded={open}
            aria-controls="navigation"
            aria-label={open ? 'Close the menu' : 'Open the menu'}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'close' : 'menu'} />
          </button>
        </div>
        <div id="navigation" class={open ? 'side-body open' : 'side-body'}>
          <nav aria-label="Main">
            <ul>
              {NAV.map(({ route, label, icon, holds }) => (
                <li key={label}>
                  <a href={toPath(route)} aria-current={holds.includes(place.route.page) ? 'page' : undefined} onClick={() => setOpen(false)}>
                    <Icon name={icon} />
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="side-foot">
            <ThemeSwitch />
            <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={signOut}>
              <Icon name="leave" />
            </button>
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {pageOf(place)}
      </main>
    </div>
  )
}
