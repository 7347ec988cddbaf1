// Owns that what was written is on the disk before anything is said of it.
import { open } from 'node:fs/promises'

/** @param path - of a file, or of a folder for the names in it. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
