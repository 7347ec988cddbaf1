// Owns the drawing of a funnel: a bar a step, the lost ones beside it, the biggest drop marked. Geometry is in funnel-geometry.
import type { GuideDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { describeRate, formatCount, formatInterval, formatPlural, formatShare } from '../format.ts'
import { toFunnelRows } from '../funnel-geometry.ts'
import { Tag } from './tag.tsx'

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

/**
 * Draws the steps of a guide as a table whose bars are the plot, so that it needs no second version for screen readers.
 *
 * @param ordered - false for a checklist and for what has several ways: the parts may come in any order, so nothing is "lost" between them, and a whole bar is
 *   everybody who saw it.
 * @param part - what one is called. @param told - what the counted people did, after "People who".
 */
export function FunnelPlot({ steps, ordered, part, told }: { steps: GuideDetail['steps']; ordered: boolean; part: string; told: string }): JSX.Element {
  const rows = ordered ? toFunnelRows(steps) : toFunnelRows(steps, steps[0]?.ofFirst.n)
  return (
    <table class="funnel">
      <caption class="sr-only">{`People who ${told}`}</caption>
      <thead>
        <tr>
          <th scope="col">{part}</th>
          <th scope="col" class="funnel-bar-head">
            <span class="sr-only">Bar</span>
          </th>
          <th scope="col" class="numeric">
            People
          </th>
          <th scope="col" class="numeric">
            {ordered ? 'Of first' : 'Of those who saw it'}
          </th>
          {ordered && (
            <th scope="col" class="numeric">
              Of previous
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const { ofFirst, ofPrevious } = steps[index]!
          return (
            <tr key={row.key} class={ordered && row.biggestDrop ? 'biggest' : ''}>
              <th scope="row">
                <span class="funnel-number" aria-hidden="true">
                  {index + 1}
                </span>
                <span class="funnel-title">
                  {row.title}
                  <span class="quiet mono">{row.key}</span>
                </span>
              </th>
              <td class="funnel-bar">
                <svg width="100%" height="28" aria-hidden="true">
                  <rect class="funnel-track" width="100%" height="28" rx="5" />
                  {ordered && row.lost > 0 && <rect class="funnel-lost" width={percent(row.shareWithLost)} height="28" rx="5" />}
                  {row.share > 0 && <rect class="funnel-fill" width={percent(row.share)} height="28" rx="5" />}
                </svg>
                {ordered && row.lost > 0 && (
                  <span class="funnel-note">
                    {row.biggestDrop && <Tag tone="warn">Biggest drop</Tag>}
                    <span class="quiet">
                      {formatPlural(row.lost, 'person', 'people')} lost ({formatShare(row.lostShare)})
                    </span>
                  </span>
                )}
              </td>
              <td class="numeric" data-label="People">
                <strong>{formatCount(row.people)}</strong>
              </td>
              <td class="numeric" data-label={ordered ? 'Of first' : 'Of those who saw it'} title={describeRate(ofFirst)}>
                {formatShare(ofFirst.value)}
                {(index > 0 || !ordered) && (
                  <span class="interval">
                    {formatInterval(ofFirst)} · n {formatCount(ofFirst.n)}
                  </span>
                )}
              </td>
              {ordered && (
                <td class="numeric" data-label="Of previous" title={index > 0 ? describeRate(ofPrevious) : undefined}>
                  {index === 0 ? '–' : formatShare(ofPrevious.value)}
                  {index > 0 && (
                    <span class="interval">
                      {formatInterval(ofPrevious)} · n {formatCount(ofPrevious.n)}
                    </span>
                  )}
                </td>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
