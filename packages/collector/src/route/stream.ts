// Owns POST /v1/stream: what /v1/state answers, again whenever it changes, and word of new bundles, as server-sent events.
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { CollectorError } from '../error.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { Logger } from '../options.ts'
import type { Hub } from '../stream/hub.ts'
import { admitPerson, describeState, type StateOptions } from './state.ts'

/** What the route works on. */
export interface StreamOptions extends StateOptions {
  hub: Hub
  heartbeatMs: number
  /** Streams at once. */
  streams: number
  logger: Logger
}

/** What comes within this time goes out together, in ms. */
const TOGETHER_MS = 100

export function createStreamRoutes(options: StreamOptions): Hono<CollectorEnv> {
  const { hub, heartbeatMs, streams, logger, now } = options
  return new Hono<CollectorEnv>().post('/stream', async (c) => {
    const asked = await admitPerson(c, options)
    if (hub.size >= streams)
      throw new CollectorError('overloaded', `${streams} streams are open, as many as this collector takes. Ask /v1/state meanwhile.`, {
        headers: { 'Retry-After': '60' },
      })
    const gone = new AbortController()
    const watch = hub.watch(asked)
    c.header('Cache-Control', 'no-store')
    // proxies must not collect what should arrive at once
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(
      c,
      async (stream) => {
        stream.onAbort(() => gone.abort())
        try {
          let told = ''
          let bundle: string | undefined
          while (!gone.signal.aborted && !hub.ended) {
            const state = await describeState(asked, options)
            if (bundle !== undefined && bundle !== state.version) await stream.writeSSE({ event: 'bundle', data: JSON.stringify({ version: state.version }) })
            bundle = state.version
            const text = JSON.stringify({ ...state, at: '' })
            if (text !== told) await stream.writeSSE({ event: 'state', data: JSON.stringify(state) })
            told = text
            const woken = await watch.next(heartbeatMs, gone.signal)
            if (hub.ended || gone.signal.aborted) break
            // a key that was revoked, or a proof that has ended, is good for nothing more
            if (!(await asked.holds(now()))) break
            if (woken) await new Promise((go) => setTimeout(go, TOGETHER_MS))
            // of what another collector took nobody here is told: it is looked at with each heartbeat
            else await stream.write(': alive\n\n')
          }
        } finally {
          watch.close()
        }
      },
      async (error) => logger.error({ event: 'stream failed', error: String(error) }),
    )
  })
}
