// Owns the way from a request to its text: both sizes limited while the bytes stream, decompression, strict UTF-8.
// It must not know JSON or events.
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { CollectorError } from '../error.ts'

/** Limits of a body in bytes. */
export interface BodyLimits {
  /** As sent. */
  wireBytes: number
  /** After decompression. */
  bytes: number
}

const DECODERS: Record<string, () => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
}

/** No JSON begins so. A browser may send gzip as text/plain, without a header that would cost a preflight. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * Reads the body of a request as text. What begins as gzip does is gzip, also where no Content-Encoding says so.
 *
 * Stops at the first byte over a limit: a bomb costs no more memory than the limit and one buffer.
 *
 * @throws {CollectorError} `payload_too_large`, `decompressed_too_large`, `unsupported_encoding`, `batch_invalid` (broken
 * compression, body cut off), `invalid_utf8`
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<string> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase()
  const decoder = DECODERS[encoding]
  if (!decoder && encoding !== 'identity' && encoding !== '') {
    throw new CollectorError('unsupported_encoding', `Content-Encoding "${encoding.slice(0, 40)}" is not supported; send gzip, br, deflate or none.`)
  }
  if (Number(request.headers.get('content-length')) > limits.wireBytes) throw tooLarge(limits.wireBytes)
  const wire = readLimited(request.body, limits.wireBytes)
  let bytes = decoder ? await decompress(decoder(), wire, limits.bytes) : await collect(wire)
  if (!decoder && isGzip(bytes)) bytes = await decompress(createGunzip(), [bytes], limits.bytes)
  if (bytes.byteLength > limits.bytes) throw tooLargeUnpacked(limits.bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new CollectorError('invalid_utf8', 'The body is not valid UTF-8. Send the JSON as UTF-8.', { cause })
  }
}

const tooLarge = (bytes: number): CollectorError =>
  new CollectorError('payload_too_large', `The body is larger than ${bytes} bytes. Send fewer events at once.`)
const tooLargeUnpacked = (bytes: number): CollectorError =>
  new CollectorError('decompressed_too_large', `The body is larger than ${bytes} bytes after decompression. Send fewer events at once.`)

async function* readLimited(body: ReadableStream<Uint8Array> | null, limit: number): AsyncGenerator<Uint8Array> {
  if (!body) return
  let total = 0
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      total += value.byteLength
      if (total > limit) throw tooLarge(limit)
      yield value
    }
  } catch (cause) {
    if (cause instanceof CollectorError) throw cause
    throw new CollectorError('batch_invalid', 'The body ended before it was complete.', { cause })
  } finally {
    // not awaited: a peer that stalls must not hold the answer
    void reader.cancel().catch(() => {})
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all.length === 1 ? all[0]! : Buffer.concat(all)
}

async function decompress(decoder: Transform, wire: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const output: Uint8Array[] = []
  let total = 0
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      decoder.destroy()
      reject(
        error instanceof CollectorError
          ? error
          : new CollectorError('batch_invalid', 'The body cannot be decompressed; it does not fit its Content-Encoding.', { cause: error }),
      )
    }
    decoder.on('data', (chunk: Uint8Array) => {
      total += chunk.byteLength
      if (total > limit) fail(tooLargeUnpacked(limit))
      else output.push(chunk)
    })
    decoder.on('end', () => resolve(Buffer.concat(output)))
    decoder.on('error', fail)
    const pump = async (): Promise<void> => {
      for await (const chunk of wire) {
        if (decoder.destroyed) return
        if (!decoder.write(chunk)) await new Promise<void>((go) => void decoder.once('drain', go).once('close', go))
      }
      decoder.end()
    }
    pump().catch(fail)
  })
}
