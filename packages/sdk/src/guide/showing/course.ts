// Owns the contract between the common life of a showing and what is particular to its kind. Types only.
import type { Action, Button, GuideProgress, PublishedGuide as Guide, Words } from '@foothold/protocol'
import type { CompiledGuide, Context } from '@foothold/targeting'
import type { Busy } from '../../moment/busy.ts'
import type { ButtonView, ThemeView, Ui, View } from '../view.ts'
import type { Decisions, World } from '../world.ts'
import type { Kinds } from './kinds.ts'

/** What a showing needs of the rest. */
export interface Surroundings extends Pick<World, 'platform' | 'person' | 'track' | 'report' | 'reveals' | 'question'> {
  busy: Busy
  ui: Ui
  kinds: Kinds
  decisions: Pick<Decisions, 'version' | 'bundle' | 'context' | 'entry' | 'holds' | 'passes' | 'firedBy' | 'watchRoot' | 'start'>
  /** Does what a showing cannot do by itself. */
  perform(action: Action): void
  /** Goes to a page. @param rest - what the guide does there, once it has come. */
  leave(path: string, guide: string, rest: readonly Action[]): void
  /** Wraps what the page will call: nothing that it throws, or rejects with, leaves it. */
  callback(run: () => unknown): () => void
  /** Brings the page in line again, at the end of this turn. */
  settle(): void
  /** A showing came, went or freed the attention of the person. */
  changed(guide: string): void
}

/** How a showing ends. */
export type End = 'completed' | 'answered' | 'dismissed' | 'snoozed' | 'ended'

/** What every view has. */
export interface CommonView {
  words: Words
  language: string | undefined
  direction: 'ltr' | 'rtl' | undefined
  theme: ThemeView | undefined
  part: string
  title: string
  body: string
  seen(): void
  dismiss(): void
}

/** What the life of a showing does for its kind. */
export interface Life {
  readonly stage: Surroundings
  readonly entry: CompiledGuide
  /** Arm of the guide's experiment. */
  readonly arm: string | undefined
  /** Step at which an interrupted tour goes on. */
  readonly from: string | undefined
  readonly over: boolean
  /** Whether the page has something over everything that does not hold the target: nothing is drawn then. */
  isCovered(target?: Element): boolean
  /** Whether anybody has seen any of it. */
  readonly wasSeen: boolean
  tell(event: string, more?: Record<string, unknown>): void
  /** Notes in the person's progress. */
  keep(change: Partial<GuideProgress>): void
  readonly words: Words
  /** Fills placeholders. */
  text(source: string | undefined): string
  common(part: string, source: { title: string; body?: string | undefined }): CommonView
  /** @param after - runs after the actions of any. */
  buttons(buttons: readonly Button[] | undefined, after?: () => void): ButtonView[]
  end(how: End, reason?: string): void
  /** Draws what should be seen now. */
  sync(): void
}

/** What is particular to a kind while one of its guides is on the page. */
export interface Course {
  /** What should be seen now; `undefined`: nothing. Called often. */
  view(context: Context): View | undefined
  /** Of what goes in steps: where it stands. */
  readonly step?: string
  /** What has to be known to go on there after the page. */
  readonly point?: Partial<GuideProgress>
  /** Whether there is something to show on this page now, or soon. @default true */
  isWanting?(context: Context): boolean
  /** Hears of an event. */
  hear?(event: string, properties: Readonly<Record<string, unknown>>): void
  /** Goes to "next", "back", "end" or a step. @default any of them completes it */
  move?(to: string): void
  /** Whether it is completed but stays to be read; whatever takes it away then is no outcome of its own. */
  isFinished?(): boolean
  /** Ends because its audience or page did: what that means after the person has used it. */
  readonly endedByUse?: End
  /** Of what can be folded away: whether it is open. */
  readonly opened?: boolean
  /** Lets go of the page. */
  stop?(): void
}

/** Begins what is particular to a kind. @param before - the same in another version of the guide, which was on the page until now. */
export type CreateCourse<G extends Guide = Guide> = (life: Life, guide: G, before?: Course) => Course

/** A guide of one kind. */
export type GuideOf<K extends Guide['kind']> = Extract<Guide, { kind: K }>

/** The button of an author who wrote none. */
export const plainButton = (label: string, go: string, look?: Button['look']): Button => ({ label, do: [{ go }], look })
