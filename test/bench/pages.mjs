// Owns the pages of the browser benchmarks: one a contestant, same markup, one module script.
import { bundle } from './bundle.mjs'
import { serveCollector, servePages } from './server.mjs'
import { BUNDLE } from './guides.mjs'

/** Starts both servers. @returns address of each contestant's page by name, and the scripted collector. */
export async function servedPages(contestants) {
  const collector = await serveCollector(BUNDLE)
  const routes = {}
  for (const [i, { code }] of contestants.entries()) {
    const { files } = await bundle({ code: code.replaceAll('COLLECTOR', collector.url) }, { split: true })
    for (const [name, body] of Object.entries(files)) routes[`/${i}/${name}`] = { type: name.endsWith('.css') ? 'text/css' : 'text/javascript', body }
    routes[`/${i}/`] = {
      type: 'text/html',
      body: '<!doctype html><html lang="en"><title>Bench</title><link rel="icon" href="data:,"><button id="target-1">Create</button><script type="module" src="entry.js"></script>',
    }
  }
  const pages = await servePages(routes)
  return {
    collector,
    addressOf: (contestant) => `${pages.url}/${contestants.indexOf(contestant)}/`,
    close: () => Promise.all([pages.close(), collector.close()]),
  }
}
