// Owns the export of all events: written as they are read, taken up again where it was broken off, by this run or an earlier one.
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, findAccess, type Access } from '../admin-client.ts'
import { CliError } from '../fail.ts'

export interface ExportEventsOptions {
  url?: string
  key?: string
  out?: string
  /** Position behind which it begins. */
  after?: number
  /** Go on with the file where its last whole line ends. */
  resume?: boolean
}

/** Attempts in a row of which none brought a line. */
const ATTEMPTS = 8
const FIRST_PAUSE_MS = 250
/** From the end of a file: no line is longer. */
const TAIL_BYTES = 2 * 1024 * 1024
/** How each line of an export begins. */
const LINE_BEGINS = '{"position":'

/** Exports. @throws {CliError} */
export async function exportEvents({ out, after = 0, resume = false, ...options }: ExportEventsOptions): Promise<void> {
  if (resume && out === undefined) throw new CliError('--resume needs the file: name it with --out.', { code: 'option_invalid' })
  const access = await findAccess(options)
  let position = resume ? await lastPosition(out!, after) : after
  const file = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600, flags: resume ? 'a' : 'wx' })
  const failed = new Promise<never>((_, reject) =>
    file.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CliError(
          `${out ?? 'stdout'} cannot be written (${error.code ?? error.message})${error.code === 'EEXIST' ? ': give --resume to go on with it' : ''}.`,
          { code: error.code === 'ENOSPC' ? 'storage_full' : 'option_invalid', cause: error },
        ),
      ),
    ),
  )
  // it is opened before anything is asked; later faults are told where something is written next
  failed.catch(() => {})
  if (file !== process.stdout) await Promise.race([once(file, 'open'), failed])
  let written = 0
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), failed])
  }
  for (let attempt = 0, done = false; !done;) {
    try {
      for await (const line of readLines(access, position)) {
        // what is no line of an export is asked for again, and never written
        const { position: at } = JSON.parse(line) as { position: number }
        await write(`${line}\n`)
        position = at
        written++
        attempt = 0
      }
      done = true
    } catch (error) {
      // what the collector said stays said; what was cut off is taken up again
      if (error instanceof CliError && (error.code !== undefined || ++attempt >= ATTEMPTS)) throw error
      if (!(error instanceof CliError) && ++attempt >= ATTEMPTS) throw error
      process.stderr.write(`Cut off behind position ${position}; going on …\n`)
      await sleep(FIRST_PAUSE_MS * 2 ** attempt)
    }
  }
  if (file !== process.stdout) await Promise.race([new Promise<void>((go) => file.end(go)), failed])
  process.stderr.write(`${written.toLocaleString('en')} events, up to position ${position}.\n`)
}

/** Whole lines only; @throws where the answer is cut off. */
async function* readLines(access: Access, after: number): AsyncGenerator<string> {
  const answer = await ask(access, `/admin/v1/export/events?after=${after}`)
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest) throw new Error('the last line is not whole')
}

/** Position of the last whole line of a file, which ends there afterwards. */
async function lastPosition(path: string, otherwise: number): Promise<number> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new CliError(`${path} cannot be read (${error.code}).`, { cause: error })
  })
  if (!file) return otherwise
  try {
    const { size } = await file.stat()
    const begin = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - begin), 0, size - begin, begin)
    const tail = buffer.subarray(0, bytesRead)
    const end = tail.lastIndexOf('\n')
    let position = otherwise
    // nothing is cut off before it is known to be ours
    if (end < 0) {
      const rest = tail.toString()
      if (begin || (!rest.startsWith(LINE_BEGINS) && !LINE_BEGINS.startsWith(rest))) throw new SyntaxError('no line of an export')
    } else {
      const line = JSON.parse(tail.subarray(0, end).toString().split('\n').at(-1)!) as { position?: unknown } | null
      if (typeof line?.position !== 'number') throw new SyntaxError('no position')
      position = line.position
    }
    await file.truncate(begin + end + 1)
    return position
  } catch (error) {
    throw new CliError(`${path} is no export of events: its last line has no position. Choose another file.`, { code: 'option_invalid', cause: error })
  } finally {
    await file.close()
  }
}
