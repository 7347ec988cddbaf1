// Owns the pages of the browser benchmarks: one a contestant, same markup, one module script.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { bundle } from './bundle.mjs'
import { serveCollector, servePages } from './server.mjs'
import { BUNDLE } from './guides.mjs'

/** Starts both servers, unless a collector is given. @returns address of each contestant's page, and the collector. */
export async function servedPages(contestants, given) {
  const collector = given ?? (await serveCollector(BUNDLE))
  const routes = {}
  for (const [i, { code, head = '', files: shipped = [] }] of contestants.entries()) {
    const { files } = await bundle({ code: code.replaceAll('COLLECTOR', collector.url) }, { split: true })
    for (const path of shipped) files[basename(path)] = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
    for (const [name, body] of Object.entries(files)) routes[`/${i}/${name}`] = { type: name.endsWith('.css') ? 'text/css' : 'text/javascript', body }
    const html = `<!doctype html><html lang="en"><title>Bench</title><link rel="icon" href="data:,"><button id="target-1">Create</button>${head.replaceAll('COLLECTOR', collector.url)}<script type="module" src="entry.js"></script>`
    routes[`/${i}/`] = { type: 'text/html', body: html }
    // the same, tracking page views by itself where the contestant can
    routes[`/${i}/pages`] = { type: 'text/html', body: html.replace('data-pages="off"', '') }
  }
  routes['/away'] = { type: 'text/html', body: '<!doctype html><html lang="en"><title>Away</title><link rel="icon" href="data:,">' }
  const pages = await servePages(routes)
  return {
    collector,
    origin: pages.url,
    addressOf: (contestant) => `${pages.url}/${contestants.indexOf(contestant)}/`,
    close: () => Promise.all([pages.close(), collector.close()]),
  }
}
