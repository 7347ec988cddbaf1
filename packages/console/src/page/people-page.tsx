// Owns the list of people: search and paging, both in the address.
import type { PersonSummary } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { formatCount } from '../format.ts'
import { DataTable, type Column } from '../part/data-table.tsx'
import { Icon } from '../part/icon.tsx'
import { Card, Page } from '../part/page.tsx'
import { SearchField } from '../part/search-field.tsx'
import { EmptyState, Loaded, Skeleton } from '../part/states.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath, withQuery } from '../router.ts'
import { useQuery } from '../use-query.ts'

const LIMIT = 50

/** The name of a person, or the best there is. */
export const nameOf = (person: Pick<PersonSummary, 'id' | 'name' | 'email' | 'identified'>): string =>
  person.name ?? person.email ?? (person.identified ? person.id : `Visitor ${person.id.slice(0, 8)}`)

const COLUMNS: Column<PersonSummary>[] = [
  {
    key: 'name',
    label: 'Person',
    wide: true,
    lead: true,
    cell: (person) => (
      <>
        <a class="cover" href={toPath({ page: 'person', id: person.id })}>
          {nameOf(person)}
        </a>
        <span class="under quiet">
          {person.identified ? <span>{person.name && person.email ? person.email : <span class="mono">{person.id}</span>}</span> : <Tag>Anonymous</Tag>}
        </span>
      </>
    ),
  },
  { key: 'role', label: 'Role', cell: (person) => person.role ?? <span class="quiet">–</span> },
  { key: 'account', label: 'Account', cell: (person) => person.account ?? <span class="quiet">–</span> },
  { key: 'events', label: 'Events', numeric: true, deskOnly: true, cell: (person) => formatCount(person.events) },
  { key: 'first', label: 'First seen', deskOnly: true, cell: (person) => (person.events ? <Ago at={person.firstSeenAt} /> : <span class="quiet">–</span>) },
  { key: 'last', label: 'Last seen', cell: (person) => (person.events ? <Ago at={person.lastSeenAt} /> : 'Invited') },
]

/** Everybody, latest seen first. */
export function PeoplePage({ search }: { search: string }): JSX.Element {
  const { api, router } = useApp()
  const address = new URLSearchParams(search)
  const text = address.get('search') ?? ''
  const cursor = address.get('cursor') ?? undefined
  const page = cursor === undefined ? 1 : Math.max(2, Number(address.get('page')) || 2)
  const query = useQuery(`people/${text}/${cursor ?? ''}`, (signal) => api.people({ search: text, limit: LIMIT, cursor }, signal))
  const link = (values: Record<string, string | null>): string => toPath({ page: 'people' }) + withQuery(search, values)
  return (
    <Page title="People" lead="Everybody who has been here or was invited, latest first.">
      <div class="toolbar">
        <SearchField label="Search name, e-mail, id or account" value={text} onSearch={(value) => router.refine({ search: value, cursor: null, page: null })} />
        <span class="quiet toolbar-count" role="status">
          {query.data && `${formatCount(query.data.total)} ${query.data.total === 1 ? 'person' : 'people'}${text ? ' found' : ''}`}
        </span>
      </div>
      <Loaded
        query={query}
        skeleton={
          <Card>
            <Skeleton rows={8} />
          </Card>
        }
      >
        {({ items, next, total }) =>
          items.length === 0 ? (
            <Card>
              {text ? (
                <EmptyState title={`Nobody found for “${text}”`} icon="search">
                  <p class="state-actions">
                    <button type="button" class="button" onClick={() => router.refine({ search: null, cursor: null, page: null })}>
                      Show everybody
                    </button>
                  </p>
                </EmptyState>
              ) : (
                <EmptyState title="Nobody yet" icon="people">
                  <p>
                    People appear with their first event, or with an invitation. The <a href={toPath({ page: 'overview' })}>overview</a> has the snippet for
                    your product.
                  </p>
                </EmptyState>
              )}
            </Card>
          ) : (
            <>
              <Card flush>
                <DataTable caption="People" columns={COLUMNS} rows={items} rowKey={(person) => person.id} />
              </Card>
              {(page > 1 || next !== null) && (
                <nav class="pager" aria-label="Pages">
                  {page > 1 ? (
                    <a class="button" href={link({ cursor: null, page: null })}>
                      <Icon name="back" />
                      First page
                    </a>
                  ) : (
                    <span />
                  )}
                  <span class="quiet">
                    {formatCount((page - 1) * LIMIT + 1)}–{formatCount((page - 1) * LIMIT + items.length)} of {formatCount(total)}
                  </span>
                  {next !== null ? (
                    <a class="button" href={link({ cursor: next, page: String(page + 1) })}>
                      Next
                      <Icon name="next" />
                    </a>
                  ) : (
                    <span />
                  )}
                </nav>
              )}
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
