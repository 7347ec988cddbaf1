// Owns the encoding of a file of rows: what comes out is UTF-8, whatever goes in. It must not know rows.
import { Transform, type TransformCallback } from 'node:stream'
import { TextDecoder } from 'node:util'
import { CliError } from '../fail.ts'

const LINE_FEED = 0x0a

/**
 * Makes a stream of bytes into UTF-8. A file that is not what it is taken for is refused: letters that became question marks would make
 * one person of two.
 *
 * @param file - its name, for errors.
 * @param encoding - as the WHATWG names it: `utf-8`, `windows-1252`, `utf-16le` … @default by the byte order mark, or else UTF-8
 * @throws {CliError} `option_invalid` where nobody knows the encoding; in the stream `import_unreadable`, with the line.
 */
export function toUtf8(file: string, encoding?: string): Transform {
  const named = encoding === undefined ? undefined : openDecoder(encoding)
  let decoder = named
  let lines = 1
  const refused = (chunk: Buffer): CliError =>
    new CliError(
      `${file} is not ${decoder!.encoding.toUpperCase()} near line ${lines + firstFault(chunk, decoder!.encoding)}: say what it is by --encoding, as in --encoding windows-1252, or save it as UTF-8.`,
      { code: 'import_unreadable' },
    )
  return new Transform({
    transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback) {
      decoder ??= openDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : chunk[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : 'utf-8')
      try {
        const text = decoder.decode(chunk, { stream: true })
        done(null, decoder.encoding === 'utf-8' ? chunk : Buffer.from(text))
      } catch {
        return done(refused(chunk))
      }
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++
    },
    flush(done: TransformCallback) {
      try {
        const rest = decoder?.decode() ?? ''
        done(null, decoder?.encoding === 'utf-8' ? undefined : Buffer.from(rest))
      } catch {
        done(refused(Buffer.alloc(0)))
      }
    },
  })
}

function openDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  } catch (error) {
    throw new CliError(
      `--encoding "${encoding}" is not known: expected utf-8, windows-1252, iso-8859-15, utf-16le, shift_jis or another name of the WHATWG's list.`,
      {
        code: 'option_invalid',
        cause: error,
      },
    )
  }
}

/** Line feeds before the first line of a chunk that cannot be decoded. */
function firstFault(chunk: Buffer, encoding: string): number {
  let line = 0
  for (let from = 0; from < chunk.length; line++) {
    const end = chunk.indexOf(LINE_FEED, from)
    const part = chunk.subarray(from, end < 0 ? chunk.length : end)
    try {
      new TextDecoder(encoding, { fatal: true }).decode(part)
    } catch {
      return line
    }
    if (end < 0) break
    from = end + 1
  }
  return line
}
