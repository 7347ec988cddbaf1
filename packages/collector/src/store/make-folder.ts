// Owns the making of a folder with those above it. It must not know what comes into it.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder that only its owner may look into, and those above it; one that is there keeps its mode.
 *
 * Not with `recursive`: that never returns where a folder is there in which none can be made, as in /proc.
 *
 * @throws {Error} of the system, as `mkdir`.
 */
export function makeFolder(path: string): void {
  const whole = resolve(path)
  if (existsSync(whole)) return
  if (dirname(whole) !== whole) makeFolder(dirname(whole))
  try {
    mkdirSync(whole, { mode: 0o700 })
  } catch (error) {
    // another process was faster
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
