// Owns the checks that one kind of guide alone needs. It must not know what they are.
import type { Definitions } from '@foothold/targeting'
import { lintAnnouncement } from './lint-announcement.ts'
import { lintLeaderboard } from './lint-leaderboard.ts'
import { lintResources } from './lint-resource.ts'
import { lintSurvey } from './lint-survey.ts'
import { lintTour } from './lint-tour.ts'
import type { Check } from './reference.ts'

/**
 * Checks a guide as one of its kind.
 *
 * @param guide - the JSON as written, of any shape.
 * @param now - epoch ms; without it nothing is told of what is over.
 * @throws never
 */
export function lintKind(guide: Record<string, unknown>, check: Check, known: Definitions, now: number | undefined): void {
  lintTour(guide, check, known)
  lintSurvey(guide, check, known)
  lintAnnouncement(guide, check)
  lintResources(guide, check, now)
  lintLeaderboard(guide, check)
}
