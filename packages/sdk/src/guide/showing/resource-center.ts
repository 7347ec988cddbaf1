// Owns a resource center on the page: whether it is open, what is searched, what was read. It must not know how it is drawn.
import { GUIDE_EVENTS, type PublishedEntry as Entry } from '@foothold/protocol'
import type { Context } from '@foothold/targeting'
import { moreWords } from '../more-words.ts'
import type { EntryView, SectionView } from '../view.ts'
import { createBoard, type Board } from './board.ts'
import type { CreateCourse, GuideOf } from './course.ts'
import { toMedia } from './media.ts'
import { matches, toNeedles } from './search.ts'
import { findSlot } from './slot.ts'

export const createResourceCenter: CreateCourse<GuideOf<'resource-center'>> = (life, guide, before) => {
  const { stage } = life
  const { decisions, platform, person, callback } = stage
  const { key, launcher } = guide
  const boards = new Map<string, Board>()
  let open = before?.opened ?? decisions.context(key).fired === 'manual'
  let query = ''
  /** Key of the entry whose film is open. */
  let playing: string | undefined
  /** News that were unread when the panel was opened: they stay marked until it is closed. */
  let fresh = new Set<string>()

  const entries = (): Entry[] => guide.sections.flatMap((section) => section.entries ?? [])
  const isUnread = (entry: Entry): boolean => 'news' in entry && !Object.hasOwn(person.progress(key)?.read ?? {}, entry.key)
  const isThere = (entry: Entry, context: Context): boolean =>
    (!entry.audience || decisions.holds(entry.audience, context) === true) &&
    !('session' in entry && Date.parse(entry.session.until) <= platform.now()) &&
    !('news' in entry && Date.parse(entry.news) > platform.now())

  const unread = (context: Context): string[] => entries().flatMap((entry) => (isUnread(entry) && isThere(entry, context) ? [entry.key] : []))

  function turn(next: boolean): void {
    open = next
    query = ''
    playing = undefined
    fresh = new Set(open ? unread(decisions.context(key)) : [])
    if (open) life.tell(GUIDE_EVENTS.opened)
    life.sync()
  }

  /** The panel was in front of the person. */
  function read(): void {
    const keys = unread(decisions.context(key))
    if (!keys.length) return
    life.keep({ read: { ...person.progress(key)?.read, ...Object.fromEntries(keys.map((one) => [one, platform.now()])) } })
    life.tell(GUIDE_EVENTS.newsRead, { entries: keys })
    life.sync()
  }

  function follow(entry: Entry): void {
    life.tell(GUIDE_EVENTS.entryOpened, { entry: entry.key })
    if ('video' in entry) {
      if (!filmOf(entry)) return
      playing = playing === entry.key ? undefined : entry.key
      life.sync()
      return
    }
    const to = linkOf(entry)
    if ('guide' in entry && entry.guide) {
      turn(false)
      const started = decisions.start(entry.guide)
      // a guide of another page begins there
      if (!started.show && started.reason === 'page' && to?.startsWith('/')) stage.leave(to, key, [{ start: entry.guide }])
    } else if (to?.startsWith('/')) {
      turn(false)
      stage.leave(to, guide.key, [])
    }
  }

  /** The film as a text that shows it; empty where that is not allowed. */
  function filmOf({ video, title }: Extract<Entry, { video: string }>): string {
    const text = toMedia(life, { video, alt: title })
    return text.startsWith('![') ? text : ''
  }

  function toEntryView(entry: Entry): EntryView {
    const film = 'video' in entry ? filmOf(entry) : ''
    return {
      key: entry.key,
      title: life.text(entry.title),
      body: life.text(entry.body),
      sort: 'news' in entry ? 'news' : 'session' in entry ? 'session' : 'video' in entry ? 'video' : 'guide' in entry ? 'guide' : 'link',
      // a film that may not be shown here is seen where it is
      address: linkOf(entry) ?? ('video' in entry && !film ? entry.video : undefined),
      // what has nothing to follow is only read
      acts: 'video' in entry || linkOf(entry) !== undefined || ('guide' in entry && entry.guide !== undefined),
      fresh: fresh.has(entry.key),
      day: 'news' in entry ? new Date(entry.news) : undefined,
      session:
        'session' in entry
          ? { from: new Date(entry.session.from), until: new Date(entry.session.until), live: Date.parse(entry.session.from) <= platform.now() }
          : undefined,
      film: film && playing === entry.key ? film : undefined,
      follow: callback(() => follow(entry)),
    }
  }

  function toSections(context: Context): SectionView[] {
    const needles = toNeedles(query)
    return guide.sections.flatMap((section): SectionView[] => {
      const common = { key: section.key, title: life.text(section.title) }
      const found = (section.entries ?? [])
        .filter((entry) => isThere(entry, context))
        .map(toEntryView)
        .filter(({ title, body }) => matches(needles, title, body))
      if (found.length) return [{ ...common, entries: found }]
      const board = 'leaderboard' in section && !needles.length ? boardOf(section.leaderboard) : undefined
      return board ? [{ ...common, entries: [], board: board.view(context) }] : []
    })
  }

  function boardOf(name: string): Board | undefined {
    const known = boards.get(name)
    if (known) return known
    const found = decisions.entry(name)?.guide
    if (found?.kind !== 'leaderboard') return undefined
    const board = createBoard(life, found)
    boards.set(name, board)
    return board
  }

  if (open && !before?.opened) queueMicrotask(callback(() => life.over || turn(true)))
  return {
    get opened() {
      return open
    },
    view(context) {
      const slot = launcher && 'slot' in launcher ? findSlot(platform.document, launcher.slot) : undefined
      if (launcher && 'slot' in launcher && !slot) return undefined
      // without a button there is nothing of it but the open panel
      if (!launcher && !open) return void life.end('dismissed')
      const { seen, ...common } = life.common('', guide)
      return {
        kind: 'resource-center',
        ...common,
        words: moreWords(life.words),
        // who sees the button alone has read nothing
        seen: callback(() => (seen(), open && read())),
        buttons: [],
        slot,
        launcher: launcher && { label: life.text(launcher.label), corner: 'place' in launcher ? launcher.place : undefined },
        open,
        toggle: callback(() => turn(!open)),
        unread: unread(context).length,
        query: guide.search ? query : undefined,
        search: (text) => callback(() => ((query = text), life.sync()))(),
        sections: open ? toSections(context) : [],
      }
    },
    stop: () => boards.forEach((board) => board.stop()),
  }
}

const linkOf = (entry: Entry): string | undefined => ('session' in entry ? entry.session.link : 'link' in entry ? entry.link : undefined)
