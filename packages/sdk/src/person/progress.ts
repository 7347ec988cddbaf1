// Owns how two accounts of what a person did with a guide become one (tabs, devices, collector). Pure.
import type { GuideProgress } from '@foothold/protocol'

/**
 * Joins two accounts of one guide: the larger count, the later outcome, every finished task at its first time.
 * Commutative and idempotent.
 */
export function mergeProgress(a: GuideProgress | undefined, b: GuideProgress | undefined): GuideProgress | undefined {
  if (!a || !b) return a ?? b
  const [later, earlier] = rank(a) >= rank(b) ? [a, b] : [b, a]
  const merged: GuideProgress = { ...later, seen: Math.max(a.seen, b.seen) }
  const lastSeenAt = Math.max(a.lastSeenAt ?? 0, b.lastSeenAt ?? 0)
  if (lastSeenAt) merged.lastSeenAt = lastSeenAt
  if (a.tasks || b.tasks) {
    merged.tasks = { ...earlier.tasks }
    for (const [key, at] of Object.entries(later.tasks ?? {})) merged.tasks[key] = Math.min(merged.tasks[key] ?? at, at)
  }
  return merged
}

const ORDER = ['unseen', 'seen', 'ended', 'snoozed', 'dismissed', 'completed']
/** Later wins; at the same instant the stronger outcome does. */
const rank = (progress: GuideProgress): number => (progress.at ?? 0) * 8 + ORDER.indexOf(progress.state)
