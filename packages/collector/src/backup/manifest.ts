// Owns what a backup says of itself: its files with their hashes, and what is in them. It must not know how it is made.
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CollectorError, describeError } from '../error.ts'

/** Files that a backup may have. The truth only: everything else is made anew from it. */
export const BACKUP_FILES = ['state.db', 'events.db'] as const
export type BackupFile = (typeof BACKUP_FILES)[number]
export const MANIFEST = 'manifest.json'

/** A file as it was made. */
export interface FileEntry {
  bytes: number
  sha256: string
}

export interface BackupManifest {
  format: 1
  /** Of Foothold, that made it. */
  version: string
  /** When it was begun, ISO 8601: everything acknowledged before is in it. */
  madeAt: string
  events: { last: number; count: number }
  /** `state.db` is not there where the state is in a database of its own. */
  files: { 'events.db': FileEntry; 'state.db'?: FileEntry | undefined }
}

const file: z.ZodType<FileEntry> = z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
const manifestSchema: z.ZodType<BackupManifest> = z.strictObject({
  format: z.literal(1),
  version: z.string(),
  madeAt: z.iso.datetime(),
  events: z.strictObject({ last: z.int().min(0), count: z.int().min(0) }),
  files: z.strictObject({ 'events.db': file, 'state.db': file.optional() }),
})

/** @throws {CollectorError} `backup_invalid` */
export function readManifest(folder: string): BackupManifest {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : describeError(cause)
    throw new CollectorError('backup_invalid', `${folder} is no whole backup: its ${MANIFEST} cannot be read (${why}).`, { cause })
  }
}

export async function describeFile(path: string): Promise<FileEntry> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}
