// Owns the files that come with the collector: the SDK for script tags of any site, and the console.
import { Hono, type Context } from 'hono'
import { CollectorError } from '../error.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { ENCODINGS, type Site, type SiteFile } from '../site.ts'
import { pickEncoding } from './accept-encoding.ts'
import { matchesEtag } from './etag.ts'

const CONSOLE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  // revalidated: a new collector must not meet an old console
  'Cache-Control': 'no-cache',
}

const SDK_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'public, max-age=300',
}

const ASSET = /\.(?:js|mjs|css|map|json|svg|png|ico|woff2)$/
const NO_SITE: Site = async () => undefined

export function createStaticRoutes({ console = NO_SITE, sdk = NO_SITE }: { console?: Site | undefined; sdk?: Site | undefined } = {}): Hono<CollectorEnv> {
  const app = new Hono<CollectorEnv>()
  app.get('/', (c) => c.redirect('/console', 302))
  app.get('/sdk/*', async (c) => answer(c, await sdk(below(c, '/sdk/')), SDK_HEADERS))
  app.get('/console', async (c) => answer(c, await console('index.html'), CONSOLE_HEADERS))
  app.get('/console/*', async (c) => {
    const path = below(c, '/console/')
    // what is no file is a place inside the console, such as people/ada@example.com; a missing script stays missing
    const file = (await console(path)) ?? (ASSET.test(path) ? undefined : await console('index.html'))
    return answer(c, file, CONSOLE_HEADERS)
  })
  return app
}

function below(c: Context, prefix: string): string {
  return c.req.path.slice(prefix.length)
}

async function answer(c: Context, file: SiteFile | undefined, headers: Record<string, string>): Promise<Response> {
  if (!file) throw new CollectorError('not_found', `There is no file at ${c.req.path.slice(0, 200)}.`)
  // weak: it is the same file in whatever encoding it comes
  const all = { ...headers, ETag: `W/${file.etag}`, ...(file.compressible ? { Vary: 'Accept-Encoding' } : {}) }
  if (matchesEtag(c.req.header('if-none-match'), file.etag)) return c.body(null, 304, all)
  const encoding = pickEncoding(c.req.header('accept-encoding'), ENCODINGS)
  const small = encoding && (await file.compressed(encoding))
  const body = small ?? file.body
  return c.body(body, 200, {
    ...all,
    ...(small ? { 'Content-Encoding': encoding } : {}),
    'Content-Type': file.contentType,
    'Content-Length': String(body.length),
  })
}
