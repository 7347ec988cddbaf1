// Owns which place of the host page a guide needs. For publishing.
import type { Guide } from '@foothold/protocol'

/** The slot that a guide is put into, if it has one. */
export function slotOf(guide: Guide): string | undefined {
  if (guide.kind === 'empty-state' || guide.kind === 'leaderboard') return guide.slot
  return guide.kind === 'resource-center' && guide.launcher && 'slot' in guide.launcher ? guide.launcher.slot : undefined
}
