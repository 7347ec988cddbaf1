// Owns how two accounts of what a person did with a guide become one (tabs, devices, collector). Pure.
import type { GuideProgress } from '@foothold/protocol'

/**
 * Joins two accounts of one guide: the larger count, the later outcome, every finished task at its first time.
 * Commutative and idempotent.
 */
export function mergeProgress(a: GuideProgress, b: GuideProgress): GuideProgress {
  const [first, second] = rank(a) >= rank(b) ? [a, b] : [b, a]
  const merged: GuideProgress = { ...first, seen: Math.max(a.seen, b.seen) }
  const lastSeenAt = Math.max(a.lastSeenAt ?? 0, b.lastSeenAt ?? 0)
  if (lastSeenAt) merged.lastSeenAt = lastSeenAt
  if (a.tasks || b.tasks) merged.tasks = join(a.tasks ?? {}, b.tasks ?? {}, Math.min)
  const answers = { ...second.answers, ...first.answers }
  if (Object.keys(answers).length) merged.answers = answers
  if (a.read || b.read) merged.read = join(a.read ?? {}, b.read ?? {}, Math.min)
  const out = !b.out || (a.out && a.out.at >= b.out.at) ? a.out : b.out
  if (out) merged.out = out
  return merged
}

/** Joins two records; what is in both is joined by `both`. */
export function join<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>, both: (x: T, y: T) => T): Record<string, T> {
  const result: Record<string, T> = { ...a }
  for (const [key, value] of Object.entries(b)) result[key] = Object.hasOwn(result, key) ? both(result[key]!, value) : value
  return result
}

const ORDER = ['unseen', 'seen', 'ended', 'snoozed', 'dismissed', 'answered', 'completed']
/** Later wins; at the same instant the stronger outcome does. */
const rank = (progress: GuideProgress): number => (progress.at ?? 0) * 8 + ORDER.indexOf(progress.state)
