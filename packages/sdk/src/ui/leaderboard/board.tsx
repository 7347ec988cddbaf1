// Owns the look of standings, a streak and badges, wherever they stand.
import type { JSX } from '../jsx.ts'
import type { BoardView, LeaderboardView, ResourceCenterView } from '../../guide/view.ts'
import { inline } from '../markdown.tsx'

const STREAKS = { day: 'daysInARow', workday: 'workdaysInARow', week: 'weeksInARow' } as const

interface Props {
  view: BoardView
  /** What it stands in. */
  of: LeaderboardView | ResourceCenterView
}

export function Board({ view, of }: Props): JSX.Element {
  const { streak, badges } = view
  const { words, language } = of
  return (
    <div class="board" tabIndex={-1}>
      <Standings view={view} of={of} />
      {streak?.count ? (
        <p class="streak">
          <span>{words[STREAKS[streak.every]]}</span> <b>{streak.count.toLocaleString(language)}</b>
        </p>
      ) : null}
      {badges.length ? (
        <ul class="badges" aria-label={words.badges}>
          {badges.map(({ key, name, body, icon, at }) => (
            <li key={key} class={at ? '' : 'open'}>
              <span class="coin" aria-hidden="true">
                {icon}
              </span>
              <span>
                <b>{inline(name)}</b>
                <small>{at ? at.toLocaleDateString(language, { dateStyle: 'medium' }) : body ? inline(body) : words.notYet}</small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {isIn(view) ? (
        <button type="button" class="text-button" part="button" onClick={andStay(view.leave)}>
          {words.leaveStandings}
        </button>
      ) : null}
    </div>
  )
}

/** Whether there are standings to be seen: nobody is first of those who have done nothing. */
const isIn = ({ rows }: BoardView): boolean => rows.some(({ value }) => value)

/** The button that was pressed goes: the keyboard stays where it was. */
const andStay =
  (run: () => void) =>
  ({ currentTarget }: { currentTarget: HTMLElement }): void => {
    const board = currentTarget.closest<HTMLElement>('.board')!
    run()
    ;(board.querySelector<HTMLElement>('.text-button') ?? board).focus({ preventScroll: true })
  }

function Standings({ view, of: { words, language } }: Props): JSX.Element | null {
  const { state, rows, join } = view
  if (state === 'none') return null
  if (state === 'out')
    return (
      <p class="quiet">
        {words.outOfStandings}{' '}
        <button type="button" class="text-button" part="button" onClick={andStay(join)}>
          {words.joinStandings}
        </button>
      </p>
    )
  if (!isIn(view)) return <p class="quiet">{state === 'loading' ? words.loading : words.noStandings}</p>
  const most = Math.max(...rows.map(({ value }) => value), 1)
  return (
    <>
      <ol class="ranks">
        {rows.map(({ rank, value, name, you }) => (
          <li class={you ? 'you' : ''} aria-current={you || undefined}>
            <span class="rank">{value ? rank.toLocaleString(language) : '–'}</span>
            <span class="who">
              {name}
              <progress value={value} max={most} aria-hidden="true" />
            </span>
            <span class="value">{value.toLocaleString(language)}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
