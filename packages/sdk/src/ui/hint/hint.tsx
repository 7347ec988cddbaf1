// Owns the look of a hint: a card beside its target, or first a dot that opens it.
import type { JSX } from '../jsx.ts'
import type { HintView } from '../../guide/view.ts'
import { keepAt } from '../anchor.ts'
import { Card } from '../card.tsx'
import { Live } from '../live.ts'
import { withoutMarkup } from '../markdown.tsx'
import { onSeen } from '../seen.ts'

/** The middle of the dot lies on the edge of what it is about. */
const DOT_PX = 24

export function Hint({ view }: { view: HintView }): JSX.Element {
  if (!view.closed) return <Card view={view} />
  const attach = (card: HTMLElement): (() => void) => {
    if (!card.matches(':popover-open')) card.showPopover()
    const stops = [onSeen(card, view.seen), keepAt(view.target!, view.placement ?? 'right', { card, gap: -DOT_PX / 2 })]
    return () => stops.forEach((stop) => stop())
  }
  /** Who opens it goes into it. */
  const open = ({ currentTarget }: Event): void => {
    const root = (currentTarget as Element).getRootNode() as ShadowRoot
    view.open()
    root.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true })
  }
  return (
    <Live tag="button" keys={[view.target]} attach={attach} type="button" popover="manual" class="dot" aria-label={withoutMarkup(view.title)} onClick={open} />
  )
}
