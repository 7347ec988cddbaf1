// Owns `foothold people import`: a list of people who were invited, from a file into a collector.
import { nearest } from '@foothold/protocol'
import { findAccess } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { count } from '../import/preview.ts'
import { readRows, type Row } from '../import/read-rows.ts'
import { createBatches, sendBatch, type ImportedEvent, type Sent } from '../import/send-events.ts'
import { TIMES, toTime } from '../import/to-time.ts'
import { paint, plain, say } from '../terminal.ts'

export interface PeopleOptions {
  encoding?: string
  url?: string
  key?: string
  map?: string[]
  /** Print what would be sent, and send nothing. */
  dryRun?: boolean
}

const FIELDS = ['userId', 'groupId', 'invitedAt'] as const
/** Names of columns that are taken for a field, in small letters without separators. */
const USUAL: Readonly<Record<(typeof FIELDS)[number], readonly string[]>> = {
  userId: ['userid', 'user', 'id', 'email', 'mail', 'emailaddress'],
  groupId: ['groupid', 'accountid', 'account', 'companyid', 'company', 'organizationid', 'workspaceid'],
  invitedAt: ['invitedat', 'invited', 'invitationdate'],
}
/** Traits that the collector reads itself; a column may write them as it likes. */
const READ_TRAITS = ['name', 'firstName', 'lastName', 'email', 'role', 'createdAt', 'timezone']
/** Refused rows that are printed. */
const SHOWN = 20
const TOLD_MS = 1000

/** Imports people. @throws {CliError} where the file cannot be read or sent, or rows were refused. */
export async function importPeople(file: string, options: PeopleOptions): Promise<void> {
  const mapping = parsePeopleMapping(options.map ?? [])
  const access = options.dryRun ? undefined : await findAccess(options)
  const { rows, share } = await readRows(file, undefined, options.encoding)
  const total = { rows: 0, accepted: 0, duplicates: 0, refused: 0 }
  const batches = createBatches()
  let told = performance.now()
  const refuse = (refused: Sent['refused']): void => {
    for (const { line, code, detail } of refused)
      if (total.refused++ < SHOWN) process.stderr.write(`${plain(file)}:${line}  ${paint('red', code)}  ${plain(detail)}\n`)
  }
  const send = async (people: readonly ImportedEvent[]): Promise<void> => {
    if (!people.length) return
    if (!access) for (const { event } of people) say(JSON.stringify(event))
    else {
      const sent = await sendBatch(access, people, (why) => process.stderr.write(`waiting: ${why}\n`), '/admin/v1/people')
      total.accepted += sent.accepted
      total.duplicates += sent.duplicates
      refuse(sent.refused)
    }
    if (performance.now() - told < TOLD_MS) return
    told = performance.now()
    const part = share()
    process.stderr.write(`${count(total.rows)} people${part === undefined ? '' : `, ${Math.round(part * 100)} %`}\n`)
  }
  for await (const row of rows) {
    total.rows++
    const person = toPerson(row, mapping)
    if ('fault' in person) refuse([{ line: row.line, code: 'event_invalid', detail: person.fault }])
    else await send(batches.add({ line: row.line, event: person.person }) ?? [])
  }
  await send(batches.flush())
  if (access) say(`${paint('green', 'Invited')} ${count(total.accepted)} of ${count(total.rows)} people; ${count(total.duplicates)} were known already.`)
  if (total.refused)
    throw new CliError(
      `${count(total.refused)} of ${count(total.rows)} rows ${access ? 'were' : 'would be'} refused, the first of them with their line above.`,
      {
        code: 'event_invalid',
      },
    )
}

/** Reads `--map`. @throws {CliError} `option_invalid` */
export function parsePeopleMapping(map: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    map.map((one) => {
      const [part = '', ...rest] = one.split('=')
      const column = rest.join('=')
      if (!column) throw new CliError(`--map "${one}": expected <part of the person>=<column>, as in userId=E-Mail.`, { code: 'option_invalid' })
      if (!(FIELDS as readonly string[]).includes(part) && !/^(traits|groupTraits)\../.test(part)) {
        const [meant] = nearest(part, FIELDS)
        throw new CliError(
          `--map "${one}": a person has no "${part}"${meant ? `; did you mean "${meant}"` : ''}. Expected ${FIELDS.join(', ')}, traits.… or groupTraits.….`,
          { code: 'option_invalid' },
        )
      }
      return [part, column]
    }),
  )
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]/g, '')

/** Turns a row into a person: what no field takes is a trait. */
export function toPerson(row: Row, mapping: ReadonlyMap<string, string>): { person: Record<string, unknown> } | { fault: string } {
  if (row.isFault) return row.fields as { fault: string }
  const fields = row.fields as Record<string, unknown>
  const taken = new Set<string>()
  const person: Record<string, unknown> = {}
  const traits: Record<'traits' | 'groupTraits', [string, unknown][]> = { traits: [], groupTraits: [] }
  for (const [part, column] of mapping) {
    if (!Object.hasOwn(fields, column)) {
      const [meant] = nearest(column, Object.keys(fields))
      return { fault: `There is no column "${column}"${meant === undefined ? '' : `; did you mean "${meant}"`}.` }
    }
    taken.add(column)
    const [record, ...rest] = part.split('.')
    if (rest.length) traits[record as 'traits'].push([rest.join('.'), fields[column]])
    else person[part] = fields[column]
  }
  for (const field of FIELDS) {
    if (mapping.has(field)) continue
    const column = Object.keys(fields).find((name) => !taken.has(name) && USUAL[field].includes(plainName(name)))
    if (column === undefined) continue
    // an address is worth knowing also where it is the id
    if (field !== 'userId' || !/mail/i.test(column)) taken.add(column)
    person[field] = fields[column]
  }
  const mapped = new Set(traits.traits.map(([key]) => key))
  for (const [name, value] of Object.entries(fields)) {
    if (taken.has(name)) continue
    const read = /^e-?mail/i.test(name) ? 'email' : READ_TRAITS.find((one) => plainName(one) === plainName(name))
    // what was mapped, or is written just so, is not overwritten by what looks like it
    traits.traits.push([read === undefined || mapped.has(read) || (read !== name && Object.hasOwn(fields, read)) ? name : read, value])
  }
  for (const field of FIELDS) {
    const value = person[field]
    if (value === undefined || value === null || value === '') delete person[field]
    else if (typeof value === 'object')
      return { fault: `${field} is ${JSON.stringify(value).slice(0, 60)}: expected a text or a number. Name another column by --map.` }
    else person[field] = `${value as string | number}`.trim()
  }
  if (person['userId'] === undefined) return { fault: 'No id: expected a column such as userId or email, or --map userId=<column>.' }
  if (typeof person['invitedAt'] === 'string') {
    const at = toTime(person['invitedAt'])
    if (at === undefined) return { fault: `"${person['invitedAt']}" is no time: expected ${TIMES}.` }
    person['invitedAt'] = at
  }
  for (const record of ['traits', 'groupTraits'] as const) {
    const known = traits[record].filter(([, value]) => value !== '' && value !== undefined && value !== null)
    if (known.length) person[record] = Object.fromEntries(known)
  }
  return { person }
}
