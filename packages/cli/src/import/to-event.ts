// Owns what a row of history becomes: an event as Segment writes it, its id made from the row where it has none. Pure.
import { createHash } from 'node:crypto'
import { EVENT_TYPES, nearest } from '@foothold/protocol'
import { CliError } from '../fail.ts'
import type { Row } from './read-rows.ts'
import { TIMES, toTime } from './to-time.ts'

/** Fields of an event that a column can become; beside them `properties.…`, `traits.…` and `context.…`. */
const FIELDS = ['type', 'event', 'name', 'userId', 'anonymousId', 'groupId', 'previousId', 'messageId', 'timestamp'] as const
type Field = (typeof FIELDS)[number]
const RECORDS = ['properties', 'traits', 'context'] as const

/** Names of columns that are taken for a field, in small letters without separators. */
const USUAL: Readonly<Record<Field, readonly string[]>> = {
  type: ['type', 'eventtype', 'calltype'],
  event: ['event', 'eventname', 'action'],
  name: ['pagename'],
  userId: ['userid', 'user', 'personid', 'distinctid', 'email', 'useremail'],
  anonymousId: ['anonymousid', 'anonid', 'deviceid', 'visitorid'],
  groupId: ['groupid', 'accountid', 'account', 'companyid', 'organizationid', 'workspaceid'],
  previousId: ['previousid'],
  messageId: ['messageid', 'eventid', 'insertid', '$insertid', 'uuid'],
  timestamp: ['timestamp', 'time', 'datetime', 'date', 'occurredat', 'eventtime', 'createdat', 'ts'],
}
/** What a Segment export has beside the event. */
const LEFT_OUT = new Set(['receivedAt', 'sentAt', 'originalTimestamp', 'writeKey', 'projectId', 'channel', 'version', 'integrations', '_metadata'])

/** Where the parts of an event come from. */
export interface Mapping {
  /** Part of the event → column, or path with dots into a row of JSON. */
  from: ReadonlyMap<string, string>
  /** Part of the event → value for every row. */
  constant: ReadonlyMap<string, string>
  /** Whether columns that nothing takes are left out. @default they become properties, or traits */
  onlyMapped?: boolean
}

/** An event to be, or why there is none. */
export type Converted = { event: Record<string, unknown>; /** Nothing said of which type it is. */ isUnnamed?: boolean } | { fault: string }

/**
 * Reads `--map` and `--set`: `userId=user_id`, `properties.plan=plan`.
 *
 * @throws {CliError} `option_invalid`
 */
export function parseMapping(map: readonly string[], set: readonly string[], onlyMapped?: boolean): Mapping {
  const read = (option: string, list: readonly string[]): Map<string, string> =>
    new Map(
      list.map((one) => {
        const [part = '', ...rest] = one.split('=')
        const value = rest.join('=')
        if (!value)
          throw new CliError(`${option} "${one}": expected <part of the event>=<${option === '--map' ? 'column' : 'value'}>, as in userId=user_id.`, {
            code: 'option_invalid',
          })
        if (!(FIELDS as readonly string[]).includes(part) && !new RegExp(`^(${RECORDS.join('|')})\\..`).test(part)) {
          const [meant] = nearest(part, FIELDS)
          throw new CliError(
            `${option} "${one}": an event has no "${part}"${meant ? `; did you mean "${meant}"` : ''}. Expected ${FIELDS.join(', ')}, or properties.…, traits.…, context.….`,
            { code: 'option_invalid' },
          )
        }
        return [part, value]
      }),
    )
  return { from: read('--map', map), constant: read('--set', set), ...(onlyMapped ? { onlyMapped } : {}) }
}

/** Turns rows of one file into events, in their order: of equal rows each has an id of its own, the same each time. */
export function createConverter(mapping: Mapping, isText: boolean): (row: Row) => Converted {
  const mapped = mapping.from.size > 0 || mapping.constant.size > 0 || isText
  const repeats = createRepeats()
  return (row) => {
    if (row.isFault) return row.fields as { fault: string }
    const fields = row.fields as Record<string, unknown>
    const plain = !mapped && (EVENT_TYPES as readonly unknown[]).includes(fields['type'])
    const event = plain ? asItIs(fields) : assemble(fields, mapping, isText)
    const isUnnamed = event['type'] === undefined
    event['type'] ??= 'identify'
    const time = toTime(event['timestamp'])
    if (time === undefined) return { fault: faultOfTime(event['timestamp'], Object.keys(fields)) }
    event['timestamp'] = time
    if (typeof event['messageId'] !== 'string' || !event['messageId']) {
      const digest = createHash('sha256').update(row.text).digest('base64url').slice(0, 24)
      const before = repeats(digest)
      event['messageId'] = `row-${digest}${before ? `-${before}` : ''}`
    }
    return { event, ...(isUnnamed ? { isUnnamed } : {}) }
  }
}

const asItIs = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([key]) => !LEFT_OUT.has(key)))

/** Puts an event together from columns. */
function assemble(fields: Record<string, unknown>, { from, constant, onlyMapped }: Mapping, isText: boolean): Record<string, unknown> {
  const value = (given: unknown): unknown => (isText && typeof given === 'string' ? typed(given) : given)
  const event: Record<string, unknown> = {}
  const records: Record<string, [string, unknown][]> = { properties: [], traits: [], context: [] }
  const taken = new Set<string>()
  const put = (part: string, given: unknown): void => {
    if (given === undefined || given === null || given === '') return
    const [record = '', ...rest] = part.split('.')
    if (rest.length) records[record]!.push([rest.join('.'), given])
    else event[part] = part === 'timestamp' || typeof given === 'object' ? given : `${given as string | number}`
  }
  for (const [part, text] of constant) put(part, part.includes('.') ? typed(text) : text)
  for (const [part, column] of from) {
    taken.add(column.split('.')[0]!)
    taken.add(column)
    put(part, part.includes('.') ? value(dig(fields, column)) : dig(fields, column))
  }
  for (const field of FIELDS) {
    if (from.has(field) || constant.has(field)) continue
    const column = Object.keys(fields).find((name) => !taken.has(name) && USUAL[field].includes(name.toLowerCase().replaceAll(/[\s_.-]/g, '')))
    if (column === undefined) continue
    taken.add(column)
    put(field, fields[column])
  }
  if (event['event']) event['type'] ??= 'track'
  const rest = event['type'] === undefined || event['type'] === 'identify' || event['type'] === 'group' ? 'traits' : 'properties'
  if (!onlyMapped)
    for (const [name, given] of Object.entries(fields)) {
      if (taken.has(name) || LEFT_OUT.has(name)) continue
      // what exports call so already
      if ((RECORDS as readonly string[]).includes(name) && typeof given === 'object' && given !== null) records[name]!.unshift(...Object.entries(given))
      else put(`${rest}.${name}`, value(given))
    }
  for (const record of RECORDS) if (records[record]!.length) event[record] = Object.fromEntries(records[record]!)
  return event
}

/** Follows a column's name, or a path with dots. */
function dig(fields: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path]
  return path
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), fields)
}

/** A text as what it plainly is; numbers with a leading zero are numbers of something, not numbers. */
function typed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text)) return Number(text)
  return text
}

const faultOfTime = (given: unknown, columns: readonly string[]): string =>
  given === undefined
    ? `No time: none of the columns (${columns.slice(0, 20).join(', ')}) is taken for it. Name one by --map timestamp=<column>.`
    : `${JSON.stringify(given).slice(0, 60)} is no time: expected ${TIMES}.`

/** Equal rows lie near each other in an export: so many different ones are remembered. */
const REMEMBERED = 100_000

/** Counts how often a row came before. */
function createRepeats(): (digest: string) => number {
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  return (digest) => {
    const before = young.get(digest) ?? old.get(digest) ?? 0
    young.set(digest, before + 1)
    if (young.size >= REMEMBERED) {
      old = young
      young = new Map()
    }
    return before
  }
}
