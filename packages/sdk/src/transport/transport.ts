// Owns talking to the collector. It must not know what is said.

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
  /**
   * Sends JSON as text/plain, which fetch says of a string, and which needs no preflight.
   * @param keepalive - whether it may outlive the page, of which all requests under way may carry `LIMITS.beaconBytes` together.
   */
  post(path: string, json: string, keepalive?: boolean): Promise<Answer>
}

const GET_TIMEOUT_MS = 20_000
/** Below the time after which another tab takes over. @see LEAD_MS */
const POST_TIMEOUT_MS = 9_000

/** @param window - its fetch is used as it is at the time of the call. */
export function createTransport(window: Window & typeof globalThis, endpoint: string): Transport {
  const base = endpoint.replace(/\/+$/, '')
  const request = async (path: string, init: RequestInit): Promise<Answer> => {
    try {
      const response = await window.fetch(base + path, {
        credentials: 'omit',
        signal: AbortSignal.timeout(init.method ? POST_TIMEOUT_MS : GET_TIMEOUT_MS),
        ...init,
      })
      return {
        status: response.status,
        body: await response.json().catch(() => undefined),
        retryAfterMs: (Number(response.headers.get('retry-after')) || 0) * 1000,
      }
    } catch {
      return { status: 0, body: undefined, retryAfterMs: 0 }
    }
  }
  return {
    // revalidates with the ETag that the browser's own cache holds; a header of ours would cost a preflight
    get: (path) => request(path, { cache: 'no-cache' }),
    post: (path, body, keepalive = false) => request(path, { method: 'POST', body, keepalive }),
  }
}
