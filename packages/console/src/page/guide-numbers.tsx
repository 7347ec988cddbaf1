// Owns the numbers of a guide's page: how many saw and completed it, and which targets were missing, why.
import type { GuideDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { isCompletable } from '../completion.ts'
import { describeRate, formatCount, formatInterval, formatPlural, formatShare, toWords } from '../format.ts'
import { Card, Figure, Figures } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'

const REASONS: Record<string, string> = {
  absent: 'The element was not on the page',
  hidden: 'The element was there but not visible',
  ambiguous: 'More than one element matched',
  'off-screen': 'The element was where nobody can scroll to',
  covered: 'Something of the page lay over the element',
  disabled: 'The element took no click',
  'cross-origin': 'The frame was of another site',
}

/** One card: targets that were not found. */
export function Missing({ missing }: { missing: GuideDetail['missing'] }): JSX.Element {
  return (
    <Card title="Missing targets" note="How often a step could not find the element it points at.">
      {missing.length === 0 ? (
        <p class="quiet">None. Every target was found.</p>
      ) : (
        <PlainTable
          rows={missing}
          keyOf={({ step, reason }) => `${step}/${reason}`}
          columns={[
            { label: 'Step', mono: true, cell: ({ step }) => step ?? '–' },
            { label: 'Why', cell: ({ reason }) => REASONS[reason] ?? toWords(reason) },
            { label: 'Times', numeric: true, cell: ({ count }) => formatCount(count) },
          ]}
        />
      )}
    </Card>
  )
}

/** In all. */
export function Numbers({ guide }: { guide: GuideDetail }): JSX.Element {
  return (
    <Figures label="In all">
      <Figure label="People who saw it" value={formatCount(guide.people.shown)} note={formatPlural(guide.shown, 'showing')} />
      {isCompletable(guide) && (
        <>
          <Figure label="Completed" value={formatCount(guide.people.completed)} note={formatPlural(guide.completed, 'showing')} />
          <Figure
            label="Completion rate"
            value={formatShare(guide.completion.value)}
            title={describeRate(guide.completion)}
            note={guide.completion.value === null ? 'n 0' : `${formatInterval(guide.completion)} · n ${formatCount(guide.completion.n)}`}
          />
        </>
      )}
      {guide.kind === 'survey' && <Figure label="Answered to the end" value={formatCount(guide.answered)} note="people" />}
      <Figure label="Dismissed" value={formatCount(guide.people.dismissed)} note={formatPlural(guide.dismissed, 'showing')} />
      <Figure label="Snoozed" value={formatCount(guide.snoozed)} note="showings" />
    </Figures>
  )
}

/** Whether the order of the file is not the way of everybody. */
