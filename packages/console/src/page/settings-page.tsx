// Owns keys, origins and identity on one page.
import type { JSX } from 'preact'
import { Page } from '../part/page.tsx'
import { IdentityCard } from './settings-identity.tsx'
import { KeysCard } from './settings-keys.tsx'

/** What an administrator sets. */
export function SettingsPage(): JSX.Element {
  return (
    <Page title="Settings" lead="Who may send, who may see, and how people prove who they are.">
      <KeysCard />
      <IdentityCard />
    </Page>
  )
}
