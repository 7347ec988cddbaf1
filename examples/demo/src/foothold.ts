// Owns every word that Harbour says to Foothold. The snippet in index.html made `window.foothold`; before the script has
// loaded (or where it never does) calls are only queued, so nothing here may be awaited or relied upon.
import { accountOf, type Person } from './people.ts'

interface Foothold {
  identify(userId: string, traits?: Record<string, unknown>): void
  group(groupId: string, traits?: Record<string, unknown>): void
  track(event: string, properties?: Record<string, unknown>): void
  reset(): void
  /** Set by the page: how an action `navigate` of a guide changes the page without a load. */
  navigate?: (path: string) => void
}

declare global {
  interface Window {
    foothold?: Foothold
  }
}

/** Says who is here; on every sign-in and on every load with a session. */
export function introduce(person: Person, createdAt: string): void {
  const { id, name, firstName, email, role, title } = person
  const account = accountOf(person)
  window.foothold?.identify(id, { name, firstName, email, role, title, createdAt })
  window.foothold?.group(account.id, { name: account.name, plan: account.plan, tier: account.tier, seats: account.seats })
}

export const track = (event: string, properties?: Record<string, unknown>): void => window.foothold?.track(event, properties)
export const forget = (): void => window.foothold?.reset()

/** Lets guides move between screens the way the app's own links do. */
export function lendNavigation(navigate: (path: string) => void): void {
  if (window.foothold) window.foothold.navigate = navigate
}
