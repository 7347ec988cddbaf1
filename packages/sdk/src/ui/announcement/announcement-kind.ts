// Owns what an announcement is made of. It must not know when it is fetched.
import { createAnnouncement } from '../../guide/showing/announcement.ts'
import { CORNER_STYLE } from '../corner.css.ts'
import type { Kind } from '../kind.ts'
import { ANNOUNCEMENT_STYLE } from './announcement.css.ts'
import { Announcement } from './announcement.tsx'

export const ANNOUNCEMENT_KIND: Kind = { create: createAnnouncement, Draw: Announcement, style: CORNER_STYLE + ANNOUNCEMENT_STYLE }
