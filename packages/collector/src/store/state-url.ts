// Owns the address of the state store: which adapter it asks for, and what of it may be shown. It must not open anything.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearest } from '@foothold/protocol'
import { CollectorError } from '../error.ts'

/** Where the state is. */
export type StatePlace =
  | { kind: 'sqlite'; path: string }
  | {
      kind: 'postgres'
      url: string
      /** The address without user and password, for messages. */
      name: string
    }

const EXPECTED = 'Expected postgres://user:password@host:5432/database, or the path of a SQLite file.'
const SCHEMES = ['postgres', 'postgresql', 'file']

/**
 * Reads the address of the state.
 *
 * @param text - `postgres://…`, `file:…`, or a path; relative paths begin at the working directory. @default `state.db` in the folder
 * @param directory - the data folder.
 * @throws {CollectorError} `state_url_invalid`; the message shows no password.
 */
export function parseStateUrl(text: string | undefined, directory: string): StatePlace {
  if (!text) return { kind: 'sqlite', path: join(directory, 'state.db') }
  // one letter is a drive
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: 'sqlite', path: text }
  if (scheme === 'file') return { kind: 'sqlite', path: toPath(text) }
  if (scheme === 'postgres' || scheme === 'postgresql') return { kind: 'postgres', url: text, name: toName(text) }
  const [near] = nearest(scheme, SCHEMES)
  throw invalid(`nothing is known of "${scheme}:"${near === undefined ? '' : `, is "${near}:" meant`}`)
}

function toPath(text: string): string {
  const rest = text.slice('file:'.length)
  if (!rest.startsWith('//')) return rest
  try {
    return fileURLToPath(text)
  } catch (cause) {
    throw invalid('its path cannot be read', cause)
  }
}

/** Host, port and database of an address that pg understands. */
function toName(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch (cause) {
    throw invalid('it cannot be read; are special letters of the password percent-encoded?', cause)
  }
  const database = url.pathname.slice(1)
  if (!database || database.includes('/')) throw invalid('the name of the database is missing')
  return `postgres://${url.host || (url.searchParams.get('host') ?? 'localhost')}/${database}`
}

function invalid(reason: string, cause?: unknown): CollectorError {
  return new CollectorError('state_url_invalid', `The address of the state is not understood: ${reason}. ${EXPECTED}`, { cause })
}
