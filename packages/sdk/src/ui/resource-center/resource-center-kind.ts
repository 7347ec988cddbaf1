// Owns what a resource center is made of. It must not know when it is fetched.
import { createResourceCenter } from '../../guide/showing/resource-center.ts'
import { CORNER_STYLE } from '../corner.css.ts'
import { FIELD_STYLE } from '../field.css.ts'
import type { Kind } from '../kind.ts'
import { LEADERBOARD_STYLE } from '../leaderboard/leaderboard.css.ts'
import { RESOURCE_CENTER_STYLE } from './resource-center.css.ts'
import { ResourceCenter } from './resource-center.tsx'

export const RESOURCE_CENTER_KIND: Kind = {
  create: createResourceCenter,
  Draw: ResourceCenter,
  style: CORNER_STYLE + LEADERBOARD_STYLE + FIELD_STYLE + RESOURCE_CENTER_STYLE,
}
