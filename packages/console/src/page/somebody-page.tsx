// Owns which page stands at the address of somebody: a person, or an account.
import type { JSX } from 'preact'
import type { Route } from '../router.ts'
import { AccountPage } from './account-page.tsx'
import { PersonPage } from './person-page.tsx'

/** The page of one person or one account. */
export function SomebodyPage({ route }: { route: Extract<Route, { page: 'person' | 'account' }> }): JSX.Element {
  return route.page === 'account' ? <AccountPage key={route.id} id={route.id} /> : <PersonPage key={route.id} id={route.id} />
}
