// Owns the card at a target, as a step of a tour and a hint have it. In the browser's top layer, never modal.
import type { Child } from './draw.ts'
import type { JSX } from './jsx.ts'
import type { HintView, StepView } from '../guide/view.ts'
import { bringIntoView, isNarrow, keepAt } from './anchor.ts'
import { keepClear } from './critical.ts'
import { holdFocus, onEscape } from './focus.ts'
import { Live } from './live.ts'
import { inline, Markdown } from './markdown.tsx'
import { Buttons, CloseButton } from './part.tsx'
import { say } from './say.ts'
import { onSeen } from './seen.ts'

interface Props {
  view: StepView | HintView
  /** Shown left of the buttons. */
  count?: Child
}

/** A step also takes the focus and has a ring around its target; a hint has the ring only where it stands apart from its target. */
export function Card({ view, count }: Props): JSX.Element {
  const { target, part } = view
  const step = view.kind === 'tour'
  const attach = (card: HTMLElement): ((gone: boolean) => void) => {
    const ring = card.previousElementSibling as HTMLElement | null
    const narrow = isNarrow()
    if (step && target && !narrow) bringIntoView(target)
    for (const element of [ring, card]) if (element && !element.matches(':popover-open')) element.showPopover()
    const focus = holdFocus(card, { target, take: step, keep: step && view.block })
    const stops: ((gone: boolean) => void)[] = [focus.stop, onEscape(card, view.dismiss, step ? undefined : view), onSeen(card, view.seen)]
    if (!focus.moved) stops.push(say(card))
    if (step && target && narrow) bringIntoView(target, card.offsetHeight)
    if (target) stops.push(keepAt(target, view.placement, { card, ring: ring ?? undefined, arrow: card.firstElementChild as HTMLElement }))
    else stops.push(keepClear(card))
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  return (
    <>
      {target ? <div popover="manual" class={`ring ${step ? (view.block ? 'block' : '') : 'slim'}`} aria-hidden="true" /> : null}
      <Live
        tag="div"
        keys={[target, part]}
        attach={attach}
        popover="manual"
        class={target ? 'card pop' : 'card pop middle'}
        part="card"
        role="dialog"
        aria-labelledby="title"
        aria-describedby={view.body ? 'text' : undefined}
        tabIndex={-1}
      >
        <div class={target ? 'arrow' : ''} />
        <div class="head">
          <h2 id="title" part="title">
            {inline(view.title)}
          </h2>
          <CloseButton view={view} />
        </div>
        <Markdown text={view.body} />
        <div class="foot">
          {count}
          <Buttons buttons={view.buttons} />
        </div>
        <div class="say" role="status" />
      </Live>
    </>
  )
}
