// Owns the contract between what decides (sdk/guide) and what draws (sdk/ui): plain data with callbacks, drawn again as a whole.
import type { AllWords, Corner, Placement, Words } from '@foothold/protocol'

export interface ButtonView {
  label: string
  look: 'primary' | 'secondary' | 'link'
  act(): void
}

/** The look of a guide that has one of its own. */
export interface ThemeView {
  /** Whatever the page looks like. */
  scheme?: 'light' | 'dark'
  /** Values of the CSS variables `--foothold-…`. */
  tokens: Readonly<Record<string, string>>
}

interface Common {
  theme?: ThemeView | undefined
  /** Words that no author wrote, in the language of the guide. */
  words: Words
  /** BCP 47, of the texts; where it is not known, they are in the page's. */
  language?: string | undefined
  direction?: 'ltr' | 'rtl' | undefined
  /** Changes with each part (step) that counts as seen by itself. */
  part: string
  /** Markdown subset, placeholders filled. */
  title: string
  body: string
  buttons: ButtonView[]
  /** The part was really visible for 500 ms; called once a part. */
  seen(): void
  dismiss(): void
}

interface Anchored {
  /** `undefined`: float in the middle. */
  target: Element | undefined
  placement: Placement | undefined
}

export interface StepView extends Common, Anchored {
  kind: 'tour'
  /** From 1. */
  number: number
  of: number
  /** Keep the pointer off the target. */
  block: boolean
}
export interface HintView extends Common, Anchored {
  kind: 'hint'
  /** Only the dot on the target; `open` shows the rest. */
  closed: boolean
  open(): void
}
export interface EmptyStateView extends Common {
  kind: 'empty-state'
  slot: Element
}
export interface TaskView {
  key: string
  title: string
  body: string
  done: boolean
  locked: boolean
  buttons: ButtonView[]
}
export interface ChecklistView extends Common {
  kind: 'checklist'
  tasks: TaskView[]
  collapsed: boolean
  toggle(): void
}
export interface CelebrationView extends Common {
  kind: 'celebration'
  confetti: boolean
}
export interface AnnouncementView extends Common, Beside {
  kind: 'announcement'
  form: 'modal' | 'slide-out' | 'banner'
  corner: Corner | undefined
  /** Of a banner that is not beside an element. */
  edge: 'top' | 'bottom' | undefined
  /** Of a banner that is part of the page: it stays in view. */
  sticky: boolean
  /** Markdown subset: one picture or film, or nothing. */
  media: string
}

/** Something that may be part of the page, beside an element of it. */
interface Beside {
  /** `undefined`: it lies over the page. Without an element it is the first or last of the page. */
  beside: { element: Element | undefined; where: 'before' | 'after' | 'first' | 'last' } | undefined
}

export interface ChoiceView {
  value: number | string
  label: string
  chosen: boolean
}
export interface QuestionView {
  ask: 'nps' | 'csat' | 'ces' | 'rating' | 'single' | 'multiple' | 'text'
  look: 'stars' | 'numbers'
  low: string
  high: string
  /** `undefined`: the answer is in words. */
  choices: ChoiceView[] | undefined
  /** Words so far, where there is a field for them. */
  words: string | undefined
  placeholder: string
  /** Most characters of the words. */
  length: number
  required: boolean
  /** The person wanted to go on without an answer that has to be. */
  unanswered: boolean
  choose(value: number | string): void
  write(words: string): void
  submit(): void
}
export interface SurveyView extends Common {
  kind: 'survey'
  words: AllWords
  form: 'modal' | 'slide-out'
  corner: Corner
  /** `undefined`: thanks. */
  question: QuestionView | undefined
  /** From 1. */
  number: number
  of: number
}

export interface EntryView {
  key: string
  title: string
  body: string
  sort: 'guide' | 'link' | 'video' | 'session' | 'news'
  address: string | undefined
  /** Whether there is anything to follow; else it is only read. */
  acts: boolean
  fresh: boolean
  /** Of news. */
  day: Date | undefined
  session: { from: Date; until: Date; live: boolean } | undefined
  /** Markdown subset: the film, while it is open. */
  film: string | undefined
  follow(): void
}
export interface SectionView {
  key: string
  title: string
  entries: EntryView[]
  board?: BoardView
}
export interface ResourceCenterView extends Common {
  kind: 'resource-center'
  words: AllWords
  slot: Element | undefined
  launcher: { label: string; corner: Corner | undefined } | undefined
  open: boolean
  toggle(): void
  /** News that were not read. */
  unread: number
  /** `undefined`: there is no search. */
  query: string | undefined
  search(query: string): void
  /** What was found; nothing while it is closed. */
  sections: SectionView[]
}

export interface BadgeView {
  key: string
  name: string
  body: string
  icon: string
  /** When it was earned; `undefined`: it was not. */
  at: Date | undefined
}
export interface BoardView {
  /** `none`: there are no standings · `out`: the person has left them. */
  state: 'none' | 'loading' | 'ready' | 'failed' | 'out'
  rows: { rank: number; value: number; name: string; you: boolean }[]
  leave(): void
  join(): void
  streak: { count: number; every: 'day' | 'workday' | 'week' } | undefined
  badges: BadgeView[]
}
export interface LeaderboardView extends Common {
  kind: 'leaderboard'
  words: AllWords
  slot: Element
  board: BoardView
}
export type View = StepView | HintView | EmptyStateView | ChecklistView | CelebrationView | AnnouncementView | SurveyView | ResourceCenterView | LeaderboardView

/** The view of one kind. */
export type ViewOf<K extends View['kind']> = Extract<View, { kind: K }>

/**
 * Draws a guide in the page's own way. Called when it shall be seen and at every change, each time with the whole view.
 *
 * @param element - the place, in the top layer or in its slot; placed and focused by the SDK.
 * @param text - makes elements of a title, body or label, which are Markdown: bold, links, pictures, as the SDK draws them.
 * @returns what to do when it goes; of several calls the last one counts.
 */
export type Component<V extends View = View> = (view: V, element: HTMLElement, text: (source: string) => ChildNode[]) => (() => void) | void

/** What draws. `undefined` takes a showing off the page at once. */
export interface Ui {
  render(showing: string, view: View | undefined): void
  dispose(): void
}
