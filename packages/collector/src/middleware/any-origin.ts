// Owns CORS for everything below `/v1`. There are no cookies, so there is nothing that another origin could borrow.
import { cors } from 'hono/cors'

const EXPOSED = ['ETag', 'Retry-After']

/** Headers of every answer below `/v1`. */
export const ANY_ORIGIN: Readonly<Record<string, string>> = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED.join(',') }

/** Puts the headers on, and answers preflights. */
export const anyOrigin: ReturnType<typeof cors> = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'If-None-Match'],
  exposeHeaders: EXPOSED,
  maxAge: 3600,
})
