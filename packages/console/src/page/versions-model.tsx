// Owns which definitions everybody is, and was, reckoned by: how far that is, and the numbers under each.
import type { ModelBasisEntry } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { formatCount, formatPlural, toWords } from '../format.ts'
import { DataTable, type Column } from '../part/data-table.tsx'
import { Card } from '../part/page.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { useQuery } from '../use-query.ts'
import { CLASSES } from '../part/standing.tsx'

/** How often is asked while everybody is being reckoned, in ms. */
const AGAIN_MS = 2000

function Progress({ entry: { progress, until } }: { entry: ModelBasisEntry }): JSX.Element {
  const { done, total, finished } = progress
  if (until !== null)
    return (
      <span>
        Until <Ago at={until} />
      </span>
    )
  if (finished) return <Tag tone="good">Everybody</Tag>
  return (
    <span>
      <progress value={done} max={Math.max(total, 1)} aria-label="People reckoned by these definitions" /> {formatCount(done)} of {formatCount(total)}
    </span>
  )
}

const COLUMNS: Column<ModelBasisEntry>[] = [
  {
    key: 'version',
    label: 'Came with',
    lead: true,
    cell: ({ version, until }) => (
      <>
        <span class="mono strong" title={version}>
          {version.slice(0, 8)}
        </span>{' '}
        {until === null && <Tag tone="good">Followed</Tag>}
      </>
    ),
  },
  { key: 'since', label: 'Since', cell: ({ since }) => <Ago at={since} /> },
  { key: 'progress', label: 'Reckoned', cell: (entry) => <Progress entry={entry} /> },
  { key: 'people', label: 'People', numeric: true, cell: ({ numbers }) => (numbers ? formatCount(numbers.people) : '–') },
  {
    key: 'classes',
    label: 'Behaviour',
    wide: true,
    cell: ({ numbers }) =>
      numbers?.classes.length ? (
        <span class="tags">
          {numbers.classes
            .toSorted((a, b) => b.people - a.people)
            .map((one) => (
              <Tag key={one.class} tone={CLASSES[one.class] ?? 'plain'}>
                {formatCount(one.people)} {toWords(one.class).toLowerCase()}
              </Tag>
            ))}
        </span>
      ) : (
        <span class="quiet">–</span>
      ),
  },
  { key: 'late', label: 'Missed', numeric: true, cell: ({ numbers }) => (numbers ? formatPlural(numbers.late, 'person', 'people') : '–') },
]

/** The definitions, those that are followed now first. Nothing where none ever were. */
export function VersionsModel(): JSX.Element | null {
  const { api } = useApp()
  const query = useQuery('model', (signal) => api.model(signal))
  const busy = query.data?.definitions.some(({ until, progress }) => until === null && !progress.finished) ?? false
  useEffect(() => {
    if (!busy || query.loading) return undefined
    const timer = setTimeout(query.reload, AGAIN_MS)
    return () => clearTimeout(timer)
  }, [busy, query.loading, query.atMs])
  // what was published just now is followed a moment later
  useEffect(() => {
    const timer = setTimeout(query.reload, AGAIN_MS)
    return () => clearTimeout(timer)
  }, [])
  if (query.data?.definitions.length === 0) return null
  return (
    <Card title="Reckoned by" note="When definitions of the model change, everybody is reckoned anew from all that happened. The former numbers stay.">
      <Loaded query={query} skeleton={<Skeleton rows={3} />}>
        {({ definitions }) => <DataTable caption="Definitions, those followed now first" columns={COLUMNS} rows={definitions} rowKey={({ basis }) => basis} />}
      </Loaded>
    </Card>
  )
}
