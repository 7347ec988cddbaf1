// Owns the look of a leaderboard in the page.
import type { JSX } from '../jsx.ts'
import type { LeaderboardView } from '../../guide/view.ts'
import { Live } from '../live.ts'
import { inline, Markdown } from '../markdown.tsx'
import { onSeen } from '../seen.ts'
import { Board } from './board.tsx'

export function Leaderboard({ view }: { view: LeaderboardView }): JSX.Element {
  return (
    <Live tag="section" keys={[]} attach={(element) => onSeen(element, view.seen)} class="inset" part="card" aria-labelledby="title">
      <h2 id="title" part="title">
        {inline(view.title)}
      </h2>
      <Markdown text={view.body} />
      <Board view={view.board} of={view} />
    </Live>
  )
}
