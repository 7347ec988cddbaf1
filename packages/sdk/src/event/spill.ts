// Owns what a page that ends could not bring to the disk: one small value, which the next page takes over. It must not know what
// is sent.
import type { Platform } from '../platform.ts'
import type { Waiting } from './batch.ts'
import { parseJson } from './serialize.ts'

export interface Spill {
  /** Keeps the newest of these, in place of what this page has kept before, within this turn. */
  keep(events: readonly Waiting[]): void
  /** Forgets what was kept or taken over. */
  settle(): void
}

/** In characters: the host has about five million for everything. */
const MAX_LENGTH = 200_000
const START = 'spill.'
export const isSpill = (name: string): boolean => name.startsWith(START)

/** @param take - gets what earlier pages have kept, each event at once. */
export function createSpill({ local, createId, now }: Pick<Platform, 'local' | 'createId' | 'now'>, take: (event: Waiting) => void): Spill {
  const mine = START + createId(now())
  const kept = new Set(local.names().filter(isSpill))
  for (const name of kept) {
    // an event is one line: JSON has no other line breaks
    for (const [, id, json] of (local.read(name) ?? '').matchAll(/(\S+) ([^\n]+)/g)) if (parseJson(json!)) take([id!, json!])
  }
  return {
    keep(events) {
      let text = ''
      for (const one of events.toReversed()) {
        const longer = `${one.join(' ')}\n${text}`
        if (longer.length > MAX_LENGTH) break
        text = longer
      }
      if (!text) return
      kept.add(mine)
      local.write(mine, text)
    },
    settle() {
      for (const name of kept) local.write(name, '')
      kept.clear()
    },
  }
}
