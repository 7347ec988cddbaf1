// Owns the contract between what decides (sdk/guide) and what draws (sdk/ui): plain data with callbacks, drawn again as a whole.
import type { Placement, Words } from '@foothold/protocol'

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
  /** Modal dialog of the host that holds the target; what is drawn must live inside it. */
  layer: Element | undefined
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
export type View = StepView | HintView | EmptyStateView | ChecklistView | CelebrationView

/** The view of one kind. */
export type ViewOf<K extends View['kind']> = Extract<View, { kind: K }>

/**
 * Draws a guide in the page's own way. Called when it shall be seen and at every change, each time with the whole view.
 *
 * @param element - the place, in the top layer or in its slot; placed and focused by the SDK.
 * @returns what to do when it goes; of several calls the last one counts.
 */
export type Component<V extends View = View> = (view: V, element: HTMLElement) => (() => void) | void

/** What draws. `undefined` takes a showing off the page at once. */
export interface Ui {
  render(showing: string, view: View | undefined): void
  dispose(): void
}
