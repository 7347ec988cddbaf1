// Owns what was published: which version is live, and publishing an earlier one again, with a way back.
import type { VersionEntry } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp } from '../app-context.ts'
import { formatCount, formatExact, formatPlural } from '../format.ts'
import { ConfirmDialog } from '../part/confirm-dialog.tsx'
import { DataTable, type Column } from '../part/data-table.tsx'
import { Card, Page } from '../part/page.tsx'
import { EmptyState, Loaded, Skeleton } from '../part/states.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { useQuery } from '../use-query.ts'
import { VersionsModel } from './versions-model.tsx'

const short = (version: string): string => version.slice(0, 8)

/** All versions, newest first. */
export function VersionsPage(): JSX.Element {
  const { api, cache, notify } = useApp()
  const query = useQuery('versions', (signal) => api.versions(signal))
  const [asked, setAsked] = useState<VersionEntry>()
  const [busy, setBusy] = useState(false)
  const live = query.data?.find((entry) => entry.live)

  const publish = async (version: string, undo: string | undefined): Promise<void> => {
    setBusy(true)
    try {
      await api.publish(version)
      // Everything that was loaded before may speak of another version.
      for (const name of cache.keys()) if (name !== 'versions' && name !== 'project') cache.delete(name)
      notify({
        text: undo === undefined ? `Undone. Version ${short(version)} is live again.` : `Version ${short(version)} is live.`,
        ...(undo !== undefined && { action: { label: 'Undo', run: () => void publish(undo, undefined) } }),
      })
    } catch (error) {
      notify({
        text: `Nothing was changed. ${tellError(error)}`,
        tone: 'bad',
        action: { label: 'Retry', run: () => void publish(version, undo) },
      })
    }
    setBusy(false)
    setAsked(undefined)
    query.reload()
  }

  const columns: Column<VersionEntry>[] = [
    {
      key: 'version',
      label: 'Version',
      lead: true,
      cell: (entry) => (
        <>
          <span class="mono strong" title={entry.version}>
            {short(entry.version)}
          </span>
          {entry.live && (
            <>
              {' '}
              <Tag tone="good">Live</Tag>
            </>
          )}
        </>
      ),
    },
    { key: 'note', label: 'Note', wide: true, cell: (entry) => entry.note ?? <span class="quiet">–</span> },
    { key: 'guides', label: 'Guides', numeric: true, cell: (entry) => formatCount(entry.guides) },
    { key: 'at', label: 'Published', cell: (entry) => <Ago at={entry.publishedAt} /> },
    {
      key: 'do',
      label: 'Roll back',
      numeric: true,
      cell: (entry) =>
        entry.live ? (
          <span class="quiet">Everybody gets this one</span>
        ) : (
          <button type="button" class="button small" aria-label={`Publish version ${short(entry.version)} again`} onClick={() => setAsked(entry)}>
            Publish again
          </button>
        ),
    },
  ]
  return (
    <Page title="Versions" lead="Every publish makes a version that never changes. Going back is publishing an earlier one again.">
      <Loaded
        query={query}
        skeleton={
          <Card>
            <Skeleton rows={5} />
          </Card>
        }
      >
        {(versions) => (
          <Card flush={versions.length > 0}>
            {versions.length === 0 ? (
              <EmptyState title="Nothing published yet" icon="versions">
                <p>Write guides and the model as files, then publish them.</p>
                <pre class="code">
                  <code>{'npx foothold init\nnpx foothold publish'}</code>
                </pre>
              </EmptyState>
            ) : (
              <DataTable
                caption="Versions, newest first"
                columns={columns}
                rows={versions}
                rowKey={(entry) => entry.version}
                rowClass={(entry) => (entry.live ? 'live-version' : '')}
              />
            )}
          </Card>
        )}
      </Loaded>
      {live && <VersionsModel key={live.version} />}
      {asked && (
        <ConfirmDialog
          title={`Publish version ${short(asked.version)} again?`}
          confirm="Publish"
          busy={busy}
          busyLabel="Publishing…"
          onConfirm={() => void publish(asked.version, live?.version)}
          onCancel={() => setAsked(undefined)}
        >
          <p>
            People get it with their next page.{' '}
            {live && (
              <>
                It replaces <span class="mono">{short(live.version)}</span>; you can undo that.
              </>
            )}
          </p>
          <dl class="pairs">
            <dt>Published</dt>
            <dd>{formatExact(asked.publishedAt)}</dd>
            {asked.note && (
              <>
                <dt>Note</dt>
                <dd>{asked.note}</dd>
              </>
            )}
            <dt>Guides</dt>
            <dd>
              {formatPlural(asked.guides, 'guide')}
              {live && live.guides !== asked.guides ? `, ${formatCount(live.guides)} are live now` : ''}
            </dd>
          </dl>
        </ConfirmDialog>
      )}
    </Page>
  )
}
