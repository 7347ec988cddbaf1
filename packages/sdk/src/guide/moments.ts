// Owns the moments of guides: that an event or a hand has asked for one, and for how long that counts. Pure but for its clock.
import { toMs, type PublishedGuide as Guide } from '@foothold/protocol'
import type { Values } from '@foothold/targeting'

export type Asked = 'manual' | 'event'

export interface Moments {
  /** Takes note of a moment. @param at - epoch ms. */
  note(key: string, how: Asked, at: number, properties?: Values): void
  /** Whether something asks for this guide now. */
  firedBy(key: string): Asked | undefined
  /** What the event of the moment said; kept for as long as the guide is open. */
  propertiesOf(key: string): Values | undefined
  /** A showing has answered the moment. */
  answered(key: string): void
  clear(): void
}

/** The moment of an event or a start by hand is over after this: a guide that had to wait longer would come out of the blue. */
const MOMENT_MS = 30_000

/** @param guideOf - a published guide by its key. */
export function createMoments(now: () => number, guideOf: (key: string) => Guide | undefined): Moments {
  const noted = new Map<string, { how: Asked | undefined; at: number; properties?: Values | undefined }>()
  return {
    note: (key, how, at, properties) => void noted.set(key, { how, at, properties }),
    firedBy(key) {
      const moment = noted.get(key)
      return moment && now() - moment.at < MOMENT_MS + (toMs(guideOf(key)?.when?.delay) ?? 0) ? moment.how : undefined
    },
    propertiesOf: (key) => noted.get(key)?.properties,
    answered: (key) => void noted.set(key, { at: 0, ...noted.get(key), how: undefined }),
    clear: () => noted.clear(),
  }
}
