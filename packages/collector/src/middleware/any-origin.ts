// Owns CORS for everything below `/v1`. There are no cookies, so there is nothing that another origin could borrow.
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

const EXPOSED = ['ETag', 'Retry-After']

/** Headers of every answer below `/v1`. */
export const ANY_ORIGIN: Readonly<Record<string, string>> = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED.join(',') }

const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'If-None-Match'],
  exposeHeaders: EXPOSED,
  maxAge: 3600,
})

/** Puts the headers on, and answers preflights. */
export const anyOrigin: MiddlewareHandler = (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next)
  // before there is an answer: one whose headers change later costs several times as much to send
  for (const name in ANY_ORIGIN) c.header(name, ANY_ORIGIN[name])
  return next()
}
