// Owns what a checklist is made of. It must not know when it is fetched.
import { createChecklist } from '../../guide/showing/checklist.ts'
import type { Kind } from '../kind.ts'
import { CHECKLIST_STYLE } from './checklist.css.ts'
import { Checklist } from './checklist.tsx'

export const CHECKLIST_KIND: Kind = { create: createChecklist, Draw: Checklist, style: CHECKLIST_STYLE }
