// Owns the proof of who is identified: asks the page for a token and puts it into what is sent. It must not know what is said.
import type { Packed, Transport } from './transport.ts'

/** A token, or what fetches one: from the host's own server, for whoever is signed in there. */
export type IdentityToken = string | (() => string | Promise<string>)

/** What proving needs of the browser. */
export interface ProofWorld {
  transport: Transport
  /** Epoch ms. */
  now(): number
  later(ms: number, run: () => void): unknown
}

/** A token is asked for again after this, in ms; sooner where the collector does not take it. */
const KEPT_MS = 300_000
/** The page gets no longer to answer; events go without a proof then. */
const PATIENCE_MS = 10_000

/** @param userId - who is identified now. */
export function prove({ transport, now, later }: ProofWorld, source: IdentityToken, userId: () => string | undefined): Transport {
  let token: string | undefined
  let whose: string | undefined
  let until = 0
  let asking: Promise<unknown> | undefined
  /** What is in a packed body, to be packed again with another token. */
  const texts = new WeakMap<Packed, string>()

  const fetchToken = async (): Promise<void> => {
    const mine = userId()
    whose = mine
    until = now() + KEPT_MS
    token = ''
    try {
      const found: unknown = await (typeof source === 'function' ? source() : source)
      // somebody else may have signed in meanwhile
      if (whose === mine && typeof found === 'string') token = found
    } catch {
      // the collector says what it thinks of a request without
    }
  }
  const ask = (): Promise<unknown> =>
    (asking ??= Promise.race([fetchToken(), new Promise<void>((resolve) => later(PATIENCE_MS, resolve))]).finally(() => (asking = undefined)))
  const ready = async (): Promise<unknown> => userId() && (whose !== userId() || now() > until) && ask()
  const put = (json: string): string => (token && whose === userId() ? `{"identityToken":${JSON.stringify(token)},${json.slice(1)}` : json)

  return {
    ...transport,
    async pack(json) {
      await ready()
      const packed = await transport.pack(put(json))
      texts.set(packed, json)
      return packed
    },
    async open(path, body, signal) {
      await ready()
      const answer = await transport.open(path, put(body), signal)
      if (answer.status !== 401 || !userId()) return answer
      await ask()
      return transport.open(path, put(body), signal)
    },
    async post(path, body) {
      const text = typeof body === 'string' && body
      // a question can wait; what leaves with its page cannot
      if (path !== '/v1/batch') await ready()
      const answer = await transport.post(path, text ? put(text) : body)
      const json = text || texts.get(body as Packed)
      if (answer.status !== 401 || !json || !String(answer.body?.['code']).startsWith('id')) return answer
      await ask()
      return transport.post(path, put(json))
    },
  }
}
