// Owns a card in a corner of the screen, which comes beside the person's work: it takes no focus and nothing waits for it.
import type { Child } from './draw.ts'
import type { JSX } from './jsx.ts'
import type { AnnouncementView, SurveyView } from '../guide/view.ts'
import { keepClear } from './critical.ts'
import { holdFocus, onEscape } from './focus.ts'
import { Live } from './live.ts'
import { CloseButton } from './part.tsx'
import { say } from './say.ts'
import { onSeen } from './seen.ts'

interface Props {
  view: AnnouncementView | SurveyView
  children: Child
}

export function Corner({ view, children }: Props): JSX.Element {
  const attach = (card: HTMLElement): ((gone: boolean) => void) => {
    if (!card.matches(':popover-open')) card.showPopover()
    const stops: ((gone: boolean) => void)[] = [onSeen(card, view.seen), onEscape(card, view.dismiss, {}), holdFocus(card, {}).stop, say(card), keepClear(card)]
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  return (
    <Live
      tag="section"
      keys={[view.part]}
      attach={attach}
      popover="manual"
      class={`card corner ${view.corner ?? ''}`}
      part="card"
      role="dialog"
      aria-labelledby="title"
      tabIndex={-1}
    >
      {children}
      <CloseButton view={view} />
      <div class="say" role="status" />
    </Live>
  )
}
