// Owns the look of an announcement: a modal dialog, a card in a corner, or a strip over, in or beside the page.
import type { JSX } from '../jsx.ts'
import type { AnnouncementView } from '../../guide/view.ts'
import { keepClear } from '../critical.ts'
import { Corner } from '../corner.tsx'
import { holdFocus } from '../focus.ts'
import { Live } from '../live.ts'
import { inline, Markdown } from '../markdown.tsx'
import { Modal } from '../modal.tsx'
import { Buttons, CloseButton } from '../part.tsx'
import { say } from '../say.ts'
import { onSeen } from '../seen.ts'

export function Announcement({ view }: { view: AnnouncementView }): JSX.Element {
  if (view.form === 'banner') return <Banner view={view} />
  const body = (
    <>
      <Markdown text={view.media} id="media" />
      <h2 id="title" part="title">
        {inline(view.title)}
      </h2>
      <Markdown text={view.body} />
      <Buttons buttons={view.buttons} />
    </>
  )
  return view.form === 'modal' ? <Modal view={view}>{body}</Modal> : <Corner view={view}>{body}</Corner>
}

function Banner({ view }: { view: AnnouncementView }): JSX.Element {
  const over = !view.beside
  const attach = (strip: HTMLElement): ((gone: boolean) => void) => {
    if (over && !strip.matches(':popover-open')) strip.showPopover()
    const stops: ((gone: boolean) => void)[] = [onSeen(strip, view.seen), holdFocus(strip, {}).stop, say(strip)]
    if (over) stops.push(keepClear(strip))
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  return (
    <Live
      tag="section"
      keys={[over]}
      attach={attach}
      popover={over ? 'manual' : undefined}
      class={`banner ${over ? `over ${view.edge}` : ''}`}
      part="card"
      aria-labelledby="title"
    >
      <Markdown text={view.media} id="media" />
      <div class="words">
        <h2 id="title" part="title">
          {inline(view.title)}
        </h2>
        <Markdown text={view.body} />
      </div>
      <Buttons buttons={view.buttons} />
      <CloseButton view={view} />
      <div class="say" role="status" />
    </Live>
  )
}
