// Owns what a leaderboard is made of. It must not know when it is fetched.
import { createLeaderboard } from '../../guide/showing/leaderboard.ts'
import type { Kind } from '../kind.ts'
import { LEADERBOARD_STYLE } from './leaderboard.css.ts'
import { Leaderboard } from './leaderboard.tsx'

export const LEADERBOARD_KIND: Kind = { create: createLeaderboard, Draw: Leaderboard, style: LEADERBOARD_STYLE }
