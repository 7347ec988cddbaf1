// Owns reading a file of rows: NDJSON or CSV, compressed or not, one row at a time. It must not know what a row means.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { PassThrough, type Readable, type Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib'
import { parse } from 'csv-parse'
import { CliError } from '../fail.ts'
import type { RowFormat } from './formats.ts'
import { toUtf8 } from './to-utf8.ts'

/** A row as it lies in the file. */
export interface Row {
  /** Of the file, from 1; of a row of several lines the last. */
  line: number
  /** What makes it the row that it is, for telling rows apart. */
  text: string
  /** Its fields, or why it has none. Of a CSV all values are texts. */
  fields: Record<string, unknown> | { fault: string }
  isFault: boolean
}

/** An open file. */
export interface Rows {
  format: RowFormat
  rows: AsyncIterable<Row>
  /** Share of the file that has been read, 0 to 1; `undefined` where nobody knows how long it is. */
  share(): number | undefined
}

/** Bytes of one line: an event has 32 KB at the most, and escapes make it longer. */
const LINE_BYTES = 1_048_576
const MOST_COLUMNS = 1000

/**
 * Opens a file.
 *
 * @param file - path; `-` is stdin.
 * @param given - format. @default by the name of the file, or ndjson where the first character is `{`
 * @param encoding - as `toUtf8`.
 * @throws {CliError} `not_found`, `option_invalid`; while reading, `import_unreadable`
 */
export async function readRows(file: string, given?: RowFormat, encoding?: string): Promise<Rows> {
  const decoded = toUtf8(file, encoding)
  const { source, bytes } = await open(file)
  let read = 0
  source.on('data', (chunk: Buffer) => (read += chunk.length))
  const through = new PassThrough()
  source.on('error', (error) => through.destroy(error))
  const text = await unpack(source.pipe(through), file)
    .then((unpacked) => {
      unpacked.on('error', (error) => decoded.destroy(error))
      return unpacked.pipe(decoded)
    })
    .catch((error: unknown) => {
      throw unreadable(file, 0, error)
    })
  const first = await peek(text).catch((error: unknown) => {
    throw unreadable(file, 0, error)
  })
  const name = file.replace(/\.(gz|br|zst)$/i, '')
  const format =
    given ?? (/\.(csv|tsv)$/i.test(name) ? 'csv' : /\.(ndjson|jsonl|json)$/i.test(name) || /^\s*\{/.test(first.toString('utf8', 0, 100)) ? 'ndjson' : 'csv')
  const rows = format === 'csv' ? readCsv(text, delimiterOf(first), file) : readNdjson(text, file)
  return { format, rows, share: () => (bytes === undefined ? undefined : Math.min(1, read / Math.max(bytes, 1))) }
}

async function open(file: string): Promise<{ source: Readable; bytes: number | undefined }> {
  if (file === '-') return { source: process.stdin, bytes: undefined }
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code}): name an NDJSON or CSV file, or - for stdin.`, { code: 'not_found', cause: error })
  })
  if (found.isDirectory()) throw new CliError(`${file} is a folder: name an NDJSON or CSV file in it.`, { code: 'not_found' })
  return { source: createReadStream(file), bytes: found.isFile() ? found.size : undefined }
}

/** Waits for the first bytes, and leaves them in the stream. */
async function peek(stream: Readable): Promise<Buffer> {
  for (;;) {
    const chunk = stream.read() as Buffer | null
    if (chunk) {
      stream.unshift(chunk)
      return chunk
    }
    if (stream.readableEnded || stream.destroyed) return Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        stream.off('readable', done).off('end', done).off('error', reject)
        resolve()
      }
      stream.once('readable', done).once('end', done).once('error', reject)
    })
  }
}

async function unpack(source: Readable, file: string): Promise<Readable> {
  const first = await peek(source)
  const decoder: Transform | undefined =
    first[0] === 0x1f && first[1] === 0x8b
      ? createGunzip()
      : first.length > 3 && first.readUInt32LE(0) === 0xfd2fb528
        ? createZstdDecompress()
        : /\.br$/i.test(file)
          ? createBrotliDecompress()
          : undefined
  if (!decoder) return source
  source.on('error', (error) => decoder.destroy(error))
  return source.pipe(decoder)
}

async function* readNdjson(source: Readable, file: string): AsyncGenerator<Row> {
  let line = 0
  try {
    for await (const text of readLines(source)) {
      line++
      if (!text.trim()) continue
      // a byte order mark belongs to the file, not to its first row
      yield toRow(line, line === 1 ? text.replace(/^\uFEFF/, '') : text)
    }
  } catch (error) {
    throw unreadable(file, line, error)
  }
}

/**
 * Reads lines, each cut off where it is longer than any that is taken. Not by `readline`: it takes U+2028 and U+2029 for ends of lines, which
 * stand in JSON texts as they are.
 */
async function* readLines(source: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let last = ''
  const more = (text: string): void => {
    if (last.length <= LINE_BYTES) last += text
  }
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const [first = '', ...lines] = decoder.write(chunk).split('\n')
    more(first)
    for (const line of lines) {
      yield last.endsWith('\r') ? last.slice(0, -1) : last
      last = line
    }
  }
  more(decoder.end())
  if (last) yield last
}

function toRow(line: number, text: string): Row {
  const fault = (what: string): Row => ({ line, text, fields: { fault: what }, isFault: true })
  if (text.length > LINE_BYTES) return fault(`The line has more than ${LINE_BYTES} characters, which are the most that are taken.`)
  try {
    const fields: unknown = JSON.parse(text)
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fault('Expected a JSON object in each line.')
    return { line, text, fields: fields as Record<string, unknown>, isFault: false }
  } catch (error) {
    return fault(`Not JSON: ${(error as Error).message.slice(0, 200)}.`)
  }
}

/** The first line's most frequent of the usual ones. */
function delimiterOf(first: Buffer): string {
  const [header = ''] = first.toString('utf8').split('\n', 1)
  const count = (one: string): number => header.split(one).length
  return [',', ';', '\t', '|'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

async function* readCsv(source: Readable, delimiter: string, file: string): AsyncGenerator<Row> {
  const parser = parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true, info: true, max_record_size: LINE_BYTES })
  source.on('error', (error) => parser.destroy(error))
  let header: string[] | undefined
  let line = 0
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      line = info.lines
      if (!header) {
        header = record.map((name) => name.trim())
        const twice = header.find((name, i) => header!.indexOf(name) !== i)
        if (twice !== undefined) throw new CliError(`${file}:1 has two columns "${twice}": rename one.`, { code: 'import_unreadable' })
        if (header.length > MOST_COLUMNS)
          throw new CliError(`${file}:1 has ${header.length} columns; at most ${MOST_COLUMNS} are taken.`, { code: 'import_unreadable' })
        continue
      }
      const text = JSON.stringify(record)
      const isFault = record.length !== header.length
      const fields = isFault
        ? { fault: `The row has ${record.length} columns, the first line ${header.length}.` }
        : Object.fromEntries(header.map((name, i) => [name, record[i]]))
      yield { line, text, fields, isFault }
    }
  } catch (error) {
    throw unreadable(file, line, error)
  }
}

const unreadable = (file: string, line: number, error: unknown): CliError =>
  error instanceof CliError
    ? error
    : new CliError(`${file} cannot be read after line ${line}: ${(error as Error).message}.`, { code: 'import_unreadable', cause: error })
