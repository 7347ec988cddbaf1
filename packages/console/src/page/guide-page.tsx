// Owns one guide: how many came how far, day by day, what was missing on the page, the file itself.
import type { GuideDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { toPlainTitle, toWords } from '../format.ts'
import { CopyButton } from '../part/copy-button.tsx'
import { DayPlot } from '../part/day-plot.tsx'
import { FunnelPlot } from '../part/funnel-plot.tsx'
import { JsonView } from '../part/json-view.tsx'
import { Card, Page } from '../part/page.tsx'
import { EmptyState, Loaded, Skeleton } from '../part/states.tsx'
import { kindName, Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'
import { Answers, Entries } from './guide-answers.tsx'
import { Lift } from './guide-lift.tsx'
import { Missing, Numbers } from './guide-numbers.tsx'

const BACK = { href: toPath({ page: 'guides' }), label: 'Guides' }

function hasWays(guide: GuideDetail['guide']): boolean {
  const parts = guide?.kind === 'tour' ? guide.steps : guide?.kind === 'survey' ? guide.questions : []
  return parts.some(({ next }) => next !== undefined)
}

function Steps({ guide }: { guide: GuideDetail }): JSX.Element | null {
  if (guide.steps.length === 0) return null
  const part = guide.kind === 'survey' ? 'Question' : guide.kind === 'checklist' ? 'Task' : 'Step'
  const ordered = guide.kind !== 'checklist' && !hasWays(guide.guide)
  const told = part === 'Task' ? 'finished each task' : `saw each ${part.toLowerCase()}`
  const meaning = ordered
    ? 'The pale part of a bar is who was lost since the one before.'
    : `A whole bar is everybody who saw the ${guide.kind}.${part === 'Task' ? '' : ' There are several ways through it, so nobody is counted as lost in between.'}`
  return (
    <Card title={`${part}s`} note={`People who ${told}. ${meaning}`} flush>
      <FunnelPlot steps={guide.steps} ordered={ordered} part={part} told={told} />
    </Card>
  )
}

function Days({ guide }: { guide: GuideDetail }): JSX.Element {
  return (
    <Card title="Last 30 days" note="Showings a day, by their outcome.">
      <DayPlot
        label="Showings a day"
        days={guide.series.map((day) => day.day)}
        series={[
          { label: 'Shown', look: 'area', values: guide.series.map((day) => day.shown) },
          { label: 'Completed', look: 'line', values: guide.series.map((day) => day.completed) },
          { label: 'Dismissed', look: 'dash', values: guide.series.map((day) => day.dismissed) },
        ]}
      />
    </Card>
  )
}

/** The page of one guide. */
export function GuidePage({ guide: key }: { guide: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`guide/${key}`, (signal) => api.guide(key, signal))
  const data = query.data
  return (
    <Page
      title={data ? toPlainTitle(data.title) : query.error ? 'Guide' : toWords(key)}
      back={BACK}
      lead={
        data && (
          <span class="facts">
            <Tag tone={data.status === 'live' ? 'good' : 'plain'}>{data.status === 'live' ? 'Live' : 'Removed'}</Tag>
            <span>{kindName(data.kind)}</span>
            <span class="mono">{data.key}</span>
            <span>Priority {data.priority}</span>
            {data.owner && <span>Owner {data.owner}</span>}
            <span>
              Last seen <Ago at={data.lastSeenAt} />
            </span>
          </span>
        )
      }
    >
      <Loaded
        query={query}
        back={{ ...BACK, label: 'All guides' }}
        skeleton={
          <>
            <Skeleton rows={1} tall />
            <Skeleton rows={6} />
          </>
        }
      >
        {(guide) => (
          <>
            <Numbers guide={guide} />
            <Lift guide={guide.key} />
            {guide.shown === 0 && (
              <Card>
                <EmptyState title="Nobody has seen this guide yet" icon="guides">
                  <p>It shows when its moment comes and its audience fits.</p>
                </EmptyState>
              </Card>
            )}
            {guide.shown > 0 && (
              <>
                <Steps guide={guide} />
                <Answers guide={guide} />
                <Entries guide={guide} />
                <Days guide={guide} />
                <Missing missing={guide.missing} />
              </>
            )}
            <Card title="How it is counted">
              <p class="prose">{guide.definition}</p>
            </Card>
            {guide.guide ? (
              <Card title="The published file" aside={<CopyButton text={JSON.stringify(guide.guide, null, 2)} label="Copy JSON" />}>
                <JsonView value={guide.guide} label="JSON of the guide" />
              </Card>
            ) : (
              <Card title="The published file">
                <p class="quiet">This guide is not part of the live version any more. Its numbers stay.</p>
              </Card>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}
