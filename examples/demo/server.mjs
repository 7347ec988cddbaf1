// Owns serving the demo product: its built files, with the write key and the collector's address put into the page.
// Built-ins only, old syntax: it is loaded before anything is installed.
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const SITE = fileURLToPath(new URL('dist/site', import.meta.url))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * Serves the demo's files; a path without a file is a page of the app, which has its own router.
 *
 * @param values - `writeKey` and `endpoint`, put into the page's script tag; may be filled in later.
 */
export function createDemo(values) {
  return createServer((request, response) => {
    const answer = (status, type, body) =>
      response
        .writeHead(status, { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .end(request.method === 'HEAD' ? undefined : body)
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'text/plain', 'Only GET.')
    let path
    try {
      path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
    } catch {
      return answer(400, 'text/plain', 'Not an address.')
    }
    const file = join(SITE, path)
    const type = TYPES[extname(file)]
    if (type && path !== '/index.html') {
      if (path.includes('\0') || !file.startsWith(SITE + sep) || !isFile(file)) return answer(404, 'text/plain', 'No such file.')
      if (request.method === 'HEAD') return answer(200, type)
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
      return createReadStream(file).pipe(response)
    }
    if (!values.writeKey) return answer(503, 'text/plain', 'Starting; try again in a second.')
    const page = readFileSync(join(SITE, 'index.html'), 'utf8')
    return answer(
      200,
      TYPES['.html'],
      page.replace(/\{\{(writeKey|endpoint)\}\}/g, (_, name) => values[name]),
    )
  })
}

/** Listens on this machine only. @throws with code `port_taken` and one line that says what to do. */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        Object.assign(
          new Error(
            taken
              ? `Port ${port} is in use. Stop what runs there, or choose another with --demo-port.`
              : `Port ${port} cannot be used (${error.code}). Choose another with --demo-port.`,
          ),
          { code: taken ? 'port_taken' : undefined },
        ),
      )
    })
    server.listen(port, '127.0.0.1', () => {
      const close = () =>
        new Promise((done) => {
          server.close(done)
          server.closeAllConnections()
        })
      resolve({ port: server.address().port, close })
    })
  })
}

function isFile(path) {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
