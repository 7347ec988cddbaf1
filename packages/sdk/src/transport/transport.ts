// Owns talking to the collector. It must not know what is said.
import { LIMITS } from '@foothold/protocol'

/** What came back; `status` 0 where nothing did (offline, blocked, time-out). */
export interface Answer {
  status: number
  /** Parsed JSON of whatever shape; `undefined` where the body is none (a captive portal, say). */
  body?: Record<string, unknown> | null | undefined
  /** ms that the collector asks us to wait. */
  retryAfterMs: number
}

export interface Transport {
  get(path: string): Promise<Answer>
  /** Makes a body of JSON, smaller where the browser can. */
  pack(json: string): Promise<Packed>
  /** Sends JSON within this turn. It may outlive the page where it fits into `spare`. */
  post(path: string, body: string | Packed): Promise<Answer>
  /** Opens an answer that goes on for as long as it is read. Rejects as `fetch` does. */
  open(path: string, body: string, signal: AbortSignal): Promise<Response>
  /** Bytes that requests may still carry that outlive the page: all of them under way together `LIMITS.beaconBytes`. */
  spare(): number
}

/** Bytes of JSON, which may be compressed by gzip. */
export type Packed = Uint8Array<ArrayBuffer>

const GET_TIMEOUT_MS = 20_000
/** Below the time after which another tab takes over. @see LEAD_MS */
const POST_TIMEOUT_MS = 9_000
/** Of a request that may outlive the page while it is open. */
const PACKED_BYTES = 16_384

/** A shorter text goes as it is: it fits into one packet, and setting up the compressor costs more than the rest of the request. */
const PLAIN_LENGTH = 1_000

/** Reads `Retry-After`: seconds or a date. @see RFC 9110, 10.2.3 */
const toMs = (text: string): number => Math.max(0, Math.floor(+text) * 1000 || Date.parse(text) - Date.now() || 0)

/**
 * @param window - its fetch is used as it is at the time of the call.
 * @param later - runs something once after so many ms.
 */
export function createTransport(window: Window & typeof globalThis, endpoint: string, later: (ms: number, run: () => void) => unknown): Transport {
  /** What the bodies of all requests under way weigh that may outlive the page. */
  let flyingBytes = 0
  let crowded = false
  const base = endpoint.replace(/\/+$/, '')
  const request = (path: string, init: RequestInit): Promise<Answer> =>
    new Promise((resolve) => {
      const none = (): void => resolve({ status: 0, retryAfterMs: 0 })
      const timeoutMs = init.method ? POST_TIMEOUT_MS : GET_TIMEOUT_MS
      // a host that has put its own fetch in the place of the browser's may forget the signal
      later(timeoutMs, none)
      void (async () => {
        const response = await window.fetch(base + path, { credentials: 'omit', signal: AbortSignal.timeout(timeoutMs), ...init })
        resolve({
          status: response.status,
          body: await response.json().catch(() => undefined),
          retryAfterMs: toMs(response.headers.get('retry-after') ?? ''),
        })
      })().catch(none)
    })
  const encode = (json: string): Packed => new TextEncoder().encode(json)
  const spare = (): number => LIMITS.beaconBytes - flyingBytes
  return {
    // revalidates with the ETag that the browser's own cache holds; a header of ours would cost a preflight
    get: (path) => request(path, { cache: 'no-cache' }),
    async pack(json) {
      const plain = encode(json)
      if (json.length < PLAIN_LENGTH) return plain
      try {
        const packed = new Blob([plain]).stream().pipeThrough(new window.CompressionStream('gzip'))
        return new Uint8Array(await new Response(packed).arrayBuffer())
      } catch {
        return plain
      }
    },
    async post(path, given) {
      const body = typeof given === 'string' ? encode(given) : given
      const bytes = body.length
      // all requests of a page share that room, the host's own too: a packed body is of a page that goes on, and takes a part of it
      const keepalive = bytes <= spare() && (body !== given || (!crowded && bytes <= PACKED_BYTES))
      if (keepalive) flyingBytes += bytes
      // text needs no preflight
      const answer = await request(path, { method: 'POST', body, keepalive, headers: { 'content-type': 'text/plain' } })
      if (keepalive) flyingBytes -= bytes
      // perhaps the host had used it up: the next tries without
      crowded = keepalive && !answer.status
      return answer
    },
    open: (path, body, signal) => window.fetch(base + path, { credentials: 'omit', method: 'POST', body, signal }),
    spare,
  }
}
