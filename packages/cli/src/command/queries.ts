// Owns `foothold queries`: list, save and remove questions with a name. The collector decides; here it is only asked.
import type { SavedQuery } from '@foothold/protocol'
import { ask, findAccess, json } from '../admin-client.ts'
import { plain, say } from '../terminal.ts'
import { toDefinition } from './insight.ts'

interface AccessOptions {
  url?: string
  key?: string
  /** Print the answer as JSON. */
  json?: boolean
}

/** Lists the saved queries, one line each. @throws {CliError} */
export async function listQueries(options: AccessOptions): Promise<void> {
  const queries = await json<SavedQuery[]>(await ask(await findAccess(options), '/admin/v1/queries'))
  if (options.json) say(JSON.stringify(queries))
  else for (const one of queries) say(queryLine(one))
}

/**
 * Saves a query.
 *
 * @param insight - name of an insight.
 * @param fields - `--field value` pairs of the definition.
 * @throws {CliError}
 */
export async function saveQuery(
  key: string,
  insight: string,
  fields: readonly string[],
  { name, definition, ...options }: AccessOptions & { name?: string; definition?: string },
): Promise<void> {
  const body = JSON.stringify({ name, insight, definition: await toDefinition(insight, fields, definition) })
  const saved = await json<SavedQuery>(await ask(await findAccess(options), `/admin/v1/queries/${encodeURIComponent(key)}`, { method: 'PUT', body }))
  say(options.json ? JSON.stringify(saved) : queryLine(saved))
}

/** Removes a saved query. @throws {CliError} */
export async function removeQuery(key: string, options: AccessOptions): Promise<void> {
  const removed = await json<SavedQuery>(await ask(await findAccess(options), `/admin/v1/queries/${encodeURIComponent(key)}`, { method: 'DELETE' }))
  say(options.json ? JSON.stringify(removed) : `Removed ${plain(removed.key)}.`)
}

const queryLine = ({ key, name, insight, definition }: SavedQuery): string => plain([key, insight, name, JSON.stringify(definition)].join('  '))
