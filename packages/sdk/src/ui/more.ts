// The kinds that come in a file of their own when the first of them is to be shown.
import { ANNOUNCEMENT_KIND } from './announcement/announcement-kind.ts'
import { CELEBRATION_KIND } from './celebration/celebration-kind.ts'
import { CHECKLIST_KIND } from './checklist/checklist-kind.ts'
import { EMPTY_STATE_KIND } from './empty-state/empty-state-kind.ts'
import { LEADERBOARD_KIND } from './leaderboard/leaderboard-kind.ts'
import { RESOURCE_CENTER_KIND } from './resource-center/resource-center-kind.ts'
import { SURVEY_KIND } from './survey/survey-kind.ts'
import type { KindTable } from './kind.ts'
import { MORE_STYLE } from './more.css.ts'

const KINDS: KindTable = {
  'empty-state': EMPTY_STATE_KIND,
  checklist: CHECKLIST_KIND,
  celebration: CELEBRATION_KIND,
  announcement: ANNOUNCEMENT_KIND,
  survey: SURVEY_KIND,
  'resource-center': RESOURCE_CENTER_KIND,
  leaderboard: LEADERBOARD_KIND,
}

export const MORE: KindTable = Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [name, { ...kind, style: MORE_STYLE + (kind.style ?? '') }]))
