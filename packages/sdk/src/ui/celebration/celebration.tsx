// Owns the look of a celebration: a modal dialog of the browser's own, which keeps and frees the focus by itself.
import type { JSX } from '../jsx.ts'
import type { CelebrationView } from '../../guide/view.ts'
import { focusFirst, isFocusShown } from '../focus-first.ts'
import { Live } from '../live.ts'
import { inline, Markdown } from '../markdown.tsx'
import { Buttons, CloseButton } from '../part.tsx'
import { onSeen } from '../seen.ts'
import { Spark } from '../spark.tsx'
import { throwConfetti } from './confetti.ts'

export function Celebration({ view }: { view: CelebrationView }): JSX.Element {
  const attach = (dialog: HTMLElement): (() => void) => {
    const shown = isFocusShown()
    ;(dialog as HTMLDialogElement).showModal()
    // the next step is what the moment is for; the browser would begin at the close button
    focusFirst(dialog, shown)
    const stops = [onSeen(dialog.lastElementChild!, view.seen)]
    if (view.confetti && !matchMedia('(prefers-reduced-motion: reduce)').matches) stops.push(throwConfetti(dialog.firstElementChild as HTMLCanvasElement))
    return () => {
      for (const stop of stops) stop()
      // gives the focus back, which taking it off the page does not
      ;(dialog as HTMLDialogElement).close()
    }
  }
  return (
    <Live
      tag="dialog"
      keys={[]}
      attach={attach}
      aria-labelledby="title"
      aria-describedby={view.body ? 'text' : undefined}
      onCancel={(event: Event) => (event.preventDefault(), view.dismiss())}
      // the browser closes it without asking where Escape is pressed again at once
      onClose={(event: Event) => (event.currentTarget as Element).isConnected && view.dismiss()}
      onClick={(event: Event) => event.target === event.currentTarget && view.dismiss()}
    >
      <canvas aria-hidden="true" />
      <div class="card" part="card">
        <CloseButton view={view} />
        <Spark />
        <h2 id="title" part="title">
          {inline(view.title)}
        </h2>
        <Markdown text={view.body} />
        <Buttons buttons={view.buttons} />
      </div>
    </Live>
  )
}
