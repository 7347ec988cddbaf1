// Owns that work for a request ends with it: a page that was left, or a client that gave up, waits for nothing.
import type { MiddlewareHandler } from 'hono'
import { workFor } from '../asker.ts'
import type { CollectorEnv } from './env.ts'

export const forAsker: MiddlewareHandler<CollectorEnv> = (c, next) => {
  const outgoing = (c.env as CollectorEnv['Bindings'] | undefined)?.outgoing
  if (!outgoing) return workFor(c.req.raw.signal, next)
  // the signal of a request that came through a socket costs a second, whole request
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  return workFor(gone.signal, next)
}
