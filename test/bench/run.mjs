// Owns `npm run bench [-- name …]`: measures ours and the peers in one run and writes the tables into docs/benchmarks.md.
import { environment, writeSection } from './report.mjs'

const BENCHES = {
  size: () => import('./size.mjs'),
  track: () => import('./track.mjs'),
  init: () => import('./init.mjs'),
  wire: () => import('./wire.mjs'),
  endings: () => import('./endings.mjs'),
  targeting: () => import('./targeting.mjs'),
  guides: () => import('./guides-shown.mjs'),
  collector: () => import('./collector.mjs'),
  projection: () => import('./projection.mjs'),
  model: () => import('./model.mjs'),
  insights: () => import('./insights.mjs'),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length) {
  console.error(`No benchmark is called ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
for (const name of asked.length ? asked : Object.keys(BENCHES)) {
  const { measure } = await BENCHES[name]()
  console.error(`\n▸ ${name}`)
  const { title, versions, text, facts } = await measure()
  console.log(`\n## ${title}\n\n${text}\n`)
  writeSection(name, `## ${title}\n\n${text}\n\n${environment({ command: `npm run bench -- ${name}`, versions, ...facts })}`)
}
