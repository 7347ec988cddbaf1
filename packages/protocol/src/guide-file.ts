// Owns what one guide file may be: any of the kinds. It must not know what is in a kind.
import { z } from 'zod'
import { announcementSchema, type Announcement } from './announcement.ts'
import {
  celebrationSchema,
  checklistSchema,
  emptyStateSchema,
  hintSchema,
  tourSchema,
  type Celebration,
  type Checklist,
  type EmptyState,
  type Hint,
  type Tour,
} from './guide.ts'
import { leaderboardSchema, type Leaderboard } from './leaderboard.ts'
import { resourceCenterSchema, type ResourceCenter } from './resource-center.ts'
import { surveySchema, type Survey } from './survey.ts'

/** Schema of one guide file. */
export const guideSchema = z.discriminatedUnion('kind', [
  tourSchema,
  hintSchema,
  emptyStateSchema,
  checklistSchema,
  celebrationSchema,
  announcementSchema,
  surveySchema,
  resourceCenterSchema,
  leaderboardSchema,
])

export type Guide = Tour | Hint | EmptyState | Checklist | Celebration | Announcement | Survey | ResourceCenter | Leaderboard
export type GuideKind = Guide['kind']
