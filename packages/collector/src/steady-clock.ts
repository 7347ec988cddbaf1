// Owns what is taken for now by whatever cannot be taken back, deadlines and deletion: the clock of the machine, unless that has just
// jumped ahead. Pure, but for what it has seen before. It must not know what is due.

/** What runs on while a clock is set is off by less than this, in ms. */
export const CLOCK_OFF_MS = 60_000
/** A clock that has jumped ahead, and stays there, is believed after so long, in ms: the machine may have slept. */
const BELIEVED_MS = 3_600_000

/** What a steady clock is made of. */
export interface SteadyClockOptions {
  /** The clock of the machine, epoch ms. */
  wall(): number
  /** Time that has passed since anything, in ms; nobody can set it. */
  elapsed(): number
  /** Told once of each jump that is not believed. @param aheadMs - how far. */
  onDoubt(aheadMs: number): void
}

/**
 * Makes a clock that does not jump ahead with that of the machine.
 *
 * Whoever is told of a deadline that has not passed may act on it, what is deleted does not come back, and an hour more or less is
 * nothing to either. So a jump
 * ahead is believed only once it has lasted for an hour; meanwhile time goes on as it passes. A jump back is believed at once.
 *
 * @returns epoch ms.
 */
export function createSteadyClock({ wall, elapsed, onDoubt }: SteadyClockOptions): () => number {
  let believed = wall()
  let at = elapsed()
  /** The jump that is not believed: how far it went, and when it was seen. */
  let doubt: { aheadMs: number; at: number } | undefined
  return () => {
    const [time, passed] = [wall(), elapsed()]
    const steady = believed + (passed - at)
    const aheadMs = time - steady
    if (aheadMs > CLOCK_OFF_MS && !(doubt && Math.abs(aheadMs - doubt.aheadMs) <= CLOCK_OFF_MS)) onDoubt((doubt = { aheadMs, at: passed }).aheadMs)
    if (aheadMs > CLOCK_OFF_MS && passed - doubt!.at < BELIEVED_MS) return steady
    believed = time
    at = passed
    doubt = undefined
    return time
  }
}
