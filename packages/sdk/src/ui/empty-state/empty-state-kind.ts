// Owns what an empty state is made of. It must not know when it is fetched.
import { createEmptyState } from '../../guide/showing/empty-state.ts'
import type { Kind } from '../kind.ts'
import { EMPTY_STATE_STYLE } from './empty-state.css.ts'
import { EmptyState } from './empty-state.tsx'

export const EMPTY_STATE_KIND: Kind = { create: createEmptyState, Draw: EmptyState, style: EMPTY_STATE_STYLE }
