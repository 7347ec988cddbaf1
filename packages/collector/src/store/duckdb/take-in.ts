// Owns the way of events from the log into the projection: in large steps, each one transaction with the position it ends at,
// so that a crash leaves only work to be done again. It must not know what is asked.
import { BIGINT, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api'
import { toLinks } from '../../people/identity.ts'
import type { EventLog, StoredEvent } from '../event-log.ts'
import { appendIntegers, appendTo, VECTOR } from './append.ts'
import { createDictionary, type Dictionary } from './dictionary.ts'
import type { ProjectionFile } from './projection-file.ts'
import { EVENT_TYPE_NUMBERS, type DictionaryTable } from './schema.ts'

/** Events that are read at once: what is in memory of the log. */
const READ = 4096
/** Events of one transaction. */
const STEP = 32_768
/** Anonymous ids that are known to be linked. */
const KEPT_LINKS = 200_000
const COLUMNS = [BIGINT, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, BIGINT, INTEGER, VARCHAR, VARCHAR]

/** A column of one vector. */
interface Column<T> {
  setItem(index: number, value: T): void
}
type Row = [
  Column<bigint>,
  Column<number>,
  Column<number>,
  Column<number | null>,
  Column<number>,
  Column<number | null>,
  Column<bigint>,
  Column<number>,
  Column<string>,
  Column<string | null>,
]

/** A link as the state store has it. */
export interface LinkSeed {
  project: string
  anonymousId: string
  userId: string
}

/** Fills the projection. */
export interface TakingIn {
  /** Takes in one step. @returns false where there was nothing (more). */
  step(): Promise<boolean>
  /** Adds links that were known before, whose events may be gone from the log. */
  addLinks(links: readonly LinkSeed[]): Promise<void>
  /** Deletes events before this position: they are gone from the log. */
  deleteBefore(position: number): Promise<void>
}

export function createTakingIn(file: ProjectionFile, log: Pick<EventLog, 'read'>): TakingIn {
  const { writer } = file
  const dictionaries: Record<DictionaryTable, Dictionary> = {
    project: createDictionary(writer, 'project'),
    person: createDictionary(writer, 'person'),
    event_name: createDictionary(writer, 'event_name'),
    account: createDictionary(writer, 'account'),
  }
  // one for all: what belongs to a chunk outside of JavaScript goes only when the garbage collector comes by
  const chunk = DuckDBDataChunk.create(COLUMNS, VECTOR)
  const linked = new Set<number>()
  let prepared: Promise<unknown> | undefined

  const numberOf = async (project: string): Promise<number> => {
    await dictionaries.project.add(0, [project])
    return dictionaries.project.find(0, project)!
  }

  /** Adds links of anonymous ids that have none; the first one wins, for ever. */
  const writeLinks = async (links: ReadonlyMap<number, number>): Promise<void> => {
    const fresh = [...links].filter(([who]) => !linked.has(who))
    if (!fresh.length) return
    prepared ??= writer.run('CREATE OR REPLACE TEMP TABLE new_link (who INTEGER, person INTEGER)')
    await prepared
    await writer.run('DELETE FROM new_link')
    await appendIntegers(writer, 'new_link', fresh)
    await writer.run('INSERT INTO link SELECT who, person FROM new_link AS n WHERE NOT EXISTS (SELECT 1 FROM link AS l WHERE l.who = n.who)')
    if (linked.size > KEPT_LINKS) linked.clear()
    for (const [who] of fresh) linked.add(who)
  }

  const appendProject = async (
    append: (chunk: DuckDBDataChunk) => void,
    project: string,
    events: readonly StoredEvent[],
    links: Map<number, number>,
  ): Promise<void> => {
    const number = await numberOf(project)
    const { person: persons, event_name: names, account: accounts } = dictionaries
    const unknown = { persons: new Set<string>(), names: new Set<string>(), accounts: new Set<string>() }
    const meet = (dictionary: Dictionary, text: string | null, texts: Set<string>): void => {
      if (text !== null && dictionary.find(number, text) === undefined) texts.add(text)
    }
    for (const { name, userId, anonymousId, groupId, previousId } of events) {
      meet(names, name, unknown.names)
      meet(accounts, groupId, unknown.accounts)
      meet(persons, userId, unknown.persons)
      meet(persons, anonymousId, unknown.persons)
      meet(persons, previousId, unknown.persons)
    }
    await persons.add(number, unknown.persons)
    await names.add(number, unknown.names)
    await accounts.add(number, unknown.accounts)
    const personOf = (id: string): number => persons.find(number, id)!
    for (let start = 0; start < events.length; start += VECTOR) {
      const part = events.slice(start, start + VECTOR)
      chunk.reset()
      chunk.rowCount = part.length
      const [position, projects, type, name, who, account, at, flags, properties, traits] = COLUMNS.map((_, index) =>
        chunk.getColumnVector(index),
      ) as unknown as Row
      part.forEach((event, index) => {
        position.setItem(index, BigInt(event.position))
        projects.setItem(index, number)
        type.setItem(index, EVENT_TYPE_NUMBERS[event.type])
        name.setItem(index, event.name === null ? null : names.find(number, event.name)!)
        who.setItem(index, event.userId === null ? -personOf(event.anonymousId ?? '') : personOf(event.userId))
        account.setItem(index, event.groupId === null ? null : accounts.find(number, event.groupId)!)
        at.setItem(index, BigInt(Math.trunc(event.timestamp)))
        flags.setItem(index, event.flags)
        properties.setItem(index, toSoundJson(event.properties))
        traits.setItem(index, (event.type === 'identify' || event.type === 'group') && event.traits !== '{}' ? toSoundJson(event.traits) : null)
        for (const { anonymousId, userId } of toLinks(event)) {
          const anonymous = -personOf(anonymousId)
          if (!links.has(anonymous)) links.set(anonymous, personOf(userId))
        }
      })
      for (let index = 0; index < COLUMNS.length; index++) chunk.getColumnVector(index).flush()
      append(chunk)
    }
  }

  let writing: Promise<void> = Promise.resolve()
  /** One transaction after another: they share the connection. */
  const transact = (work: () => Promise<void>): Promise<void> => {
    const done = writing.then(() => transactNow(work))
    writing = done.catch(() => {})
    return done
  }
  const transactNow = async (work: () => Promise<void>): Promise<void> => {
    await writer.run('BEGIN')
    try {
      await work()
      await writer.run('COMMIT')
    } catch (error) {
      // numbers, links and tables of what is rolled back are not there
      prepared = undefined
      for (const dictionary of Object.values(dictionaries)) dictionary.forget()
      linked.clear()
      await writer.run('ROLLBACK').catch(() => {})
      throw error
    }
  }

  return {
    async step() {
      let events = await log.read(file.position, READ)
      if (!events.length) return false
      let last = events.at(-1)!
      await transact(async () => {
        const links = new Map<number, number>()
        await appendTo(writer, 'event', async (append) => {
          for (let count = 0; ;) {
            for (const [project, own] of Map.groupBy(events, (event) => event.project)) await appendProject(append, project, own, links)
            last = events.at(-1) ?? last
            count += events.length
            if (events.length < READ || count >= STEP) break
            events = await log.read(last.position, READ)
            if (!events.length) break
          }
        })
        await writeLinks(links)
        await writer.run(`UPDATE progress SET position = $1, message_id = $2`, [BigInt(last.position), last.messageId.toWellFormed()], [BIGINT, VARCHAR])
      })
      file.position = last.position
      for (const dictionary of Object.values(dictionaries)) dictionary.rest()
      return true
    },

    addLinks: (seeds) =>
      transact(async () => {
        const links = new Map<number, number>()
        for (const [project, own] of Map.groupBy(seeds, (link) => link.project)) {
          const number = await numberOf(project)
          const { person } = dictionaries
          await person.add(
            number,
            own.flatMap(({ anonymousId, userId }) => [anonymousId, userId]),
          )
          for (const { anonymousId, userId } of own) links.set(-person.find(number, anonymousId)!, person.find(number, userId)!)
        }
        await writeLinks(links)
      }),

    deleteBefore: async (position) => {
      await transact(async () => void (await writer.run('DELETE FROM event WHERE position < $1', [BigInt(position)], [BIGINT])))
    },
  }
}

/**
 * Half of a surrogate pair is no text for DuckDB, and one such event would fail every question about a property. JSON has such
 * halves as escapes only; they become the replacement character.
 */
function toSoundJson(json: string): string {
  if (!json.includes('\\ud') && !json.includes('\\uD')) return json.isWellFormed() ? json : json.toWellFormed()
  // as it is written anew, whole pairs stand as characters
  return JSON.stringify(JSON.parse(json)).replaceAll(/\\(u[dD][89a-fA-F][0-9a-fA-F]{2}|[^])/g, (escape, code: string) => (code.length > 1 ? '\\ufffd' : escape))
}
