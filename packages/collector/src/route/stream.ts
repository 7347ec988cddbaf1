// Owns POST /v1/stream: what /v1/state answers, again whenever it changes, and word of new bundles, as server-sent events.
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { askerSignal } from '../asker.ts'
import { CollectorError, describeError } from '../error.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { Logger } from '../options.ts'
import type { Hub } from '../stream/hub.ts'
import { createPlaces } from '../stream/places.ts'
import { admitPerson, describeState, type StateOptions } from './state.ts'

/** What the route works on. */
export interface StreamOptions extends StateOptions {
  hub: Hub
  heartbeatMs: number
  /** Streams at once. */
  streams: number
  /** Of one key. @default half of `streams` */
  streamsPerKey?: number | undefined
  logger: Logger
}

/** What comes within this time goes out together, in ms. */
const TOGETHER_MS = 100
/** Time until it is asked again where people are still being reckoned, in ms. */
const AGAIN_MS = 5000

export function createStreamRoutes(options: StreamOptions): Hono<CollectorEnv> {
  const { hub, heartbeatMs, streams, streamsPerKey, logger, now } = options
  const places = createPlaces(streams, '/v1/state', streamsPerKey)
  return new Hono<CollectorEnv>().post('/stream', async (c) => {
    const asked = await admitPerson(c, options)
    const leave = places.enter(asked.key)
    const gone = new AbortController()
    const asker = askerSignal()
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
            const state = await orBehind(describeState(asked, options))
            if (state) {
              if (bundle !== undefined && bundle !== state.version) await stream.writeSSE({ event: 'bundle', data: JSON.stringify({ version: state.version }) })
              bundle = state.version
              const text = JSON.stringify({ ...state, at: '' })
              if (text !== told) await stream.writeSSE({ event: 'state', data: JSON.stringify(state) })
              told = text
            } else await stream.write(': behind\n\n')
            const woken = await watch.next(state ? heartbeatMs : Math.min(heartbeatMs, AGAIN_MS), gone.signal)
            if (hub.ended || gone.signal.aborted) break
            // a key that was revoked, or a proof that has ended, is good for nothing more
            if (!(await asked.holds(now()))) break
            if (woken) await new Promise((go) => setTimeout(go, TOGETHER_MS))
            // of what another collector took nobody here is told: it is looked at with each heartbeat
            else if (state) await stream.write(': alive\n\n')
          }
        } finally {
          watch.close()
          leave()
        }
      },
      async (error) => {
        // what was begun for somebody who left is given up
        if (!gone.signal.aborted && !asker?.aborted) logger.error({ event: 'stream failed', error: describeError(error) })
      },
    )
  })
}

/** A stream waits where another answer would say to ask again. @returns `undefined` while people are being reckoned. */
export async function orBehind<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CollectorError && error.code === 'projection_behind') return undefined
    throw error
  }
}
