// Owns the overview: how many, how it went in 30 days, milestones and goals; or the first run.
import type { Overview } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { formatCount, formatShare } from '../format.ts'
import { DayPlot } from '../part/day-plot.tsx'
import { Card, Figure, Figures, Page } from '../part/page.tsx'
import { RateBar, RateKey, RateText } from '../part/rate.tsx'
import { Segmented } from '../part/segmented.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { GoalTag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'
import { FirstRun } from './first-run.tsx'

type Measure = 'active' | 'events' | 'shown'
const MEASURES: { value: Measure; label: string }[] = [
  { value: 'active', label: 'Active people' },
  { value: 'events', label: 'Events' },
  { value: 'shown', label: 'Guides shown' },
]
const RENEW_MS = 60_000

/** Averages the seven whole days before today. */
export function toUsual(series: Overview['series'], measure: Measure): number | null {
  const days = series.slice(-8, -1)
  return days.length === 0 ? null : days.reduce((sum, day) => sum + day[measure], 0) / days.length
}

const isFirstRun = (data: Overview): boolean => data.people === 0 && data.series.every((day) => day.events === 0)

function Usual({ data, measure }: { data: Overview; measure: Measure }): JSX.Element {
  const usual = toUsual(data.series, measure)
  return <>{!usual ? 'none last week' : `${formatCount(usual < 10 ? Math.round(usual * 10) / 10 : Math.round(usual))} a day last week`}</>
}

function History({ data }: { data: Overview }): JSX.Element {
  const [measure, setMeasure] = useState<Measure>('active')
  const lines = MEASURES.map(({ value, label }) => ({ value, label, values: data.series.map((day) => day[value]), look: 'area' as const }))
  return (
    <Card
      title="Last 30 days"
      note={
        measure === 'active'
          ? 'People who used a declared feature that day. A login alone does not count.'
          : measure === 'events'
            ? 'All events that arrived, by the day they happened.'
            : 'Showings that were really visible for half a second.'
      }
      aside={<Segmented label="Measure" options={MEASURES} value={measure} onChange={setMeasure} />}
    >
      <DayPlot label="Last 30 days" days={data.series.map((day) => day.day)} series={lines.filter((line) => line.value === measure)} tableSeries={lines} />
    </Card>
  )
}

function Milestones({ data }: { data: Overview }): JSX.Element {
  return (
    <Card title="Milestones" note="Share of people who got there" aside={data.milestones.length > 0 && <RateKey />}>
      {data.milestones.length === 0 ? (
        <p class="quiet">
          None declared. Add <code>milestones</code> to <code>model.json</code> and publish.
        </p>
      ) : (
        <ul class="rates">
          {data.milestones.map(({ key, name, reached }) => (
            <li key={key}>
              <div class="rate-row">
                <span class="rate-name">{name}</span>
                <RateText rate={reached} />
              </div>
              <RateBar rate={reached} label={name} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Goals({ data }: { data: Overview }): JSX.Element {
  return (
    <Card title="Goals" note="Where we want to be" aside={data.goals.length > 0 && <RateKey target />}>
      {data.goals.length === 0 ? (
        <p class="quiet">
          None declared. Add <code>goals</code> to <code>model.json</code> and publish.
        </p>
      ) : (
        <ul class="rates">
          {data.goals.map(({ key, name, target, actual, status, definition }) => (
            <li key={key}>
              <div class="rate-row">
                <span class="rate-name">{name}</span>
                <GoalTag status={status} />
              </div>
              <RateBar rate={actual} target={target} label={name} />
              <div class="rate-row small">
                <RateText rate={actual} />
                <span class="quiet">target {formatShare(target)}</span>
              </div>
              <details class="definition">
                <summary>How it is counted</summary>
                <p>{definition}</p>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** The first page. */
export function OverviewPage(): JSX.Element {
  const { api } = useApp()
  const query = useQuery('overview', (signal) => api.overview(signal))
  const first = query.data !== undefined && isFirstRun(query.data)
  useEffect(() => {
    if (first) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && query.reload(), RENEW_MS)
    return () => clearInterval(timer)
  }, [first])
  return (
    <Page
      title={first ? 'Welcome to Foothold' : 'Overview'}
      lead={
        first ? (
          'Two steps, and the first event arrives.'
        ) : query.data?.version ? (
          <>
            Live version{' '}
            <a class="mono" href={toPath({ page: 'versions' })}>
              {query.data.version.slice(0, 8)}
            </a>
          </>
        ) : query.data ? (
          <>
            Nothing published yet. Run <code>npx foothold publish</code>.
          </>
        ) : undefined
      }
      aside={
        !first &&
        query.atMs !== undefined && (
          <span class="quiet small">
            Updated <Ago at={new Date(query.atMs).toISOString()} />
          </span>
        )
      }
    >
      <Loaded
        query={query}
        skeleton={
          <>
            <Skeleton rows={1} tall />
            <Skeleton rows={6} />
          </>
        }
      >
        {(data) =>
          first ? (
            <FirstRun onArrived={query.reload} />
          ) : (
            <>
              <Figures label="Today">
                <Figure label="People" value={formatCount(data.people)} note={`${formatCount(data.identified)} identified`} />
                <Figure label="Active today" value={formatCount(data.activeToday)} note={<Usual data={data} measure="active" />} />
                <Figure label="Events today" value={formatCount(data.eventsToday)} note={<Usual data={data} measure="events" />} />
                <Figure label="Guides shown today" value={formatCount(data.guidesShownToday)} note={<Usual data={data} measure="shown" />} />
              </Figures>
              <History data={data} />
              <div class="columns">
                <Milestones data={data} />
                <Goals data={data} />
              </div>
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
