// Owns serving the torture pages: each corner as it lies in public/corner, with the tags of one library put in, and everything
// of the collector under the same origin. It must not know what a corner is about.
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PUBLIC = fileURLToPath(new URL('public', import.meta.url))
const CORNERS = join(PUBLIC, 'corner')
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', html: 'text/html; charset=utf-8' }
const FILES = ['torture.css', 'probe.js', 'adapter.js', 'overview.js']

/** One corner as its page describes itself. */
function readCorner(file) {
  const html = readFileSync(join(CORNERS, file), 'utf8')
  const meta = (name) => new RegExp(`<meta name="${name}" content="([^"]*)">`).exec(html)?.[1].replaceAll('&#x27;', "'").replaceAll('&quot;', '"')
  const guides = [...html.matchAll(/<script type="application\/json" class="guide">([^]*?)<\/script>/g)].map(([, json]) => JSON.parse(json))
  return { id: file.replace('.html', ''), wish: meta('description'), pain: Number(meta('pain')), csp: meta('csp'), guides, html }
}

/** All corners, by pain and id. */
export const readCorners = () =>
  readdirSync(CORNERS)
    .map(readCorner)
    .sort((a, b) => a.pain - b.pain || (a.id < b.id ? -1 : 1))

/** The guides of the corners as files of a guides folder; what the pages leave out is filled in. */
export const toFiles = (corners) =>
  corners.flatMap(({ id, guides }) =>
    guides.map((guide) => ({
      path: `${guide.key}.json`,
      text: JSON.stringify({ kind: 'tour', goal: null, why: `The corner "${id}" of the torture page.`, when: { manual: true }, ...guide, ...whyless(guide) }),
    })),
  )
const whyless = ({ goal }) => (goal ? { why: undefined } : {})

/** Tags by which a page has ours: the built script by its tag, as on any site, and what lets the page drive it. */
export const ours = (writeKey) =>
  `<script>window.foothold = { q: [], onError: (error) => void (window.reports ??= []).push(error.code + ': ' + error.message) }</script>
<script src="/sdk/foothold.js" data-key="${writeKey}" data-pages="off"></script>
<script type="module" src="/adapter.js"></script>`

/**
 * Serves the corners at `/<library>/<corner>`, an overview at `/`.
 *
 * @param libraries - by name, `{ head, files }`: tags for the page, and texts by path below `/<library>/`.
 * @param collector - origin to which `/v1` and `/sdk` are passed on: a page needs no other origin than its own.
 */
export function createTorture({ libraries, collector }) {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const answer = (type, body, headers = {}) => response.writeHead(200, { 'content-type': TYPES[type], 'cache-control': 'no-cache', ...headers }).end(body)
    const nothing = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing here.')
    if (/^\/(v1|sdk)\//.test(pathname)) return void passOn(request, response, collector).catch(() => response.writeHead(502).end())
    const [name, ...rest] = pathname.slice(1).split('/')
    if (FILES.includes(name)) return answer(name.split('.').pop(), readFileSync(join(PUBLIC, name)))
    if (!name) return answer('html', overview(Object.keys(libraries)))
    if (!Object.hasOwn(libraries, name)) return nothing()
    const { head, files = {} } = libraries[name]
    const path = rest.join('/')
    if (Object.hasOwn(files, path)) return answer(path.split('.').pop(), files[path])
    const corner = readCorners().find(({ id }) => id === rest[0])
    if (!corner) return nothing()
    const page = corner.html.replace('<!-- library -->', () => `${head}\n<script type="module" src="/probe.js"></script>`)
    // a policy that forbids inline scripts forbids the stub too: the tag alone must do
    return corner.csp ? answer('html', page.replace(/<script>window[^]*?<\/script>\n/, ''), { 'content-security-policy': corner.csp }) : answer('html', page)
  })
}

/** Passes a request on to the collector, and its answer back. */
export async function passOn(request, response, collector) {
  const parts = []
  for await (const part of request) parts.push(part)
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => /^(content-type|content-encoding|authorization|if-none-match)$/.test(name)),
  )
  const got = await fetch(collector + request.url, { method: request.method, headers, ...(parts.length && { body: Buffer.concat(parts) }) })
  const kept = ['content-type', 'etag', 'cache-control', 'retry-after'].flatMap((name) => (got.headers.has(name) ? [[name, got.headers.get(name)]] : []))
  response.writeHead(got.status, Object.fromEntries(kept)).end(Buffer.from(await got.arrayBuffer()))
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function overview(libraries) {
  const items = readCorners().map(
    ({ id, pain, wish }) =>
      `<li><b>${id}</b> <small>pain ${pain}</small><br>${escape(wish)}<br>${libraries.map((library) => `<a target="corner" href="/${library}/${id}">${library}</a>`).join(' · ')}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Torture</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/torture.css">
<body class="overview"><nav><h1>Torture</h1><p>Every corner is a page that hurts guides. Choose one, and press Start.</p><p><button id="start">Start</button> <button id="next">Next</button> <button id="stop">Stop</button></p><ol>${items.join('\n')}</ol></nav><iframe name="corner"></iframe><script src="/overview.js"></script>`
}
