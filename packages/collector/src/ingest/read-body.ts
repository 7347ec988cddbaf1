// Owns the way from a request to its text: sizes and ratio limited while the bytes stream, decompression, strict UTF-8.
// It must not know JSON or events.
import type { IncomingMessage } from 'node:http'
import { Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { CollectorError } from '../error.ts'
import type { Budget } from './budget.ts'

/** Limits of a body. */
export interface BodyLimits {
  /** As sent. */
  wireBytes: number
  /** After decompression. */
  bytes: number
  /** Bytes after decompression for each byte as sent. @default Infinity */
  ratio?: number
  /** Room that all bodies share while they are read. @default no limit */
  budget?: Budget
}

const DECODERS: Record<string, () => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
}

/** What unpacks to less harms nobody, whatever its ratio: many equal events are worth compressing. */
const RATIO_FROM_BYTES = 262_144

const decoderOf = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** No JSON begins so. A browser may send gzip as text/plain, without a header that would cost a preflight. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * Reads the body of a request as text. What begins as gzip does is gzip, also where no Content-Encoding says so.
 *
 * Stops at the first byte over a limit: a bomb costs no more memory than the limit and one buffer.
 *
 * @param request - may be missing where there is a socket.
 * @param incoming - the same request as Node has it, where there is a socket; reading that is half the cost.
 * @throws {CollectorError} `payload_too_large`, `decompressed_too_large`, `ratio_too_high`, `unsupported_encoding`,
 * `overloaded`, `batch_invalid` (broken compression, body cut off), `invalid_utf8`
 */
export async function readBody(request: Request | undefined, limits: BodyLimits, incoming?: IncomingMessage): Promise<string> {
  const header = (name: string): string | undefined => (incoming ? (incoming.headers[name] as string | undefined) : (request?.headers.get(name) ?? undefined))
  const encoding = (header('content-encoding') ?? 'identity').trim().toLowerCase()
  const decoder = DECODERS[encoding]
  if (!decoder && encoding !== 'identity' && encoding !== '') {
    throw new CollectorError('unsupported_encoding', `Content-Encoding "${encoding.slice(0, 40)}" is not supported; send gzip, br, deflate or none.`)
  }
  if (Number(header('content-length')) > limits.wireBytes) throw tooLarge(limits.wireBytes)
  // a stream of Node's own costs less than the web's, and both end alike
  const source = incoming ?? (request?.body ? Readable.fromWeb(request.body as never) : Readable.from([]))
  const room = limits.budget?.enter()
  try {
    const take = (bytes: number): void => room?.take(bytes)
    const reading = { ...limits, take }
    const bytes = await (decoder ? unpack(source, decoder(), reading) : collect(source, reading))
    return decode(!decoder && isGzip(bytes) ? await unpack(Readable.from([bytes]), createGunzip(), reading) : bytes)
  } finally {
    room?.leave()
  }
}

const tooLarge = (bytes: number): CollectorError =>
  new CollectorError('payload_too_large', `The body is larger than ${bytes} bytes. Send fewer events at once.`)
const cutOff = (cause?: unknown): CollectorError => new CollectorError('batch_invalid', 'The body ended before it was complete.', { cause })

function decode(bytes: Uint8Array): string {
  try {
    return decoderOf.decode(bytes)
  } catch (cause) {
    throw new CollectorError('invalid_utf8', 'The body is not valid UTF-8. Send the JSON as UTF-8.', { cause })
  }
}

type Reading = BodyLimits & { take(bytes: number): void }

/** Hands every chunk on until the limit of the wire; resolves at the end, with what is made then. What comes after a failure is not kept. */
function receive<T>(source: Readable, { wireBytes, take }: Reading, onChunk: (chunk: Uint8Array) => void, toResult: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    let total = 0
    let isOver = false
    const onData = (chunk: Uint8Array): void => {
      try {
        total += chunk.byteLength
        if (total > wireBytes) throw tooLarge(wireBytes)
        take(chunk.byteLength)
        onChunk(chunk)
      } catch (error) {
        stop()
        reject(error)
      }
    }
    // whole: what listens goes with the source, which costs less than taking it off
    const onEnd = (): void => {
      isOver = true
      resolve(toResult())
    }
    const onFail = (cause?: unknown): void => {
      if (isOver) return
      stop()
      reject(cutOff(cause))
    }
    // a body that goes on is stopped, or read and thrown away by the server
    const stop = (): void => {
      isOver = true
      source.off('data', onData).pause()
      if (!('socket' in source) && !source.readableEnded) source.destroy()
    }
    source.on('data', onData).on('end', onEnd).on('close', onFail).on('error', onFail)
  })
}

function collect(source: Readable, limits: Reading): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  return receive(
    source,
    limits,
    (chunk) => void all.push(chunk),
    () => (all.length === 1 ? all[0]! : Buffer.concat(all)),
  )
}

async function unpack(source: Readable, decoder: Transform, limits: Reading): Promise<Uint8Array> {
  const output: Uint8Array[] = []
  let wire = 0
  let total = 0
  const unpacked = new Promise<void>((resolve, reject) => {
    decoder.on('data', (chunk: Uint8Array) => {
      try {
        total += chunk.byteLength
        if (total > limits.bytes)
          throw new CollectorError('decompressed_too_large', `The body is larger than ${limits.bytes} bytes after decompression. Send fewer events at once.`)
        if (total > RATIO_FROM_BYTES && total > wire * (limits.ratio ?? Infinity))
          throw new CollectorError('ratio_too_high', `The body grows more than ${limits.ratio} times when it is decompressed; no honest batch does.`)
        limits.take(chunk.byteLength)
        output.push(chunk)
      } catch (error) {
        reject(error)
      }
    })
    decoder.on('end', resolve)
    decoder.on('error', (cause) =>
      reject(new CollectorError('batch_invalid', 'The body cannot be decompressed; it does not fit its Content-Encoding.', { cause })),
    )
  })
  decoder.on('drain', () => source.resume())
  const received = receive(
    source,
    limits,
    (chunk) => {
      wire += chunk.byteLength
      // what a bomb unpacks to must not wait behind what has been sent of it since
      if (!decoder.write(chunk)) source.pause()
    },
    () => void decoder.end(),
  )
  try {
    await Promise.race([unpacked, Promise.all([received, unpacked])])
    return Buffer.concat(output)
  } finally {
    decoder.destroy()
    output.length = 0
    // whichever lost the race
    for (const one of [unpacked, received]) one.catch(() => {})
    if (!source.readableEnded && !('socket' in source)) source.destroy()
  }
}
