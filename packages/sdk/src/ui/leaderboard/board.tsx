// Owns the look of standings, a streak and badges, wherever they stand.
import { MORE_WORDS } from '@foothold/protocol'
import type { JSX } from 'preact'
import type { BoardView } from '../../guide/view.ts'
import { inline } from '../markdown.tsx'

const STREAKS = { day: MORE_WORDS.daysInARow, workday: MORE_WORDS.workdaysInARow, week: MORE_WORDS.weeksInARow }

export function Board({ view }: { view: BoardView }): JSX.Element {
  const { streak, badges } = view
  return (
    <div class="board">
      <Standings view={view} />
      {streak ? (
        <p class="streak">
          <b>{streak.count.toLocaleString()}</b> <span>{STREAKS[streak.every]}</span>
        </p>
      ) : null}
      {badges.length ? (
        <ul class="badges" aria-label={MORE_WORDS.badges}>
          {badges.map(({ key, name, body, icon, at }) => (
            <li key={key} class={at ? '' : 'open'}>
              <span class="coin" aria-hidden="true">
                {icon}
              </span>
              <span>
                <b>{inline(name)}</b>
                <small>{at ? at.toLocaleDateString(undefined, { dateStyle: 'medium' }) : body ? inline(body) : MORE_WORDS.notYet}</small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function Standings({ view }: { view: BoardView }): JSX.Element | null {
  const { state, rows, leave, join } = view
  if (state === 'none') return null
  if (state === 'out')
    return (
      <p class="quiet">
        {MORE_WORDS.outOfStandings}{' '}
        <button type="button" class="text-button" onClick={join}>
          {MORE_WORDS.joinStandings}
        </button>
      </p>
    )
  if (!rows.length) return <p class="quiet">{state === 'loading' ? MORE_WORDS.loading : MORE_WORDS.noStandings}</p>
  const most = Math.max(...rows.map(({ value }) => value), 1)
  return (
    <>
      <ol class="ranks">
        {rows.map(({ rank, value, name, you }) => (
          <li class={you ? 'you' : ''} aria-current={you || undefined}>
            <span class="rank">{value ? rank.toLocaleString() : '–'}</span>
            <span class="who">
              {inline(name)}
              <progress value={value} max={most} aria-hidden="true" />
            </span>
            <span class="value">{value.toLocaleString()}</span>
          </li>
        ))}
      </ol>
      <button type="button" class="text-button" onClick={leave}>
        {MORE_WORDS.leaveStandings}
      </button>
    </>
  )
}
