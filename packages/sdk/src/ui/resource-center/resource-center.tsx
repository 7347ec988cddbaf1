// Owns the look of a resource center: the button that opens it, and the panel with everything in it.
import type { JSX } from '../jsx.ts'
import type { EntryView, ResourceCenterView, SectionView } from '../../guide/view.ts'
import { countWords } from '../../guide/words.ts'
import { Board } from '../leaderboard/board.tsx'
import { keepClear } from '../critical.ts'
import { holdFocus } from '../focus.ts'
import { Live } from '../live.ts'
import { keepKeys } from '../keep-keys.ts'
import { inline, Markdown } from '../markdown.tsx'
import { CloseButton, Icon } from '../part.tsx'
import { onSeen } from '../seen.ts'

const ICONS: Record<EntryView['sort'] | 'here', string> = {
  guide: 'M3 13V3M3 3h8l-1.500 2.500L11 8H3',
  link: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7 9',
  here: 'M3 8h10M9 4l4 4-4 4',
  video: 'M2 3.500h12v9H2zM7 6l3 2-3 2z',
  session: 'M3 4h10v9H3zM3 7h10M6 2v3M10 2v3',
  news: 'M2.500 6.500v3h2l5 3v-9l-5 3zM12 6v4',
}

export function ResourceCenter({ view }: { view: ResourceCenterView }): JSX.Element {
  return (
    <>
      {view.launcher ? <Launcher view={view} launcher={view.launcher} /> : null}
      {view.open ? <Panel view={view} /> : null}
    </>
  )
}

function Launcher({ view, launcher }: { view: ResourceCenterView; launcher: NonNullable<ResourceCenterView['launcher']> }): JSX.Element {
  const { unread, open, toggle } = view
  const shared = { type: 'button', 'aria-expanded': open, onClick: toggle }
  const inner = (
    <>
      <Icon path="M8 14A6 6 0 108 2a6 6 0 000 12zM6.200 6.200a1.800 1.800 0 113 1.400C8.400 8.100 8 8.500 8 9.300M8 11.500v.1" />
      {inline(launcher.label)}
      {unread ? (
        <span class="unread">
          <span aria-hidden="true">{unread.toLocaleString(view.language)}</span>
          <span class="hear">{countWords(view.words.unread, unread, 0, view.language)}</span>
        </span>
      ) : null}
    </>
  )
  // in a slot it is part of the page
  if (!launcher.corner)
    return (
      <button {...shared} type="button" class="launcher" part="launcher">
        {inner}
      </button>
    )
  const attach = (element: HTMLElement): (() => void) => {
    element.showPopover()
    return keepClear(element)
  }
  return (
    <Live tag="div" keys={[]} attach={attach} popover="manual" class={`launch ${launcher.corner}`}>
      <button {...shared} type="button" class="card launcher" part="launcher">
        {inner}
      </button>
    </Live>
  )
}

function Panel({ view }: { view: ResourceCenterView }): JSX.Element {
  const { query } = view
  const corner = view.launcher?.corner ?? 'top-end'
  const attach = (panel: HTMLElement): ((gone: boolean) => void) => {
    panel.showPopover()
    const focus = holdFocus(panel, { take: true })
    if (focus.moved) panel.querySelector<HTMLElement>('.field')?.focus({ preventScroll: true })
    const stops: ((gone: boolean) => void)[] = [onSeen(panel, view.seen), focus.stop, keepClear(panel)]
    return (gone) => stops.forEach((stop) => stop(gone))
  }
  return (
    <Live
      tag="section"
      keys={[]}
      attach={attach}
      popover="manual"
      class={`card panel ${corner}`}
      part="card"
      role="dialog"
      aria-labelledby="title"
      tabIndex={-1}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && !event.defaultPrevented && (event.preventDefault(), view.toggle())}
    >
      <div class="top">
        <div class="head">
          <h2 id="title" part="title">
            {inline(view.title)}
          </h2>
          <CloseButton view={{ words: view.words, dismiss: view.toggle }} />
        </div>
        <Markdown text={view.body} />
        {query === undefined ? null : (
          <input
            type="search"
            class="field"
            part="field"
            onKeyDown={keepKeys}
            value={query}
            placeholder={view.words.search}
            aria-label={view.words.search}
            onInput={({ currentTarget }) => view.search(currentTarget.value)}
          />
        )}
      </div>
      <div class="found">
        {view.sections.map((section) => (
          <Section key={section.key} section={section} of={view} />
        ))}
        <p class="quiet" role="status">
          {view.sections.length ? '' : view.words.nothingFound}
        </p>
      </div>
    </Live>
  )
}

function Section({ section: { key, title, entries, board }, of }: { section: SectionView; of: ResourceCenterView }): JSX.Element {
  return (
    <section aria-labelledby={`s-${key}`}>
      <h3 id={`s-${key}`}>{inline(title)}</h3>
      {board ? <Board view={board} of={of} /> : null}
      <ul>
        {entries.map((entry) => (
          <li key={entry.key}>
            <Entry entry={entry} of={of} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Entry({ entry, of: { words, language } }: { entry: EntryView; of: ResourceCenterView }): JSX.Element {
  const { address, sort, film } = entry
  const here = address?.startsWith('/')
  const inner = (
    <>
      <Icon path={ICONS[sort === 'link' && here ? 'here' : sort]} />
      <span class="words">
        <b>
          {inline(entry.title)}
          {entry.fresh ? <span class="tag">{words.fresh}</span> : null}
          {entry.session?.live ? <span class="tag">{words.live}</span> : null}
        </b>
        {entry.session ? <small>{sessionTime(entry.session, language)}</small> : null}
        {entry.body ? <small>{inline(entry.body)}</small> : null}
        {entry.day ? <small>{entry.day.toLocaleDateString(language, { dateStyle: 'medium', timeZone: 'UTC' })}</small> : null}
      </span>
    </>
  )
  if (!entry.acts)
    return (
      <div class="entry" part="entry">
        {inner}
      </div>
    )
  if (!address)
    return (
      <>
        <button type="button" class="entry" part="entry" aria-expanded={sort === 'video' ? film !== undefined : undefined} onClick={entry.follow}>
          {inner}
        </button>
        {film ? <Markdown text={film} id="film" /> : null}
      </>
    )
  return (
    <a
      class="entry"
      part="entry"
      href={address}
      target={here ? '_self' : '_blank'}
      rel="noopener"
      onClick={(event) => {
        // another tab is the browser's to open
        if (here && !event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault()
        entry.follow()
      }}
    >
      {inner}
    </a>
  )
}

/** In the time zone of the person's browser; in its manner where the language of the guide is not known. */
function sessionTime({ from, until }: { from: Date; until: Date }, language: string | undefined): string {
  const form = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  return form.formatRange(from, until)
}
