// Owns `foothold keys`: list, create, revoke and rotate the keys of a project. The collector decides; here it is only asked.
import type { CreatedKey, KeyEntry } from '@foothold/protocol'
import { ask, findAccess, json } from '../admin-client.ts'
import { paint, plain, say } from '../terminal.ts'

interface AccessOptions {
  url?: string
  key?: string
  /** Print the answer as JSON. */
  json?: boolean
}

export interface CreateKeyOptions extends AccessOptions {
  name?: string
  scopes?: readonly string[]
  origins?: readonly string[]
  /** ISO 8601. */
  expires?: string
}

/** Lists the keys, one line each. @throws {CliError} */
export async function listKeys(options: AccessOptions): Promise<void> {
  const keys = await json<KeyEntry[]>(await ask(await findAccess(options), '/admin/v1/keys'))
  if (options.json) say(JSON.stringify(keys))
  else for (const one of keys) say(keyLine(one))
}

/** Makes a key and shows it, this once. @param kind - `write`, `admin` or `identity`. @throws {CliError} */
export async function createKey(kind: string, { name, scopes, origins, expires, ...options }: CreateKeyOptions): Promise<void> {
  const body = { kind, name, scopes, origins, expiresAt: expires }
  show(await json<CreatedKey>(await ask(await findAccess(options), '/admin/v1/keys', { method: 'POST', body: JSON.stringify(body) })), options)
}

/** Makes a key that replaces another. @throws {CliError} */
export async function rotateKey(id: string, { overlap, ...options }: AccessOptions & { overlap: number }): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify({ overlapHours: overlap }) }
  show(await json<CreatedKey>(await ask(await findAccess(options), `/admin/v1/keys/${encodeURIComponent(id)}/rotate`, init)), options)
  if (!options.json) say(`${plain(id)} works for another ${overlap} h.`)
}

/** Ends a key at once. @throws {CliError} */
export async function revokeKey(id: string, options: AccessOptions): Promise<void> {
  const answer = await json<KeyEntry>(await ask(await findAccess(options), `/admin/v1/keys/${encodeURIComponent(id)}`, { method: 'DELETE' }))
  say(options.json ? JSON.stringify(answer) : `Revoked ${plain(answer.id)}.`)
}

function show(created: CreatedKey, options: AccessOptions): void {
  if (options.json) return say(JSON.stringify(created))
  say(`${paint('bold', created.key)}${created.kind === 'write' ? '' : '   (secret: shown this once)'}`)
  say(keyLine(created))
}

function keyLine({ id, kind, name, status, scopes, origins, lastUsedAt, expiresAt }: KeyEntry): string {
  const more = [
    scopes.length ? scopes.join(',') : '',
    origins.length ? origins.join(',') : '',
    expiresAt ? `until ${expiresAt}` : '',
    lastUsedAt ? `used ${lastUsedAt}` : 'never used',
  ]
  return plain([id, kind.padEnd(8), status.padEnd(7), name, ...more].filter(Boolean).join('  '))
}
