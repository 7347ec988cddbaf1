// Owns who is erased of a data folder that comes from a time before they were: what is known of them is hashes, so that their
// ids are looked for in the log, and the same eraser as always does the rest. It must not know where the lists come from.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createCollector } from '../app.ts'
import { hashPersonId } from '../erase/hash.ts'
import { silent, type Logger } from '../options.ts'
import { openStores } from '../store/sqlite/open.ts'
import type { Stores } from '../store/stores.ts'

/** One erasure, as it is known for ever. */
export interface KnownErasure {
  project: string
  id: string
  /** Hash of the id that was asked for. */
  person: string
  requestedAt: number
  /** Of all ids of the person. */
  hashes: readonly string[]
}

/** Events that are read at once. */
const CHUNK = 5000
/** How often is looked whether the eraser is done, in ms. */
const LOOK_MS = 50

/** Reads the erasures of a `state.db`, without changing it. @param folder - a data folder, or a backup. */
export function readErasures(folder: string): KnownErasure[] {
  const path = join(folder, 'state.db')
  if (!existsSync(path)) return []
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const hashes = database.prepare('SELECT project, erasure, hash FROM erased_id').all() as { project: string; erasure: string; hash: string }[]
    const of = Map.groupBy(hashes, ({ project, erasure }) => `${project}\0${erasure}`)
    const rows = database.prepare('SELECT project, id, person, requested_at AS requestedAt FROM erasure').all() as unknown as Omit<KnownErasure, 'hashes'>[]
    return rows.map((row) => ({ ...row, hashes: (of.get(`${row.project}\0${row.id}`) ?? []).map(({ hash }) => hash) }))
  } finally {
    database.close()
  }
}

/** Whether a folder was copied while somebody was being erased: the list is there, and so are the events. */
export function hasUnfinished(folder: string): boolean {
  const database = new DatabaseSync(join(folder, 'state.db'), { readOnly: true })
  try {
    return database.prepare('SELECT 1 FROM erasure WHERE finished_at IS NULL LIMIT 1').get() !== undefined
  } finally {
    database.close()
  }
}

/** Those that a folder does not know of. */
export function missingErasures(folder: string, erasures: readonly KnownErasure[]): KnownErasure[] {
  const known = new Set(readErasures(folder).map(({ id }) => id))
  return [...new Map(erasures.filter(({ id }) => !known.has(id)).map((one) => [one.id, one])).values()]
}

/**
 * Erases people of a data folder that nobody works on, in every file of it.
 *
 * What the folder knows of and has not finished is finished, too.
 *
 * @param erasures - unknown to the folder.
 * @returns the number of events that went.
 */
export async function eraseAgain(folder: string, erasures: readonly KnownErasure[], logger: Logger = silent): Promise<number> {
  let failure: unknown
  const listener: Logger = {
    ...logger,
    error(record) {
      logger.error(record)
      // it would try again for ever
      if (record['event'] === 'erasing not finished') failure = new Error(String(record['error']))
    },
  }
  const stores = await openStores(folder, logger)
  try {
    const found = await findIds(stores, erasures)
    for (const { hashes, ...erasure } of erasures) {
      // the id that was asked for leads to the others
      const ids = [erasure.person, ...hashes].flatMap((hash) => found.get(hash) ?? [])
      await stores.state.erasures.begin({ ...erasure, ids: ids.length ? [...new Set(ids)] : null, finishedAt: null, events: 0 }, hashes)
    }
    // it goes on with what is not finished, by itself
    const collector = createCollector({ stores, logger: listener })
    while (!failure && (await stores.state.erasures.unfinished()).length) await new Promise((go) => setTimeout(go, LOOK_MS))
    await collector.close()
    if (failure) throw failure
    let events = 0
    for (const { project, id } of erasures) events += (await stores.state.erasures.get(project, id))?.events ?? 0
    return events
  } finally {
    await stores.close()
  }
}

/** hash → id, of all ids in the log, and of people whose events are gone already. */
async function findIds({ log, state }: Stores, erasures: readonly KnownErasure[]): Promise<Map<string, string>> {
  if (!erasures.length) return new Map()
  const wanted = new Map<string, Set<string>>()
  for (const { project, hashes } of erasures) wanted.set(project, new Set([...(wanted.get(project) ?? []), ...hashes]))
  const found = new Map<string, string>()
  const looked = new Set<string>()
  const look = (project: string, ids: readonly (string | null)[]): void => {
    const hashes = wanted.get(project)
    if (!hashes) return
    for (const id of ids) {
      if (id === null || looked.has(`${project}\0${id}`)) continue
      looked.add(`${project}\0${id}`)
      const hash = hashPersonId(project, id)
      if (hashes.has(hash)) found.set(hash, id)
    }
  }
  for (const project of wanted.keys()) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const people: { id: string }[] = await state.people.page(project, after, CHUNK)
      look(
        project,
        people.map(({ id }) => id),
      )
      after = people.at(-1)?.id
    }
  }
  for (let after = 0; ;) {
    const events = await log.read(after, CHUNK)
    if (!events.length) return found
    for (const { project, userId, anonymousId, previousId } of events) look(project, [userId, anonymousId, previousId])
    after = events.at(-1)!.position
  }
}
