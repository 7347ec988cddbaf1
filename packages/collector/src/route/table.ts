// Owns what a route of the admin API is: one entry that checks the request, mounts the handler and describes both, so that the
// description cannot say anything else than what happens. It must not know any particular route.
import type { KeyScope } from '@foothold/protocol'
import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import { CollectorError } from '../error.ts'
import { readBody } from '../ingest/read-body.ts'
import { forAsker } from '../middleware/asker.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { parseJsonBody, parseQuery } from './json-body.ts'

/** What a part of a path names; an id of another project is answered like one that does not exist. */
export type Resource = 'person' | 'account' | 'guide' | 'version' | 'key' | 'erasure' | 'query'

/** What a route answers. */
export interface Answer {
  /** @default 200 */
  status?: 200 | 201 | 202
  /** Of a JSON answer. */
  json?: z.ZodType
  /** Of answers in other forms. */
  types?: readonly string[]
}

/** What a handler is given beside Hono's context, checked. */
export interface Input<Query, Body> {
  query: Query
  body: Body
  /** Says for the audit log what was done, to what. Written before the answer goes out. */
  note(target: string | null, detail?: Record<string, unknown>): void
}

/** A route as it is written down. */
export interface RouteSpec<Query = undefined, Body = undefined> {
  method: 'get' | 'post' | 'put' | 'delete'
  /** Below `/admin/v1`, parameters as `:name`. */
  path: string
  /** That the key must have. */
  scope: KeyScope
  summary: string
  /** What each parameter of the path names. */
  names?: Readonly<Record<string, Resource>>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** Bytes of a body. @default 65_536 */
  bodyBytes?: number
  answer: Answer
  /** Name of the action in the audit log, of a route that changes something. */
  action?: string
  handle(c: Context<CollectorEnv>, input: Input<Query, Body>): Response | Promise<Response>
}

/** A route of any kind. */
export type Route = RouteSpec<never, never>

const BODY_BYTES = 65_536

/** Writes a route down; the types of query and body follow from their schemas. */
export function route<Query = undefined, Body = undefined>(spec: RouteSpec<Query, Body>): Route {
  return spec as unknown as Route
}

/** Where actions are noted. */
export type Note = (c: Context<CollectorEnv>, entry: { action: string; target: string | null; detail: Record<string, unknown> }) => Promise<void>

/** Mounts routes: key and project must be set by a middleware. */
export function mountRoutes(routes: readonly Route[], note: Note): Hono<CollectorEnv> {
  const app = new Hono<CollectorEnv>()
  app.use(forAsker)
  for (const one of routes as unknown as readonly RouteSpec<unknown, unknown>[]) {
    app.on(one.method.toUpperCase(), one.path, async (c) => {
      if (!c.var.key.scopes.includes(one.scope))
        throw new CollectorError('scope_missing', `This key has the scopes ${c.var.key.scopes.join(', ') || '(none)'}; this needs "${one.scope}".`)
      const query = one.query && parseQuery(one.query, c.req.query())
      const bytes = one.bodyBytes ?? BODY_BYTES
      const body = one.body && parseJsonBody(one.body, await readBody(c.req.raw, { wireBytes: bytes, bytes }))
      const noted: { target: string | null; detail: Record<string, unknown> }[] = []
      const answer = await one.handle(c, { query, body, note: (target, detail = {}) => void noted.push({ target, detail }) })
      if (one.action) for (const entry of noted) await note(c, { action: one.action, ...entry })
      return answer
    })
  }
  return app
}
