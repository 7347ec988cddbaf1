// Owns what an address shows that is no page.
import type { JSX } from 'preact'
import { EmptyState } from '../part/states.tsx'
import { Page } from '../part/page.tsx'
import { toPath } from '../router.ts'

/** Says that there is no such page. */
export function MissingPage({ path }: { path: string }): JSX.Element {
  return (
    <Page title="Page not found">
      <EmptyState title="There is nothing at this address" icon="search">
        <p>
          <code>{path}</code> is no page of the console. The link may be cut off.
        </p>
        <p class="state-actions">
          <a class="button primary" href={toPath({ page: 'overview' })}>
            Go to the overview
          </a>
        </p>
      </EmptyState>
    </Page>
  )
}
