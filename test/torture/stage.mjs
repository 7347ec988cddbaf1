// Owns the stage of the torture: a real collector with the corners' guides, the pages, Chromium. It must not know what a corner
// is about.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@foothold/cli/server'
import { createTorture, ours, readCorners, toFiles } from '../../examples/torture/server.mjs'
import { launch } from '../bench/browser.mjs'
import { close, listen } from '../bench/server.mjs'
import { publish as publishTo } from '../publish.mjs'
import { OURS, peer } from './library.mjs'
import { openVisit } from './visit.mjs'

/** @param peers - names of the libraries to have besides ours. @param port - of the pages; default any. @param patienceMs - of the checks. */
export async function openTorture({ peers = [], port = 0, patienceMs } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'foothold-torture-'))
  const corners = readCorners()
  const server = await startServer({ data: join(folder, 'data'), port: 0, hostname: '127.0.0.1' })
  const refused = await publish(server, corners)
  const libraries = { [OURS]: { head: ours(server.credentials.writeKey) } }
  for (const name of peers) libraries[name] = await peer(name)
  const pages = createTorture({ libraries, collector: server.url })
  const url = await listen(pages, port)
  const browser = await launch()
  return {
    url,
    corners,
    browser,
    /** Opens a corner in a browser that was never here. */
    async visit(id, library = OURS, options = {}) {
      if (library === OURS && refused.has(id)) throw new Error(`not published: ${refused.get(id)}`)
      return openVisit(browser, { url, id, library, patienceMs, options })
    },
    async close() {
      await browser.close()
      await close(pages)
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Publishes the guides of all corners; what the collector refuses is left out and told. @returns reasons by corner. */
async function publish(server, corners) {
  const refused = new Map()
  for (;;) {
    const left = toFiles(corners.filter(({ id }) => !refused.has(id)))
    const { ok, body: problem } = await publishTo({ url: server.url, adminKey: server.credentials.adminKey }, left)
    if (ok) return refused
    const before = refused.size
    for (const error of problem.errors ?? []) {
      const corner = corners.find(({ guides }) => guides.some(({ key }) => `${key}.json` === (error.file ?? error.path)))
      if (corner) refused.set(corner.id, `${error.pointer ?? ''} ${error.detail ?? error.message ?? error.code}`)
    }
    if (refused.size === before) throw new Error(`The collector refuses the corners: ${JSON.stringify(problem).slice(0, 2000)}`)
  }
}
