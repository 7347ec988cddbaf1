// Owns the file with the keys of a local collector. It holds a secret: only its owner may read it.
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CliError } from './fail.ts'

/** What `foothold serve` leaves for `foothold publish` and `foothold events`. */
export interface Credentials {
  /** Origin of the collector. */
  url: string
  /** Name of its data folder, which is beside the file; `undefined` in files of former versions. */
  data?: string | undefined
  project: string
  writeKey: string
  adminKey: string
}

const FOLDER = '.foothold'
const NAME = 'credentials.json'
/** Of collectors whose data folder lies beside that of another one. */
const OTHERS = /^credentials-.+\.json$/

/**
 * Finds the nearest `.foothold/credentials.json`, from `directory` upwards.
 *
 * @param isMeant - where another collector left its keys beside it, says of an address whether it is the one. @default the first
 * @returns what is in it, or `undefined` where there is none.
 * @throws {CliError} when the file is there and cannot be read.
 */
export async function findCredentials(isMeant?: (url: string) => boolean, directory: string = process.cwd()): Promise<Credentials | undefined> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const found = await readCredentials(join(folder, FOLDER, NAME))
    if (found) return !isMeant || isMeant(found.url) ? found : ((await readOthers(join(folder, FOLDER))).find(({ url }) => isMeant(url)) ?? found)
    if (folder === dirname(folder)) return undefined
  }
}

async function readOthers(folder: string): Promise<Credentials[]> {
  const names = (await readdir(folder)).filter((name) => OTHERS.test(name)).toSorted()
  return (await Promise.all(names.map((name) => readCredentials(join(folder, name))))).filter((one) => one !== undefined)
}

/**
 * Says where the keys of a data folder belong: beside it, in `credentials.json`, or in a file of its own where that has the keys of
 * another folder there. Admin keys cannot be read anywhere else, so they must not be overwritten.
 */
export async function placeCredentials(dataDirectory: string): Promise<{ file: string; kept: Credentials | undefined }> {
  const [folder, own] = [dirname(dataDirectory), basename(dataDirectory)]
  const first = join(folder, NAME)
  const kept = await readCredentials(first)
  const isAnothers = kept?.data !== undefined && kept.data !== own && existsSync(join(folder, kept.data))
  if (!isAnothers) return { file: first, kept }
  const file = join(folder, `credentials-${own}.json`)
  return { file, kept: await readCredentials(file) }
}

/** Reads one credentials file; same contract as `findCredentials`. */
export async function readCredentials(file: string): Promise<Credentials | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new CliError(`${file} cannot be read (${error.code}): make it readable, or give --url and --key.`, { cause: error })
  })
  if (text === undefined) return undefined
  try {
    const { url, data, project, writeKey, adminKey } = JSON.parse(text) as Record<string, unknown>
    // one name, and no way to somewhere else
    const beside = typeof data === 'string' && basename(data) === data ? data : undefined
    return { url: String(url), data: beside, project: String(project), writeKey: String(writeKey), adminKey: String(adminKey) }
  } catch (error) {
    throw new CliError(`${file} is not valid JSON: mend it, or give --url and --key.`, { cause: error })
  }
}

/** Writes the file with mode 0600, whole or not at all. */
export async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  // keys and people's data are nothing for a repository; only in a folder that is ours alone
  if (basename(folder) === FOLDER) await writeFile(join(folder, '.gitignore'), '*\n')
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  // an existing file of that name would have kept its own mode
  await chmod(draft, 0o600)
  await rename(draft, file)
}
