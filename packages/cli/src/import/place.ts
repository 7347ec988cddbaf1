// Owns how far an import has come: kept until it is complete, so that one that was ended goes on. It must not know events.
import { createHash, type Hash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Access } from '../admin-client.ts'

/** How far one was. */
interface Kept {
  /** Last line of which all is imported. */
  line: number
  /** Of all rows up to it: a file that was changed is read from its beginning. */
  digest: string
}

export interface Place {
  /** The line behind which to go on; 0 is the beginning. */
  readonly from: number
  /** Takes note of the next row, also of those that were imported before. */
  pass(line: number, text: string): void
  /** Whether the rows up to `from` were the same as then; known once they have passed. */
  isSame(): boolean
  /** What to keep once all that passed so far is imported. */
  mark(): Kept
  keep(mark: Kept): Promise<void>
  /** The import is complete. */
  clear(): Promise<void>
}

/**
 * Opens the place of one file at one collector.
 *
 * @param folder - where places are kept. @param fresh - begins anew.
 */
export async function openPlace(folder: string, file: string, { url, key }: Access, fresh: boolean): Promise<Place> {
  const name = createHash('sha256')
    .update(JSON.stringify([resolve(file), url, key]))
    .digest('hex')
    .slice(0, 24)
  const path = join(folder, 'import', `${name}.json`)
  const before = fresh || file === '-' ? undefined : await readKept(path)
  const hash: Hash = createHash('sha256')
  let last = 0
  let same = !before
  const digest = (): string => hash.copy().digest('hex')
  return {
    from: before?.line ?? 0,
    pass(line, text) {
      hash.update(text).update('\n')
      last = line
      if (line === before?.line) same = digest() === before.digest
    },
    isSame: () => same,
    mark: () => ({ line: last, digest: digest() }),
    async keep(mark) {
      if (file === '-') return
      await mkdir(dirname(path), { recursive: true })
      // ended in between, the former place holds
      const draft = join(folder, `${name}.part`)
      await writeFile(draft, JSON.stringify(mark), { mode: 0o600 })
      await rename(draft, path)
    },
    clear: () => rm(path, { force: true }),
  }
}

async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const { line, digest } = JSON.parse(await readFile(path, 'utf8')) as Partial<Kept>
    return typeof line === 'number' && typeof digest === 'string' ? { line, digest } : undefined
  } catch {
    return undefined
  }
}
