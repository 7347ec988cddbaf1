// Owns the look of an empty state: part of the page, in a slot that the page made for it.
import type { JSX } from '../jsx.ts'
import type { EmptyStateView } from '../../guide/view.ts'
import { holdFocus } from '../focus.ts'
import { Live } from '../live.ts'
import { inline, Markdown } from '../markdown.tsx'
import { Buttons } from '../part.tsx'
import { onSeen } from '../seen.ts'
import { Spark } from '../spark.tsx'

export function EmptyState({ view }: { view: EmptyStateView }): JSX.Element {
  const attach = (element: HTMLElement): ((gone: boolean) => void) => {
    const stops = [onSeen(element, view.seen), holdFocus(element, { target: view.slot }).stop]
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  return (
    <Live tag="section" keys={[]} attach={attach} class="empty" part="card" aria-labelledby="title">
      <Spark />
      <h2 id="title" part="title">
        {inline(view.title)}
      </h2>
      <Markdown text={view.body} />
      <Buttons buttons={[...view.buttons, { label: view.words.notNow, look: 'link', act: view.dismiss }]} />
    </Live>
  )
}
