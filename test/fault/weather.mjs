// Owns the way between the pages and the real collector: as bad as it is told to be. It must not know what a page does.
import { createServer } from 'node:http'
import { bodyOf, close, corsFor, eventsIn, listen } from '../bench/server.mjs'

/** What happens to a batch, and how often in each weather. `lost` and `late-500` store it and do not say so. */
const WEATHERS = {
  fair: [['pass', 1]],
  slow: [
    ['pass', 0.4],
    ['slow', 0.6],
  ],
  foul: [
    ['pass', 0.3],
    ['slow', 0.15],
    ['refused', 0.1],
    ['lost', 0.15],
    ['late-500', 0.1],
    ['503', 0.1],
    ['429', 0.05],
    ['portal', 0.05],
  ],
  out: [['503', 1]],
  gone: [['refused', 1]],
}
export const WEATHER_NAMES = Object.keys(WEATHERS)
const SLOW_MS = 600

/**
 * Serves the collector at `url` through a bad line.
 *
 * @param url - the real collector.
 * @param random - 0 ≤ x < 1, decides the fate of each batch.
 * @returns an address for pages; `stored` holds the numbers of all events that the collector has said to have.
 */
export async function serveWeather(url, random) {
  const stored = new Set()
  const figures = { requests: 0, duplicates: 0, acknowledgedAgain: 0 }
  const acknowledged = new Set()
  let weather = 'fair'
  const fate = () => {
    let x = random()
    return WEATHERS[weather].find(([, share]) => (x -= share) < 0)?.[0] ?? 'pass'
  }

  async function handle(request, response) {
    const body = await bodyOf(request)
    const cors = corsFor(request)
    const end = (status, text, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...cors, ...headers }).end(text)
    if (request.method === 'OPTIONS') return end(204, '')
    const isBatch = request.url.startsWith('/v1/batch')
    const fated = isBatch ? fate() : weather === 'gone' ? 'refused' : 'pass'
    if (fated === 'refused') return request.socket.destroy()
    if (fated === '503') return end(503, '{}')
    if (fated === '429') return end(429, '{}', { 'retry-after': '1' })
    if (fated === 'portal') return end(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })
    // the fault itself: an answer that takes its time
    if (fated === 'slow') await new Promise((resolve) => setTimeout(resolve, random() * SLOW_MS))
    const { 'content-type': type = 'text/plain', 'content-encoding': encoding } = request.headers
    const answer = await fetch(url + request.url, {
      method: request.method,
      ...(body.length && { body }),
      headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
    })
    const text = await answer.text()
    const events = isBatch ? eventsIn(body) : []
    if (isBatch) note(events, answer.status, text)
    if (fated === 'lost') return request.socket.destroy()
    if (fated === 'late-500') return end(500, '{}')
    end(answer.status, text, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    if (answer.status === 200) for (const { id } of events) acknowledged.add(id)
  }

  function note(events, status, text) {
    figures.requests++
    if (status !== 200) return
    const { duplicates, rejected, retry } = JSON.parse(text)
    const not = new Set([...rejected.map(({ id }) => id), ...retry])
    figures.duplicates += duplicates
    for (const { id, n } of events) {
      if (acknowledged.has(id)) figures.acknowledgedAgain++
      if (n !== undefined && !not.has(id)) stored.add(n)
    }
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => request.socket.destroy()))
  return { url: await listen(server), stored, figures, become: (next) => void (weather = next), close: () => close(server) }
}
