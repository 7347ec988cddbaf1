// Owns how often a guide may come back. Pure: the time is given.
import { toMs, type Guide, type GuideProgress } from '@foothold/protocol'

/** Whether a guide may be shown again; if not, why, and where it is known until when (epoch ms). */
export type FrequencyDecision =
  | { allowed: true }
  | { allowed: false; reason: 'unknown' | 'max' | 'cooldown' | 'completed' | 'dismissed' | 'snoozed'; until?: number }

/** What holds where the author wrote nothing: an end is final, a snooze lasts a day. */
const DEFAULT_AFTER = { completed: 'never', dismissed: 'never', snoozed: '1d' } as const

/**
 * Decides whether a guide's frequency allows a showing now.
 *
 * @param progress - `null` where the person never saw it, `undefined` where that is not known (then: no).
 * @param now - epoch ms.
 * @throws never
 */
export function evaluateFrequency(guide: Pick<Guide, 'kind' | 'frequency'>, progress: GuideProgress | null | undefined, now: number): FrequencyDecision {
  if (progress === undefined) return { allowed: false, reason: 'unknown' }
  if (!progress) return { allowed: true }
  const { state } = progress
  if (state === 'completed' || state === 'dismissed' || state === 'snoozed') {
    const wait = toMs(guide.frequency?.after?.[state] ?? DEFAULT_AFTER[state])
    if (wait === undefined) return { allowed: false, reason: state }
    const until = (state === 'snoozed' && progress.until) || (progress.at ?? 0) + wait
    if (now < until) return { allowed: false, reason: state, until }
  }
  const max = guide.frequency?.max ?? (guide.kind === 'tour' || guide.kind === 'celebration' ? 1 : Infinity)
  // a snoozed showing was put off, not used up
  if (progress.seen >= max && state !== 'snoozed') return { allowed: false, reason: 'max' }
  const cooldown = guide.frequency?.cooldown ?? (guide.kind === 'hint' ? '1d' : undefined)
  const until = (progress.lastSeenAt ?? 0) + (toMs(cooldown) ?? 0)
  return now < until ? { allowed: false, reason: 'cooldown', until } : { allowed: true }
}
