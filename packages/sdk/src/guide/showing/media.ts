// Owns writing pictures and films as the text that shows them, so that one way decides what may be shown.
import type { Media } from '@foothold/protocol'
import type { Life } from './course.ts'

const escape = (text: string): string => text.replace(/[\\[\]()]/g, '\\$&')

/** Writes a picture or film in the Markdown subset; empty where there is none. */
export function toMedia(life: Pick<Life, 'text'>, media: Media | undefined): string {
  return media ? life.text(`![${escape(media.alt)}](${escape('image' in media ? media.image : media.video)})`) : ''
}
