// Owns the id of a request, by which its lines are found in every log on its way. It must not know who reads it.
import type { Context } from 'hono'
import { nanoid } from 'nanoid'

/** What may stand in a log and in a header without harm. */
const SANE = /^[\w.:~+/=-]{8,128}$/
/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/

const known = new WeakMap<Request, string>()

/** Takes the id of the proxy (`X-Request-Id`, else the trace of `traceparent`) where it is sane, and makes one where it is not. */
export function requestIdOf({ req }: Context): string {
  const before = known.get(req.raw)
  if (before !== undefined) return before
  const given = req.header('x-request-id') ?? ''
  const id = SANE.test(given) ? given : (TRACEPARENT.exec(req.header('traceparent') ?? '')?.[1] ?? nanoid())
  known.set(req.raw, id)
  return id
}
