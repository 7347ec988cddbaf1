import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { hoursByWeek, makeActivity, toCsv, type Activity } from '../activity.ts'
import { track } from '../foothold.ts'
import { Icon } from '../ui/icon.tsx'
import { ActivityTable } from './activity-table.tsx'

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** Shows where the time went: four figures, twelve weeks, 2,000 rows. */
export function Reports(): JSX.Element {
  const today = useMemo(() => new Date(), [])
  const all = useMemo(() => makeActivity(today), [today])
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => {
    const word = filter.trim().toLowerCase()
    return word ? all.filter((row) => `${row.task} ${row.project} ${row.person}`.toLowerCase().includes(word)) : all
  }, [all, filter])
  useEffect(() => {
    document.title = 'Reports · Harbour'
    track('report.viewed', { report: 'activity' })
  }, [])
  return (
    <>
      <div class="page-head">
        <div>
          <h1 data-guide="reports-heading">Reports</h1>
          <p class="quiet">Sample data until your own fills in.</p>
        </div>
        <button type="button" class="button" onClick={() => save(rows)} data-guide="report-export">
          <Icon name="download" /> Export CSV
        </button>
      </div>
      <Figures rows={rows} />
      <Weeks hours={hoursByWeek(rows, today)} />
      <div class="crew" data-foothold-slot="crew" />
      <div class="toolbar toolbar-end">
        <h2>Activity</h2>
        <input
          type="search"
          class="search"
          aria-label="Filter the activity"
          placeholder="Filter by task, project or person"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          data-guide="report-filter"
        />
      </div>
      <ActivityTable rows={rows} />
    </>
  )
}

function Figures({ rows }: { rows: readonly Activity[] }): JSX.Element {
  const hours = rows.reduce((sum, row) => sum + row.hours, 0)
  const onTime = rows.length ? rows.filter((row) => !row.late).length / rows.length : 0
  const figures: [string, string][] = [
    ['Tasks finished', NUMBER.format(rows.length)],
    ['Hours worked', NUMBER.format(hours)],
    ['On time', `${NUMBER.format(onTime * 100)} %`],
    ['People', NUMBER.format(new Set(rows.map((row) => row.person)).size)],
  ]
  return (
    <dl class="figures" data-guide="report-summary">
      {figures.map(([name, value]) => (
        <div key={name} class="figure">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Weeks({ hours }: { hours: number[] }): JSX.Element {
  const most = Math.max(...hours, 1)
  return (
    <figure class="weeks">
      <figcaption>Hours a week, last twelve weeks</figcaption>
      <div class="weeks-bars" role="img" aria-label={`Hours a week, oldest first: ${hours.map((each) => NUMBER.format(each)).join(', ')}`}>
        {hours.map((each, i) => (
          <span key={i} style={{ height: `${(each / most) * 100}%` }} title={`${NUMBER.format(each)} h`} />
        ))}
      </div>
    </figure>
  )
}

function save(rows: readonly Activity[]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([toCsv(rows)], { type: 'text/csv' }))
  link.download = 'harbour-activity.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  track('report.exported', { report: 'activity', rows: rows.length })
}
