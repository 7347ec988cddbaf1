// Owns the two loopback servers: one gives the pages, the other plays every vendor's collector from a script and counts events.
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

export const listen = (server, port = 0) =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)))
export const close = (server) => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)))

/**
 * Serves pages and scripts. Pages are cross-origin isolated, which gives `performance.now()` its fine steps of 5 µs.
 *
 * @param routes - by path, `{ type, body }`; scripts may be cached, as they are on a second visit, and pages be kept for going back to.
 */
export async function servePages(routes) {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url, 'http://x').pathname]
    response.writeHead(route ? 200 : 404, {
      'content-type': route?.type ?? 'text/plain',
      'cache-control': route?.type === 'text/javascript' ? 'public, max-age=3600' : 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    response.end(route?.body ?? '')
  })
  return { url: await listen(server), close: () => close(server) }
}

/** Settings with everything optional switched off, so that each peer comes up and does what it is asked and no more. */
function settingsFor(path, host) {
  if (path.startsWith('/array/'))
    return path.endsWith('.js')
      ? ''
      : { surveys: false, hasFeatureFlags: false, supportedCompression: ['gzip-js'], autocapture_opt_out: false, sessionRecording: false }
  if (path.startsWith('/flags')) return { flags: {}, featureFlags: {} }
  if (path.startsWith('/static/')) return ''
  if (path.includes('/settings')) return { integrations: { 'Segment.io': { apiKey: 'k', apiHost: `${host}/s`, protocol: 'http' } }, plan: {} }
  return undefined
}

/** Unpacks what any of the vendors sends: JSON, gzip, or a form whose field is base64. `undefined` where it is nothing of the kind. */
function unpack(bytes) {
  try {
    let text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString()
    const form = /(?:^|&)data=([^&]*)/.exec(text)
    if (form) {
      text = decodeURIComponent(form[1].replaceAll('+', ' '))
      if (!/^[[{]/.test(text)) text = Buffer.from(text, 'base64').toString()
    }
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The events of a request, whoever sent them: `n` is the number that the page gave, `id` the one that a collector deduplicates by. */
export function eventsIn(bytes) {
  const body = unpack(bytes)
  if (!body || typeof body !== 'object') return []
  const list = Array.isArray(body) ? body : (body.batch ?? [body])
  return list
    .filter((event) => event && typeof event === 'object')
    .map(({ messageId, uuid, properties, type, event }) => ({
      id: messageId ?? uuid ?? properties?.$insert_id ?? `nameless-${properties?.benchSequence}`,
      n: properties?.benchSequence,
      name: event ?? type,
      properties,
    }))
}

/** What a browser wants to hear of another origin, whatever else is answered. */
export const corsFor = ({ headers }) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-allow-methods': 'GET,POST,OPTIONS',
  'access-control-expose-headers': 'ETag, Retry-After',
  'access-control-max-age': '600',
  'cross-origin-resource-policy': 'cross-origin',
})

/** The whole body of a request; empty where the sender went away. */
export const bodyOf = (request) =>
  new Promise((resolve) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => resolve(Buffer.concat(parts)))
    request.on('close', () => resolve(Buffer.concat(parts)))
    request.on('error', () => {})
  })

/** What a collector knows of a newcomer. */
const NOTHING = { traits: {}, account: {}, tallies: {}, milestones: {}, guides: {}, arms: {}, accountMilestones: {} }

/**
 * Answers as the collectors of all contestants would, and keeps a log as they do: an event whose id is known is not taken again.
 *
 * `answerWith` sets what a request with events is told: a function of `{ events, bytes }` that gives `undefined` (all is taken) or
 * `{ status, retryAfter, html, swallow, reject, retry }`; `swallow` takes the events and closes the connection without an answer,
 * `reject` and `retry` are lists of `n`.
 *
 * @param bundle - what Foothold's `GET /v1/bundle/:key` gives.
 */
export async function serveCollector(bundle) {
  const log = new Map()
  const requests = []
  let again = 0
  const sockets = []
  let bytesBefore = 0
  let decide = () => undefined
  let server
  let port = 0

  const bytesRead = () => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0)

  async function handle(request, response) {
    const body = await bodyOf(request)
    const { pathname } = new URL(request.url, 'http://x')
    const answer = (content, headers, status = 200) => {
      const type = pathname.endsWith('.js') ? 'text/javascript' : 'application/json'
      response.writeHead(status, { 'content-type': type, ...corsFor(request), ...headers })
      response.end(typeof content === 'string' ? content : JSON.stringify(content))
    }
    if (request.method === 'OPTIONS') return answer('', {}, 204)
    if (pathname.startsWith('/v1/bundle/')) return answer(bundle, { etag: `"${bundle.version}"`, 'cache-control': 'no-cache' })
    if (pathname === '/v1/state') return answer({ ...NOTHING, at: new Date().toISOString(), version: bundle.version })
    const settings = settingsFor(pathname, request.headers.host)
    if (settings !== undefined) return answer(settings)
    const events = body.length ? eventsIn(body) : []
    const told = decide({ events, bytes: body.length }) ?? {}
    const { status = 200, retryAfter, html, swallow, reject = [], retry = [] } = told
    requests.push({ atMs: Date.now(), status, retryAfter, taken: html === undefined && status === 200, events })
    if (html !== undefined) return answer(html, { 'content-type': 'text/html' }, status)
    if (status !== 200) return answer({ code: 'scripted' }, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }, status)
    const [rejected, later] = [reject, retry].map((list) => events.filter(({ n }) => list.includes(n)))
    let duplicates = 0
    for (const event of events) {
      if (rejected.includes(event) || later.includes(event)) continue
      if (log.has(event.id)) duplicates++
      else log.set(event.id, event)
    }
    again += duplicates
    if (swallow) return request.socket.destroy()
    if (pathname !== '/v1/batch') return answer({ status: 1, success: true })
    answer({
      // whoever sends batches under a name wants it back
      batchId: unpack(body)?.batchId,
      receivedAt: new Date().toISOString(),
      accepted: events.length - rejected.length - later.length - duplicates,
      duplicates,
      rejected: rejected.map(({ id }) => ({ id, code: 'event_invalid', pointer: '', detail: 'scripted' })),
      retry: later.map(({ id }) => id),
      warnings: [],
    })
  }

  const start = async () => {
    if (server?.listening) return
    server = createServer((request, response) => void handle(request, response))
    server.on('connection', (socket) => sockets.push(socket))
    port = Number(new URL(await listen(server, port)).port)
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    /** Requests with events since the last reset: when, how answered, what was in them. */
    requests,
    answerWith: (next) => void (decide = next),
    /** Events that a page numbered, in the order in which they were taken. */
    taken: () => [...log.values()].filter(({ n }) => n !== undefined),
    log: () => [...log.values()],
    received: () => new Set([...log.values()].map(({ n }) => n).filter((n) => n !== undefined)).size,
    /** Events that came once more after they had been taken. */
    again: () => again,
    /** Bytes that came up the connections since the last reset: heads, bodies, preflights. */
    upBytes: () => bytesRead() - bytesBefore,
    /** Nobody listens any more, until `start` takes the same port again. */
    stop: () => close(server),
    start,
    reset() {
      log.clear()
      requests.length = 0
      again = 0
      bytesBefore = bytesRead()
      decide = () => undefined
    },
    close: () => close(server),
  }
}
