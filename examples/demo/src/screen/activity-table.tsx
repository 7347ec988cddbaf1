import type { JSX } from 'preact'
import type { Activity } from '../activity.ts'

/** Shows every row in a box that scrolls by itself, its head staying in sight. */
export function ActivityTable({ rows }: { rows: readonly Activity[] }): JSX.Element {
  return (
    <div class="table-box" role="region" aria-label="Activity" tabIndex={0} data-guide="activity-table">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Task</th>
            <th scope="col">Project</th>
            <th scope="col">Person</th>
            <th scope="col" class="number">
              Hours
            </th>
            <th scope="col">Delivery</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-row={row.id}>
              <td class="date">{row.date}</td>
              <td class="strong">{row.task}</td>
              <td>{row.project}</td>
              <td>{row.person}</td>
              <td class="number">{row.hours.toFixed(2)}</td>
              <td>
                <span class={row.late ? 'badge badge-urgent' : 'badge badge-good'}>{row.late ? 'Late' : 'On time'}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="note">Nothing matches this filter.</p>}
    </div>
  )
}
