// Owns the taking in of events of any age from somebody with an admin key: checked and stored as those of a write key are. It must not
// know where they come from.
import type { BatchAnswer } from '@foothold/protocol'
import { nanoid } from 'nanoid'
import { CollectorError } from '../error.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import type { NewEvent } from '../store/event-log.ts'
import { withoutErased } from './erased.ts'
import type { GroupCommit } from './group-commit.ts'
import { INGEST_LIMITS, type IngestLimits } from './limits.ts'
import type { StorageHealth } from './storage-health.ts'
import { validateEvents, type Validated } from './validate.ts'

/** What it works on. */
export interface HistoryOptions {
  commit: GroupCommit<NewEvent>
  storage: StorageHealth
  limits: IngestLimits
  writeKeys: Pick<WriteKeyCheck, 'erased'>
  now: () => number
}

/** Events to be taken in. */
export interface History {
  events: readonly unknown[]
  /** Pointer of an event in the body. @default `/batch/<index>` */
  pointer?: (index: number) => string
  /** Flags for every event. @default none */
  flags?: number
}

/** What came of them. */
export interface TakenHistory {
  /** Those that were not refused, and for each whether it was stored now. */
  events: readonly NewEvent[]
  stored: readonly boolean[]
  /** Because of what they are, and because of whose they are. */
  rejected: BatchAnswer['rejected']
  erased: BatchAnswer['rejected']
  /** The answer, but for what was accepted. */
  head: Pick<BatchAnswer, 'batchId' | 'receivedAt' | 'retry' | 'warnings'>
}

/** Refuses a body before anything is looked at. @throws {CollectorError} as the disk is, and `batch_too_many` */
export function checkHistory({ storage, limits }: HistoryOptions, count: number, what: string): void {
  storage.check()
  if (count > limits.batchEvents) throw new CollectorError('batch_too_many', `The batch has ${count} ${what}; at most ${limits.batchEvents} may come at once.`)
}

/** Checks events of any age without storing them. @returns what would be stored, and what would be refused because of what it is. */
export function checkEvents(
  events: readonly unknown[],
  {
    project = '',
    receivedAt = Date.now(),
    limits = INGEST_LIMITS,
    pointer = (index) => `/batch/${index}`,
  }: { project?: string; receivedAt?: number; limits?: IngestLimits; pointer?: (index: number) => string } = {},
): Validated {
  const envelope = { batchId: '', events, pointer, sentAt: undefined, writeKey: undefined, identityToken: undefined, context: undefined, historical: true }
  return validateEvents(envelope, project, receivedAt, limits)
}

/** Takes events in; resolves when they are durable. @throws {CollectorError} as the log does */
export async function takeHistory(
  { commit, limits, writeKeys, now }: HistoryOptions,
  project: string,
  { events, pointer, flags = 0 }: History,
): Promise<TakenHistory> {
  const receivedAt = now()
  const valid = checkEvents(events, { project, receivedAt, limits, ...(pointer ? { pointer } : {}) })
  const marked = flags ? valid.events.map((event) => ({ ...event, flags: event.flags | flags })) : valid.events
  const kept = withoutErased(marked, await writeKeys.erased(project))
  return {
    events: kept.events,
    stored: kept.events.length ? await commit.append(kept.events) : [],
    rejected: valid.rejected,
    erased: kept.rejected,
    head: { batchId: nanoid(), receivedAt: new Date(receivedAt).toISOString(), retry: [], warnings: valid.warnings },
  }
}
