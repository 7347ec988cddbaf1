// Owns the limits of ingestion with their defaults; each has an error code of its own. Plain numbers.
import { LIMITS } from '@foothold/protocol'

/** Limits of ingestion. Sizes in bytes of UTF-8; 0 switches `eventsPerSecond` off. */
export interface IngestLimits {
  /** One event. Code `event_too_large`. @default 32_768 */
  eventBytes: number
  /** Nesting of `properties`, `traits` and `context`. Code `event_too_deep`. @default 32 */
  propertyDepth: number
  /** Keys of one object. Code `too_many_keys`. @default 256 */
  propertyKeys: number
  /** One string. Code `string_too_large`. @default 8_192 */
  stringBytes: number
  /** Characters of a name or id, at most 200. Code `name_too_long`. @default 200 */
  nameLength: number
  /** Events of one request. Code `batch_too_many`. @default 500 */
  batchEvents: number
  /** A body as sent. Code `payload_too_large`. @default 524_288 */
  batchBytes: number
  /** A body after decompression. Code `decompressed_too_large`. @default 5_242_880 */
  batchDecompressedBytes: number
  /** Bytes after decompression for each byte sent, from 256 KiB on. Code `ratio_too_high`. @default 100 */
  batchRatio: number
  /** Events a second of one write key in the long run. Code `rate_limited`. @default 1_000 */
  eventsPerSecond: number
  /** Events of one write key at once, after a rest. @default 5_000 */
  eventsBurst: number
  /** Events that may wait for the disk or be written. Code `overloaded`. @default 50_000 */
  queueEvents: number
  /** The same events and those that are being written, together, about. Code `overloaded`. @default 67_108_864 */
  queueBytes: number
  /** Bodies that are being read, together. Code `overloaded`. @default 67_108_864 */
  bodiesBytes: number
}

export const INGEST_LIMITS: Readonly<IngestLimits> = {
  eventBytes: LIMITS.eventBytes,
  propertyDepth: LIMITS.propertyDepth,
  propertyKeys: LIMITS.propertyKeys,
  stringBytes: LIMITS.stringBytes,
  nameLength: LIMITS.nameLength,
  batchEvents: LIMITS.batchEvents,
  batchBytes: LIMITS.batchBytes,
  batchDecompressedBytes: LIMITS.batchDecompressedBytes,
  batchRatio: 100,
  eventsPerSecond: 1000,
  eventsBurst: 5000,
  queueEvents: 50_000,
  queueBytes: 64 * 1024 * 1024,
  bodiesBytes: 64 * 1024 * 1024,
}
