// Owns `foothold import`: history from a file into a collector, how far it is, and what was refused.
import { appendFile } from 'node:fs/promises'
import { checkEvents } from '@foothold/collector'
import { findAccess } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { openPlace } from '../import/place.ts'
import { count, createPreview } from '../import/preview.ts'
import type { RowFormat } from '../import/formats.ts'
import { readRows } from '../import/read-rows.ts'
import { createBatches, sendBatch, type ImportedEvent, type Sent } from '../import/send-events.ts'
import { createConverter, parseMapping, type Converted } from '../import/to-event.ts'
import { paint, plain, say } from '../terminal.ts'

export interface ImportOptions {
  url?: string
  key?: string
  format?: RowFormat
  encoding?: string
  map?: string[]
  set?: string[]
  onlyMapped?: boolean
  dryRun?: boolean
  fromStart?: boolean
  /** File for what is refused. */
  refused?: string
}

/** Time between two lines of progress, in ms. */
const TOLD_MS = 1000
/** Refused rows that are printed. */
const SHOWN = 10
const FOLDER = '.foothold'

/** Imports a file. @throws {CliError} where it cannot be read or sent, or rows were refused. */
export async function importFile(file: string, options: ImportOptions): Promise<void> {
  const mapping = parseMapping(options.map ?? [], options.set ?? [], options.onlyMapped)
  const access = options.dryRun ? { url: '', key: '' } : await findAccess(options)
  const place = await openPlace(FOLDER, file, access, !!options.fromStart || !!options.dryRun)
  const { rows, share, format } = await readRows(file, options.format, options.encoding)
  const convert = createConverter(mapping, format === 'csv')
  const preview = options.dryRun ? createPreview() : undefined
  const batches = createBatches()
  const total = { rows: 0, accepted: 0, duplicates: 0, refused: 0, passed: 0 }
  const progress = createProgress(share)
  let sending: Promise<void> = Promise.resolve()

  const refuse = async (refused: Sent['refused']): Promise<void> => {
    for (const one of refused) {
      if (total.refused++ < SHOWN) process.stderr.write(`line ${one.line}  ${paint('red', one.code)}  ${plain(one.detail)}\n`)
      if (options.refused) await appendFile(options.refused, `${JSON.stringify(one)}\n`)
    }
  }
  /** The next batch is read while one is on its way; not more, so that memory is bounded and the place is known. */
  const send = async (batch: ImportedEvent[]): Promise<void> => {
    const mark = place.mark()
    await sending
    sending = (async () => {
      const sent = await sendBatch(access, batch, (why) => process.stderr.write(`waiting: ${why}\n`))
      total.accepted += sent.accepted
      total.duplicates += sent.duplicates
      await refuse(sent.refused)
      await place.keep(mark)
      progress(total.accepted + total.duplicates)
    })()
    // told where it is waited for
    sending.catch(() => {})
  }

  let isTold = false
  const check = (converted: Converted): Converted => {
    if ('fault' in converted) return converted
    if (converted.isUnnamed && !isTold) {
      isTold = true
      process.stderr.write(
        'No column is taken for the event: such rows tell of a person (identify). Name the column by --map event=<column>, or say --set type=identify.\n',
      )
    }
    // what is sent is checked there
    const [refused] = preview ? checkEvents([converted.event]).rejected : []
    return refused ? { fault: refused.detail } : converted
  }

  for await (const row of rows) {
    const converted = check(convert(row))
    if (row.line <= place.from) {
      total.passed++
      place.pass(row.line, row.text)
      if (row.line === place.from && !place.isSame()) {
        say(`${file} has changed since it was imported up to line ${place.from}; beginning anew.`)
        return importFile(file, { ...options, fromStart: true })
      }
      continue
    }
    if (total.passed && !total.rows) say(`Going on behind line ${place.from}: what is before it was imported.`)
    total.rows++
    if ('fault' in converted) await refuse([{ line: row.line, code: 'event_invalid', detail: converted.fault }])
    else if (preview) preview.add(converted.event)
    else {
      // the place is behind the batch that is full, not behind the row that did not fit
      const full = batches.add({ line: row.line, event: converted.event })
      if (full) await send(full)
    }
    place.pass(row.line, row.text)
  }
  if (place.from && !place.isSame()) {
    say(`${file} is shorter than when it was imported up to line ${place.from}; beginning anew.`)
    return importFile(file, { ...options, fromStart: true })
  }
  if (preview) preview.print(total.rows, total.refused)
  else {
    const rest = batches.flush()
    if (rest.length) await send(rest)
    await sending
    await place.clear()
    say(`${paint('green', 'Imported')} ${count(total.accepted)} events of ${count(total.rows)} rows; ${count(total.duplicates)} were there already.`)
  }
  if (total.refused) {
    const more = total.refused > SHOWN && !options.refused ? ' Name a file for all of them by --refused.' : ''
    throw new CliError(
      `${count(total.refused)} of ${count(total.rows)} rows ${preview ? 'would be' : 'were'} refused, ${total.refused > SHOWN ? `the first ${SHOWN}` : 'each'} with ${total.refused > SHOWN ? 'their lines' : 'its line'} above.${more}`,
      {
        code: 'event_invalid',
      },
    )
  }
}

/** Writes at most a line a second: how far, how quick, how long still. */
function createProgress(share: () => number | undefined): (events: number) => void {
  const begun = performance.now()
  let told = begun
  return (events) => {
    const now = performance.now()
    if (now - told < TOLD_MS) return
    told = now
    const seconds = (now - begun) / 1000
    const part = share()
    const left = part ? `, ${Math.ceil((seconds / part) * (1 - part))} s left` : ''
    process.stderr.write(
      `${part === undefined ? '' : `${Math.floor(part * 100)} %  `}${count(events)} events, ${count(Math.round(events / seconds))} a second${left}\n`,
    )
  }
}
