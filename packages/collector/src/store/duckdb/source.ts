// Owns reading a project's events as columns of numbers, identities resolved: what folds go through. Whole columns come faster
// than the few rows that a filter by name would leave, so names are told apart here. It must not know what is counted.
import { compileWhere } from '@foothold/targeting'
import { OWN_EVENTS } from '../../fold/own-events.ts'
import { createFiller, type Fill } from '../../fold/fill.ts'
import { createPeriodOf } from '../../fold/period.ts'
import type { Rows, Scan, Source, Wanted } from '../../fold/source.ts'
import { EVENT_FLAGS, parseRecord } from '../event-log.ts'
import { textOf } from './read-rows.ts'
import { AT, createNumbers, createRows, longs, numbers, POSITION } from './columns.ts'
import { EVENT_TYPE_NUMBERS } from './schema.ts'
import type { Session } from './session.ts'
import { scanAccounts, scanTold } from './told.ts'

const TRACK = EVENT_TYPE_NUMBERS.track
/** Of so many names one may be wanted for a filter to be worth it. */
const FEW = 3
/** What somebody does, and not what is told of them. */
const SEEN = [TRACK, EVENT_TYPE_NUMBERS.page, EVENT_TYPE_NUMBERS.screen]
/** Somebody did it: neither the collector itself put it into the log, nor a server told it of people who may never have been here. */
const DONE = `e.flags & ${EVENT_FLAGS.ours | EVENT_FLAGS.told} = 0`

/** @returns `undefined` where the project has no event. */
export async function openSource(session: Session, id: string): Promise<Source | undefined> {
  const project = await session.project(id)
  if (project === undefined) return undefined
  const [sizes] = await session.rows<{ people: number; accounts: number; names: number }>(
    `SELECT coalesce((SELECT max(number) FROM person), 0) AS people, coalesce((SELECT max(number) FROM account), 0) AS accounts,
       coalesce((SELECT max(number) FROM event_name), 0) AS names`,
  )
  const people = Math.max(sizes!.people, sizes!.accounts)
  const personOf = await readLinks(session, people)
  const context: Context = { session, project, personOf, names: sizes!.names }
  const scans = new Map<string, Scan>()
  const once = (key: string, make: () => Scan): Scan => {
    const scan = scans.get(key) ?? make()
    scans.set(key, scan)
    return scan
  }
  return {
    people,
    scan: (wanted) => scanEvents(context, wanted),
    // the same scan for the same question: what is asked twice is read once
    traits: (key) => once(`trait ${key}`, () => scanTold(context, 'e.who', 'identify', key)),
    accountTraits: (key) => once(`account ${key}`, () => scanTold(context, 'e.account', 'group', key)),
    accounts: () => once('accounts', () => scanAccounts(context)),
    async select(ids) {
      const chosen = new Uint8Array(people + 1)
      for (const number of (await readNumbers(context, ids)).values()) chosen[number] = 1
      return chosen
    },
    async numbers(ids) {
      const known = await readNumbers(context, ids)
      return Int32Array.from(ids, (id) => known.get(id) ?? 0)
    },
    ids: (numbers) => readIds(context, 'person', numbers),
    accountIds: (numbers) => readIds(context, 'account', numbers),
    check: session.check,
    firstSeen: () => readFirst(context),
  }
}

interface Context {
  session: Session
  project: number
  /** By the number of an anonymous id, whose it is. */
  personOf: Int32Array
  /** Highest number of a name. */
  names: number
}

async function readIds({ session, project }: Context, table: 'person' | 'account', numbers: readonly number[]): Promise<Map<number, string>> {
  if (!numbers.length) return new Map()
  const rows = await session.rows<{ number: number; id: string }>(
    `SELECT number, ${textOf('id')} AS id FROM ${table} WHERE project = $1 AND number IN (SELECT unnest($2)::INTEGER)`,
    project,
    numbers.map(String),
  )
  return new Map(rows.map(({ number, id }) => [number, id]))
}

async function readNumbers({ session, project }: Context, ids: readonly string[]): Promise<Map<string, number>> {
  const sql = `SELECT ${textOf('id')} AS id, number FROM person WHERE project = $1 AND id IN (SELECT unnest($2))`
  return new Map((await session.rows<{ id: string; number: number }>(sql, project, ids)).map(({ id, number }) => [id, number]))
}

async function readFirst({ session, project, personOf }: Context): Promise<Float64Array> {
  const first = new Float64Array(personOf.length).fill(Infinity)
  for await (const chunk of session.chunks(`SELECT e.who, min(e.ts)::DOUBLE FROM event AS e WHERE e.project = ${project} AND ${DONE} GROUP BY 1`)) {
    const [who, at] = [numbers(chunk, 0), longs(chunk, 1)]
    for (let i = 0; i < chunk.rowCount; i++) {
      const person = who[i]! < 0 ? personOf[-who[i]!]! : who[i]!
      first[person] = Math.min(first[person]!, at[i]!)
    }
  }
  return first
}

async function readLinks(session: Session, people: number): Promise<Int32Array> {
  const personOf = Int32Array.from({ length: people + 1 }, (_, number) => number)
  for await (const chunk of session.chunks('SELECT who, person FROM link')) {
    const [who, person] = [numbers(chunk, 0), numbers(chunk, 1)]
    for (let i = 0; i < chunk.rowCount; i++) personOf[-who[i]!] = person[i]!
  }
  return personOf
}

async function scanEvents(context: Context, { uses, from, to, others = false, every = false, unordered = false, property }: Wanted): Promise<Scan> {
  const { session, project, names } = context
  const numberOf = await session.names(project, [...new Set([...uses.map(({ event }) => event), ...(others ? OWN_EVENTS : [])])])
  const byName = new Map<number, number[]>()
  uses.forEach(({ event }, use) => {
    const name = numberOf.get(event)
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), use])
  })
  const kinds: number[][] = [[]]
  const known = new Map<string, number>([['', 0]])
  const kindOf = (all: readonly number[]): number => {
    const key = all.join()
    let kind = known.get(key)
    if (kind === undefined) {
      known.set(key, (kind = kinds.length))
      kinds.push([...all])
    }
    return kind
  }
  // names of which more than the name must be known are read apart, with their properties
  const apart = new Map([...byName].filter(([, all]) => property !== undefined || all.some((use) => uses[use]!.where)))
  const kindOfName = new Int32Array(names + 1).fill(others || every ? 0 : -1)
  for (const [name, all] of byName) kindOfName[name] = apart.has(name) ? -1 : kindOf(all)
  const own = new Set(others ? [...OWN_EVENTS].flatMap((name) => numberOf.get(name) ?? []) : [])
  for (const name of own) if (!byName.has(name)) kindOfName[name] = -1
  // what a track event without a name would be
  if (!every) kindOfName[0] = -1
  const values = createNumbers()
  // a filter goes row by row but on both cores; where most rows would pass it costs more than it saves
  const plain = [...byName.keys()].filter((name) => !apart.has(name))
  const filter = !others && !every && plain.length * FEW <= names ? ` AND e.name IN (${plain.join()})` : ''
  const whole = others || every || apart.size < byName.size
  const bounds = `${toBounds(from, to)}${every ? ` AND ${DONE}` : ''}`
  const run: Scan['run'] = async (visit) => {
    if (whole) await readPlain(context, { kindOfName, bounds: bounds + filter, unordered, every }, visit)
    if (apart.size) await readApart(context, { apart, uses, property, isOther: (name) => others && !own.has(name), bounds, kindOf, values }, visit)
  }
  const fill: Scan['fill'] = async (into) => {
    const meanings = Uint8Array.from(kindOfName, (kind) => (kind < 0 ? 0 : into.meaning(kinds[kind]!)))
    if (whole) await fillPlain(context, { meanings, bounds: bounds + filter, every }, into)
    if (apart.size)
      await readApart(context, { apart, uses, property, isOther: (name) => others && !own.has(name), bounds, kindOf, values }, createFiller(into, { kinds }))
  }
  return { run, fill, kinds, values: values.texts }
}

/** Bounds of time in SQL; doubles beyond its whole numbers bound nothing. */
const toBounds = (from: number, to: number): string =>
  `${from > -Number.MAX_SAFE_INTEGER ? ` AND e.ts >= ${Math.ceil(from)}` : ''}${to < Number.MAX_SAFE_INTEGER ? ` AND e.ts < ${Math.ceil(to)}` : ''}`

/** Reads events whose name is enough. */
async function* readNamed(
  { session, project }: Context,
  { bounds, unordered, every }: { bounds: string; unordered: boolean; every: boolean },
): AsyncGenerator<{ length: number; who: Int32Array; name: Int32Array; at: Float64Array; position: Float64Array | undefined }> {
  // what is no track event has no name, and a column less is handed over; where all are wanted, none has
  const name = every ? '0' : `CASE WHEN e.type = ${TRACK} THEN coalesce(e.name, 0) ELSE 0 END`
  const filter = every ? ` AND e.type IN (${SEEN.join()})` : ''
  const sql = `SELECT e.who, ${name}, ${AT}${unordered ? '' : `, ${POSITION}`} FROM event AS e WHERE e.project = ${project}${bounds}${filter}`
  for await (const chunk of session.chunks(sql))
    yield { length: chunk.rowCount, who: numbers(chunk, 0), name: numbers(chunk, 1), at: longs(chunk, 2), position: unordered ? undefined : longs(chunk, 3) }
}

/** The same as a filler does, without rows in between. */
async function fillPlain(
  context: Context,
  { meanings, bounds, every }: { meanings: Uint8Array; bounds: string; every: boolean },
  { bounds: periods, first, second }: Fill,
): Promise<void> {
  const { personOf } = context
  const { width } = first
  const periodOf = createPeriodOf(periods)
  for await (const { length, who, name, at } of readNamed(context, { bounds, unordered: true, every }))
    for (let i = 0; i < length; i++) {
      const meaning = meanings[name[i]!]!
      if (meaning === 0) continue
      const set = periodOf(at[i]!) + 1
      if (set >= periods.length) continue
      const one = who[i]! < 0 ? personOf[-who[i]!]! : who[i]!
      const place = set * width + (one >> 5)
      const bit = 1 << (one & 31)
      if (meaning & 1) first.words[place]! |= bit
      if (meaning & 2) second.words[place]! |= bit
    }
}

async function readPlain(
  context: Context,
  { kindOfName, bounds, unordered, every }: { kindOfName: Int32Array; bounds: string; unordered: boolean; every: boolean },
  visit: (rows: Rows) => void,
): Promise<void> {
  const { personOf } = context
  const rows = createRows()
  for await (const { length, who, name, at, position } of readNamed(context, { bounds, unordered, every })) {
    let count = 0
    for (let i = 0; i < length; i++) {
      const kind = kindOfName[name[i]!]!
      if (kind < 0) continue
      const one = who[i]!
      rows.person[count] = one < 0 ? personOf[-one]! : one
      rows.kind[count] = kind
      rows.at[count] = at[i]!
      if (position) rows.position[count] = position[i]!
      count++
    }
    rows.count = count
    if (count) visit(rows)
  }
}

interface Apart {
  /** By the number of a name, its uses. */
  apart: ReadonlyMap<number, readonly number[]>
  uses: Wanted['uses']
  property: string | undefined
  /** Whether an event that is none of the uses is wanted, by the number of its name. */
  isOther(name: number): boolean
  bounds: string
  kindOf(uses: readonly number[]): number
  values: ReturnType<typeof createNumbers>
}

/** Conditions are decided here, as SQL could not say exactly the same. */
async function readApart(
  { session, project, personOf }: Context,
  { apart, uses, property, isOther, bounds, kindOf, values }: Apart,
  visit: (rows: Rows) => void,
): Promise<void> {
  const tests = uses.map(({ where }) => where && compileWhere(where))
  const rows = createRows()
  const sql = `SELECT e.who, e.name, ${AT}, ${POSITION}, e.properties FROM event AS e
    WHERE e.project = ${project} AND e.type = ${TRACK} AND e.name IN (${[...apart.keys()].join()})${bounds}`
  for await (const chunk of session.chunks(sql)) {
    const [who, name, at, position, texts] = [numbers(chunk, 0), numbers(chunk, 1), longs(chunk, 2), longs(chunk, 3), chunk.getColumnVector(4)]
    let count = 0
    for (let i = 0; i < chunk.rowCount; i++) {
      const properties = parseRecord(texts.getItem(i) as string)
      const own = apart.get(name[i]!)!.filter((use) => tests[use]?.(properties, at[i]!) ?? true)
      if (!own.length && !isOther(name[i]!)) continue
      const one = who[i]!
      rows.person[count] = one < 0 ? personOf[-one]! : one
      rows.kind[count] = kindOf(own)
      rows.at[count] = at[i]!
      rows.position[count] = position[i]!
      const value = property !== undefined && Object.hasOwn(properties, property) ? properties[property] : null
      rows.value[count++] = value === null ? -1 : values.of(JSON.stringify(value))
    }
    rows.count = count
    if (count) visit(rows)
  }
}
