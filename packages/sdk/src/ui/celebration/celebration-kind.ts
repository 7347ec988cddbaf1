// Owns what a celebration is made of. It must not know when it is fetched.
import { createCelebration } from '../../guide/showing/celebration.ts'
import type { Kind } from '../kind.ts'
import { CELEBRATION_STYLE } from './celebration.css.ts'
import { Celebration } from './celebration.tsx'

export const CELEBRATION_KIND: Kind = { create: createCelebration, Draw: Celebration, style: CELEBRATION_STYLE }
