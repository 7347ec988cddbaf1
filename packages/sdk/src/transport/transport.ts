// Owns talking to the collector. It must not know what is said.
import { LIMITS } from '@foothold/protocol'

/** What came back; `status` 0 where nothing did (offline, blocked, time-out). */
export interface Answer {
  status: number
  /** Parsed JSON of whatever shape; `undefined` where the body is none (a captive portal, say). */
  body: Record<string, unknown> | null | undefined
  /** ms that the collector asks us to wait. */
  retryAfterMs: number
}

export interface Transport {
  get(path: string): Promise<Answer>
  /** Sends JSON as text/plain, which needs no preflight. */
  post(path: string, json: string): Promise<Answer>
  /** Sends while the page goes away; nobody hears the answer. */
  depart(path: string, json: string): void
}

const TIMEOUT_MS = 20_000

/** @param window - its fetch is used as it is at the time of the call; `depart` takes the beacon, or fetch with keepalive. */
export function createTransport(window: Window & typeof globalThis, endpoint: string): Transport {
  const base = endpoint.replace(/\/+$/, '')
  const request = async (path: string, init: RequestInit): Promise<Answer> => {
    try {
      const response = await window.fetch(base + path, { credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS), ...init })
      return {
        status: response.status,
        body: await response.json().catch(() => undefined),
        retryAfterMs: (Number(response.headers.get('retry-after')) || 0) * 1000,
      }
    } catch {
      return { status: 0, body: undefined, retryAfterMs: 0 }
    }
  }
  const post = (json: string, keepalive: boolean): RequestInit => ({
    method: 'POST',
    body: json,
    keepalive,
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
  })
  return {
    // revalidates with the ETag that the browser's own cache holds; a header of ours would cost a preflight
    get: (path) => request(path, { cache: 'no-cache' }),
    post: (path, json) => request(path, post(json, json.length < LIMITS.beaconBytes / 2)),
    depart: (path, json) => {
      if (!window.navigator.sendBeacon?.(base + path, json)) void request(path, post(json, true))
    },
  }
}
