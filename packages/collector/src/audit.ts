// Owns the noting of what administrators, and the collector for them, did.
import { customAlphabet } from 'nanoid'
import type { AuditRecord, AuditStore } from './store/state-store.ts'

const random = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 10)
let last = 0

/** Notes one action. The id grows with time, within one process also within a millisecond. */
export async function addAudit(audit: AuditStore, entry: Omit<AuditRecord, 'id'>): Promise<void> {
  last = Math.max(last + 1, entry.at * 1000)
  await audit.add({ ...entry, id: `${String(last).padStart(17, '0')}${random()}` })
}
