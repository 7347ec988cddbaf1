// Owns reading and checking a guides folder for a command.
import { resolve } from 'node:path'
import type { Issue, SourceFile } from '@foothold/protocol'
import { checkFiles, readFolder, type SeenNames } from '@foothold/collector'

/** A folder with what is wrong in it. */
export interface CheckedFolder {
  /** Absolute. */
  directory: string
  files: SourceFile[]
  guides: number
  issues: Issue[]
  /** Whether it may be published. */
  ok: boolean
}

/**
 * Reads a folder and checks everything in it.
 *
 * @param strict - warnings count as errors.
 * @param seen - names that a project has really used; others are told as a warning.
 * @throws {CollectorError} `no_files` when there is nothing to check.
 */
export async function checkFolder(folder: string, strict = false, seen?: SeenNames): Promise<CheckedFolder> {
  const directory = resolve(folder)
  const files = await readFolder(directory)
  const { content, issues, ok } = checkFiles(files, seen)
  return { directory, files, guides: content.guides.length, issues, ok: strict ? !issues.length : ok }
}
