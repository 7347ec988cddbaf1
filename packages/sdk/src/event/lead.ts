// Owns which tab may ask the collector, and from when: one record in the storage that all tabs see at once. It must not know
// what is sent.
import type { Platform } from '../platform.ts'

export interface Lead {
  look(): {
    /** This tab is the one that asks. */
    mine: boolean
    /** Another tab was the one and has gone silent: frozen, or gone. */
    lapsed: boolean
    /** All wait, because nothing answers; the collector has not asked for it. */
    silent: boolean
    /** ms until this tab may ask. */
    patience: number
    /** How many times in a row nothing was delivered, by any tab. */
    attempt: number
  }
  /** Makes this tab the one, for `LEAD_MS` at most. Other tabs hear which of the events on the disk it sends, by the ids of the first and the last. */
  take(attempt: number, first?: string, last?: string): void
  /** Ends that. Nobody asks for so many ms; `asked` where the collector wants it so. */
  free(waitMs: number, attempt: number, asked?: boolean): void
  /** Runs when another tab has become the one, and sends all from the first to the last. @returns what ends it. */
  onOther(run: (first?: string, last?: string) => void): () => void
}

/** How long a tab may be silent before another takes over; longer than any request of a batch takes. */
export const LEAD_MS = 10_000

const SKEW_MS = 1_000
/** Before all ids in the order of texts, and so is the next. */
const NOBODY = '-'
const COLLECTOR = '!'

export function createLead(platform: Pick<Platform, 'local' | 'now' | 'wall' | 'createId' | 'onOther'>): Lead {
  const me = platform.createId(platform.now())
  const write = (...record: readonly (string | number | undefined)[]): void => platform.local.write('lead', record.join(' '))
  return {
    look() {
      const [owner = '', at, ms, attempt] = (platform.local.read('lead') ?? '').split(' ')
      const left = +at! + +ms! - platform.wall()
      // more than the whole is a clock that was set back since; those of two tabs may differ a little
      const open = !(left > 0 && left < +ms! + SKEW_MS)
      const mine = owner === me
      return {
        mine,
        lapsed: open && !mine && owner > NOBODY,
        silent: owner === NOBODY,
        patience: open || mine ? 0 : left,
        attempt: +attempt! || 0,
      }
    },
    take: (attempt, ...range) => write(me, platform.wall(), LEAD_MS, attempt, ...range),
    free: (waitMs, attempt, asked) => write(asked ? COLLECTOR : NOBODY, platform.wall(), waitMs, attempt),
    onOther: (run) => platform.onOther('lead', (text) => run(...text.split(' ').slice(4))),
  }
}
