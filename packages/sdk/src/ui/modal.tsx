// Owns a modal dialog of the browser's own, which keeps and frees the focus by itself.
import type { ComponentChildren, JSX } from 'preact'
import type { AnnouncementView, SurveyView } from '../guide/view.ts'
import { Live } from './live.ts'
import { CloseButton } from './part.tsx'
import { onSeen } from './seen.ts'

interface Props {
  view: AnnouncementView | SurveyView
  children: ComponentChildren
}

export function Modal({ view, children }: Props): JSX.Element {
  const attach = (element: HTMLElement): ((gone: boolean) => void) => {
    const dialog = element as HTMLDialogElement
    if (!dialog.open) {
      dialog.showModal()
      // the browser would begin at the close button
      dialog.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true })
    }
    const stop = onSeen(dialog.firstElementChild!, view.seen)
    return (gone: boolean) => {
      stop()
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
        <CloseButton view={view} />
        {children}
      </div>
    </Live>
  )
}
