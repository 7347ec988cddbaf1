// Owns what the parts of guidance ask of each other: the director of the client, the stage of the director. Types only.
import type { Bundle, Rule, Tests } from '@foothold/protocol'
import type { CompiledGuide, Context, Refusal } from '@foothold/targeting'
import type { Report } from '../error.ts'
import type { Guard } from '../guard.ts'
import type { Person } from '../person/state.ts'
import type { Platform } from '../platform.ts'
import type { Claim } from './arbiter.ts'
import type { Decision } from './decision.ts'
import type { StageModule } from './stage.ts'
import type { Component } from './view.ts'

/** A function of the page that brings a target about: scrolls a list to it, opens the menu that it is in. Waited for. */
export type Reveal = (about: { guide: string; step: string }) => unknown

/** What the director and the stage need of the client. */
export interface World {
  platform: Platform
  person: Person
  report: Report
  guard: Guard
  track(event: string, properties: Record<string, unknown>): void
  /** @returns a promise where the page's router tells when it is done. */
  navigate(path: string): unknown
  /** What the page claims the attention for. */
  claims: ReadonlySet<Claim>
  /** What the page draws by itself, by kind. */
  components: ReadonlyMap<string, Component>
  /** What there is to ask the collector of who is here now, as JSON. */
  question(): string
  loadStage(): Promise<StageModule>
  /** By the names that targets call them. */
  reveals: ReadonlyMap<string, Reveal>
}

/** What the stage may ask and tell. */
export interface Decisions {
  readonly version: string
  /** What goes with the guides: words, looks, where pictures may come from. */
  readonly bundle: Pick<Bundle, 'words' | 'themes' | 'media'>
  /** A published guide, compiled when it is first asked for. */
  entry(key: string): CompiledGuide | undefined
  readonly decided: ReadonlyMap<string, Decision>
  /** Keys of the guides whose own gates are open. */
  readonly eligible: ReadonlySet<string>
  /** Asks a rule of a guide: of a task, or of a branch. */
  holds(rule: Rule, context: Context): boolean | undefined
  /** Asks whether values compare as they should. */
  passes(where: Record<string, Tests> | undefined, values: Readonly<Record<string, unknown>>): boolean
  /** What is known now. @param key - of the guide whose moment brings the properties. */
  context(key: string): Context
  /** Step at which an interrupted tour goes on. */
  resumePoint(entry: CompiledGuide): string | undefined
  /** Whether an event or a hand asked for this guide; a showing answers it. */
  firedBy(key: string): 'manual' | 'event' | undefined
  answered(key: string): void
  /** Why a guide that is on the page may not stay. @param asked - somebody started it by hand. */
  stays(key: string, asked: boolean): Refusal | undefined
  /** Asks one guide again, at the instant of rendering. */
  again(key: string): Decision | undefined
  changed(dependencies: readonly string[]): void
  start(key: string): Decision
  watchDom(listener: () => void): () => void
  /** Watches a shadow root or the document of a frame as well. */
  watchRoot(root: Node): void
}
