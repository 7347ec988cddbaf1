// Owns the two loopback servers: one gives the pages, the other plays every vendor's collector from a script and counts events.
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)))
const close = (server) => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)))

/**
 * Serves pages and scripts. Pages are cross-origin isolated, which gives `performance.now()` its fine steps of 5 µs.
 *
 * @param routes - by path, `{ type, body }`; scripts may be cached, as they are on a second visit.
 */
export async function servePages(routes) {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url, 'http://x').pathname]
    response.writeHead(route ? 200 : 404, {
      'content-type': route?.type ?? 'text/plain',
      'cache-control': route?.type === 'text/javascript' ? 'public, max-age=3600' : 'no-store',
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

function eventsIn(bytes) {
  let text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString()
  const form = /(?:^|&)data=([^&]*)/.exec(text)
  if (form) {
    text = decodeURIComponent(form[1].replaceAll('+', ' '))
    if (!/^[[{]/.test(text)) text = Buffer.from(text, 'base64').toString()
  }
  const found = []
  try {
    JSON.parse(text, (key, value) => (key === 'benchSequence' && found.push(value), value))
  } catch {
    // no JSON: not an event of ours
  }
  return found
}

/**
 * Answers as the collectors of all contestants would.
 *
 * @param bundle - what Foothold's `GET /v1/bundle/:key` gives.
 */
export async function serveCollector(bundle) {
  const seen = new Set()
  const server = createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('error', () => {})
    request.on('end', () => {
      const { pathname } = new URL(request.url, 'http://x')
      const cors = {
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
        'access-control-allow-methods': 'GET,POST,OPTIONS',
        'access-control-max-age': '600',
        'cross-origin-resource-policy': 'cross-origin',
      }
      const answer = (body, headers) => {
        response.writeHead(200, { 'content-type': pathname.endsWith('.js') ? 'text/javascript' : 'application/json', ...cors, ...headers })
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      }
      if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
      if (pathname.startsWith('/v1/bundle/')) return answer(bundle, { etag: `"${bundle.version}"`, 'cache-control': 'no-cache' })
      if (pathname === '/v1/state') return answer({ at: new Date().toISOString(), traits: {}, account: {}, tallies: {}, milestones: {}, guides: {} })
      const settings = settingsFor(pathname, request.headers.host)
      if (settings !== undefined) return answer(settings)
      const events = parts.length ? eventsIn(Buffer.concat(parts)) : []
      for (const event of events) seen.add(event)
      if (pathname === '/v1/batch')
        return answer({ batchId: 'b', receivedAt: new Date().toISOString(), accepted: events.length, duplicates: 0, rejected: [], retry: [], warnings: [] })
      answer({ status: 1, success: true })
    })
  })
  return { url: await listen(server), received: () => seen.size, reset: () => seen.clear(), close: () => close(server) }
}
