// Owns the memory of keys that were just checked: everything below `/v1` asks for the same few thousands of times a second.
import type { KeyRecord, ProjectStore } from '../store/state-store.ts'
import { authenticate } from './authenticate.ts'

/** How long a known key is believed, in ms: so long a revoked one still works. */
const BELIEVED_MS = 1000
/** Keys that are remembered. */
const KEPT = 10_000

/** Checks a presented write key. */
export type WriteKeyCheck = (key: string | undefined) => KeyRecord | Promise<KeyRecord>

/**
 * Creates the check of write keys, which remembers known ones for a second. Unknown ones are always asked for: a key works as
 * soon as it is made.
 *
 * @throws {CollectorError} as `authenticate`, when it is called.
 */
export function createWriteKeyCheck(projects: Pick<ProjectStore, 'findKey'>): WriteKeyCheck {
  const known = new Map<string, { record: KeyRecord; until: number }>()
  const ask = async (key: string | undefined): Promise<KeyRecord> => {
    const record = await authenticate(projects, key, 'write')
    if (known.size >= KEPT) known.clear()
    known.set(key!, { record, until: performance.now() + BELIEVED_MS })
    return record
  }
  return (key) => {
    const kept = known.get(key ?? '')
    return kept && kept.until > performance.now() ? kept.record : ask(key)
  }
}
