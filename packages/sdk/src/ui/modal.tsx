// Owns a modal dialog of the browser's own, which keeps and frees the focus by itself.
import type { Child } from './draw.ts'
import type { JSX } from './jsx.ts'
import type { AnnouncementView, SurveyView } from '../guide/view.ts'
import { focusFirst, isFocusShown } from './focus-first.ts'
import { Live } from './live.ts'
import { CloseButton } from './part.tsx'
import { say } from './say.ts'
import { onSeen } from './seen.ts'

interface Props {
  view: AnnouncementView | SurveyView
  children: Child
}

export function Modal({ view, children }: Props): JSX.Element {
  const attach = (element: HTMLElement): ((gone: boolean) => void) => {
    const dialog = element as HTMLDialogElement
    const card = dialog.firstElementChild as HTMLElement
    const stops = [onSeen(card, view.seen)]
    // of what follows in an open dialog nobody would hear
    if (dialog.open) stops.push(say(card))
    else {
      const shown = isFocusShown()
      dialog.showModal()
      focusFirst(card, shown)
    }
    return (gone: boolean) => {
      for (const stop of stops) stop()
      // gives the focus back, which taking it off the page does not
      if (gone) dialog.close()
    }
  }
  return (
    <Live
      tag="dialog"
      keys={[view.part]}
      attach={attach}
      aria-labelledby="title"
      onCancel={(event: Event) => (event.preventDefault(), view.dismiss())}
      onClick={(event: Event) => event.target === event.currentTarget && view.dismiss()}
    >
      <div class="card" part="card">
        {children}
        <CloseButton view={view} />
        <div class="say" role="status" />
      </div>
    </Live>
  )
}
