// Owns the list of guides: search, kind, order. All of it in the address, so that a view can be shared.
import type { GuideSummary } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { isCompletable } from '../completion.ts'
import { formatCount, toPlainTitle } from '../format.ts'
import { DataTable, sortRows, type Column, type Sort } from '../part/data-table.tsx'
import { Card, Page } from '../part/page.tsx'
import { RateBar, RateText } from '../part/rate.tsx'
import { SearchField } from '../part/search-field.tsx'
import { EmptyState, Loaded, Skeleton } from '../part/states.tsx'
import { GUIDE_KINDS, kindName, Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'

const COLUMNS: Column<GuideSummary>[] = [
  {
    key: 'title',
    label: 'Guide',
    wide: true,
    lead: true,
    sortBy: (guide) => guide.title.toLowerCase(),
    cell: (guide) => (
      <>
        <a class="cover" href={toPath({ page: 'guide', key: guide.key })}>
          {toPlainTitle(guide.title)}
        </a>
        <span class="under quiet">
          {kindName(guide.kind)}
          <span class="mono">{guide.key}</span>
          {guide.owner && <span>{guide.owner}</span>}
        </span>
      </>
    ),
  },
  {
    key: 'status',
    label: 'Status',
    sortBy: (guide) => guide.status,
    cell: (guide) => (
      <span>
        <Tag tone={guide.status === 'live' ? 'good' : 'plain'}>{guide.status === 'live' ? 'Live' : 'Removed'}</Tag>
        <span class="cell-note quiet">
          {guide.lastSeenAt ? (
            <>
              seen <Ago at={guide.lastSeenAt} />
            </>
          ) : (
            'never seen'
          )}
        </span>
      </span>
    ),
  },
  {
    key: 'shown',
    label: 'Saw it',
    numeric: true,
    sortBy: (guide) => guide.people.shown,
    cell: (guide) => <span title={`${formatCount(guide.shown)} showings`}>{formatCount(guide.people.shown)}</span>,
  },
  {
    key: 'completed',
    label: 'Completed',
    numeric: true,
    sortBy: (guide) => guide.people.completed,
    cell: (guide) => (isCompletable(guide) ? formatCount(guide.people.completed) : '–'),
  },
  { key: 'dismissed', label: 'Dismissed', numeric: true, sortBy: (guide) => guide.people.dismissed, cell: (guide) => formatCount(guide.people.dismissed) },
  {
    key: 'rate',
    label: 'Completion rate',
    numeric: true,
    sortBy: (guide) => (isCompletable(guide) ? guide.completion.value : null),
    cell: (guide) =>
      isCompletable(guide) ? (
        <div class="rate-cell">
          <RateText rate={guide.completion} />
          <RateBar rate={guide.completion} label="Completion rate" />
        </div>
      ) : (
        '–'
      ),
  },
]

/** Reads search, kind and order from the address. */
export function readGuideView(search: string): { text: string; kind: string; sort: Sort } {
  const query = new URLSearchParams(search)
  const [by, direction] = (query.get('sort') ?? 'shown.desc').split('.')
  return { text: query.get('search') ?? '', kind: query.get('kind') ?? '', sort: { by: by!, descending: direction === 'desc' } }
}

/** All guides that are live or were shown. */
export function GuidesPage({ search }: { search: string }): JSX.Element {
  const { api, router } = useApp()
  const query = useQuery('guides', (signal) => api.guides(signal))
  const { text, kind, sort } = readGuideView(search)
  const wanted = text.toLowerCase()
  return (
    <Page title="Guides" lead="Counts are distinct people. “Saw it” means really visible for half a second.">
      <Loaded
        query={query}
        skeleton={
          <Card>
            <Skeleton rows={7} />
          </Card>
        }
      >
        {(guides) => {
          if (guides.length === 0) {
            return (
              <Card>
                <EmptyState title="No guides yet" icon="guides">
                  <p>Guides are files beside your code. Make a folder with examples, change them, publish.</p>
                  <pre class="code">
                    <code>{'npx foothold init\nnpx foothold publish'}</code>
                  </pre>
                </EmptyState>
              </Card>
            )
          }
          const rows = sortRows(
            guides.filter((guide) => (!kind || guide.kind === kind) && `${guide.title} ${guide.key} ${guide.owner ?? ''}`.toLowerCase().includes(wanted)),
            COLUMNS,
            sort,
          )
          const kinds = GUIDE_KINDS.filter((one) => guides.some((guide) => guide.kind === one))
          return (
            <>
              <div class="toolbar">
                <SearchField label="Search title, key or owner" value={text} onSearch={(value) => router.refine({ search: value })} delayMs={80} />
                <label class="select">
                  <span class="sr-only">Kind</span>
                  <select value={kind} onChange={(event) => router.refine({ kind: event.currentTarget.value })}>
                    <option value="">All kinds</option>
                    {kinds.map((one) => (
                      <option key={one} value={one}>
                        {kindName(one)}
                      </option>
                    ))}
                  </select>
                </label>
                <span class="quiet toolbar-count" role="status">
                  {rows.length === guides.length
                    ? `${formatCount(guides.length)} guides`
                    : `${formatCount(rows.length)} of ${formatCount(guides.length)} guides`}
                </span>
              </div>
              <Card flush>
                {rows.length === 0 ? (
                  <EmptyState title="No guide fits" icon="search">
                    <p class="state-actions">
                      <button type="button" class="button" onClick={() => router.refine({ search: null, kind: null })}>
                        Show all
                      </button>
                    </p>
                  </EmptyState>
                ) : (
                  <DataTable
                    caption="Guides"
                    columns={COLUMNS}
                    rows={rows}
                    rowKey={(guide) => guide.key}
                    sort={sort}
                    onSort={({ by, descending }) => router.refine({ sort: `${by}.${descending ? 'desc' : 'asc'}` })}
                  />
                )}
              </Card>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
