// Owns what a page may call and what it gets back: types only. It must not know how any of it is done.
import type { EventType } from '@foothold/protocol'
import type { Purposes } from './event/consent.ts'
import type { DeadLetter } from './event/dead-letter.ts'
import type { Decision } from './guide/decision.ts'
import type { Reveal } from './guide/world.ts'
import type { Component, View, ViewOf } from './guide/view.ts'

export type Properties = Record<string, unknown>

/** An event as listeners get it, the SDK's own guide events included. */
export interface TrackedEvent {
  type: EventType
  /** Of a track event its name, else empty. */
  name: string
  /** Masked as it is sent. */
  properties: Properties
}

/**
 * Resolves when the call is written down and survives a crash of the tab; never rejects, so it need not be awaited.
 * A `PromiseLike`, because a `Promise` would make linters ask every caller to handle it.
 */
export type Written = PromiseLike<void>

/** A claim of the page's own. */
export interface Surface {
  /** Gives the attention back. Once is enough. */
  release(): void
}

/** What a page calls. No method throws, whatever it is given. */
export interface Foothold {
  /**
   * Says who this is. Calling it on every page load is right: what has not changed is not sent again.
   * @param userId - your own stable id, at most 200 characters.
   * @param traits - what conditions and texts may use, e.g. `role`, `firstName`, `createdAt` (ISO 8601).
   */
  identify(userId: string, traits?: Properties): Written
  /** Says which account (company, team) the person works in now. */
  group(groupId: string, traits?: Properties): Written
  /**
   * Says that what another id did was done by this user, such as an id given on your server before signing up. Changes nothing
   * about who is here: `identify()` does. Two users are never made one.
   * @param previousId - an anonymous id.
   * @default previousId the anonymous id of this browser
   */
  alias(userId: string, previousId?: string): Written
  /**
   * Tracks an event. Resolves when it is written down and survives a crash of the tab.
   * @param event - at most 200 characters; what is longer is cut.
   * @param properties - anything: what is no JSON is left out, a text ends at 8 KB.
   */
  track(event: string, properties?: Properties): Written
  /** Tracks a page view; automatic on route changes unless `pages` is false. */
  page(name?: string, properties?: Properties): Written
  /** Forgets the person, as after signing out: a new anonymous id; guides of the person before are gone at once, in every tab. */
  reset(): void
  /** Stops tracking, now and on later visits: what waits is deleted. Guides go on; see `consent()`. */
  optOut(): Written
  /** Takes `optOut()` back, or allows tracking where consent is required. */
  optIn(): Written
  /**
   * Takes down what the person allows or refuses, for this and later visits and in every tab.
   * @param choice - `tracking`: events are recorded and sent; refused, what waits is deleted. `guidance`: guides; refused, they go
   * at once with all that was kept for them, and are not even asked for.
   * @returns resolves when what has to go is gone.
   */
  consent(choice: Purposes): Written
  /** Starts a guide whatever its moment and frequency; its page and audience still count. */
  start(guide: string): Decision
  /**
   * Claims the person's attention for something of the page's own: a modal, news, a consent banner. Guides of the same or a lower
   * priority wait; one that is shown goes, and comes back afterwards. Only what waits in its place (checklist, empty state) stays.
   * @param name - for `why()`.
   * @param options.priority - as guides have it, 0 to 100.
   * @default priority 100
   */
  surface(name: string, options?: { priority?: number | undefined }): Surface
  /** Why a guide is, or is not, on the page now. */
  why(guide: string): Decision
  /**
   * Registers what brings a target about that is not on the page yet: scrolls a long list to it, opens the menu that it is in.
   * A target asks for it by its `reveal`; a promise is waited for, ten seconds long.
   * @returns what takes it away again.
   */
  reveal(name: string, run: Reveal): () => void
  /**
   * Draws every guide of a kind in the page's own way; when it shows, where, and what its buttons do stay ours. Call it before
   * such a guide shows.
   * @param draw - called with the whole view at every change; `undefined`: ours again. Where it throws, ours is drawn.
   */
  component<K extends View['kind']>(kind: K, draw: Component<ViewOf<K>> | undefined): void
  /** Hears of every event with this name, or of all with `*`, also of those that nobody may record. @returns what ends the calls. */
  on(event: string, listener: (event: TrackedEvent) => void): () => void
  /** Sends what waits, as far as the collector takes it now. */
  flush(): Written
  /** The last hundred events that were given up, with the reasons, newest last. */
  deadLetters(): Promise<DeadLetter[]>
  /** Ends everything; the object does nothing afterwards. */
  dispose(): void
}
