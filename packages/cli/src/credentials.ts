// Owns the file with the keys of a local collector. It holds a secret: only its owner may read it.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CliError } from './fail.ts'

/** What `foothold serve` leaves for `foothold publish` and `foothold events`. */
export interface Credentials {
  /** Origin of the collector. */
  url: string
  project: string
  writeKey: string
  adminKey: string
}

const NAME = join('.foothold', 'credentials.json')

/**
 * Finds the nearest `.foothold/credentials.json`, from `directory` upwards.
 *
 * @returns what is in it, or `undefined` where there is none.
 * @throws {CliError} when the file is there and cannot be read.
 */
export async function findCredentials(directory: string = process.cwd()): Promise<Credentials | undefined> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const found = await readCredentials(join(folder, NAME))
    if (found || folder === dirname(folder)) return found
  }
}

/** Reads one credentials file; same contract as `findCredentials`. */
export async function readCredentials(file: string): Promise<Credentials | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new CliError(`${file} cannot be read (${error.code}): make it readable, or give --url and --key.`, { cause: error })
  })
  if (text === undefined) return undefined
  try {
    const { url, project, writeKey, adminKey } = JSON.parse(text) as Record<string, unknown>
    return { url: String(url), project: String(project), writeKey: String(writeKey), adminKey: String(adminKey) }
  } catch (error) {
    throw new CliError(`${file} is not valid JSON: mend it, or give --url and --key.`, { cause: error })
  }
}

/** Writes the file with mode 0600, whole or not at all. */
export async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  // keys and people's data are nothing for a repository; only in a folder that is ours alone
  if (basename(folder) === '.foothold') await writeFile(join(folder, '.gitignore'), '*\n')
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  // an existing file of that name would have kept its own mode
  await chmod(draft, 0o600)
  await rename(draft, file)
}
