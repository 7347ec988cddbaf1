// Owns `npm start`: from a fresh clone to a running collector, console and demo product. Begins on whatever Node is there
// (so: built-ins only, old syntax), goes on under the pinned one.
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, fail, ROOT, runPinned } from '../../.ci/bootstrap.mjs'
import { ensureBuilt } from '../../.ci/build.mjs'
import { createDemo, listen } from './server.mjs'

const GUIDES = join(ROOT, 'examples', 'demo', 'foothold')
const options = readOptions(process.argv.slice(2))
if (process.env.FOOTHOLD_DEMO_STAGE === 'run') await start(options)
else {
  ensureInstalled()
  ensureBuilt()
  process.env.FOOTHOLD_DEMO_STAGE = 'run'
  process.exit(await runPinned([fileURLToPath(import.meta.url)].concat(process.argv.slice(2))))
}

/** Starts collector and demo, publishes the demo's guides, and tells the addresses. */
async function start({ port, demoPort }) {
  const { startServer, publishFolder, closeOnSignal, toFailure } = await import('@foothold/cli/server')
  const closing = []
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one()
  }
  try {
    // first, because nothing is lost where its port is taken; pages come once there is something to put into them
    const values = {}
    const demo = await listen(createDemo(values), demoPort)
    closing.push(demo.close)
    const server = await startServer({ data: join(ROOT, '.foothold', 'data'), port, hostname: '127.0.0.1', renewKey: true })
    closing.push(() => server.close())
    closeOnSignal(close)
    const { url, credentials } = server
    const answer = await publishFolder(GUIDES, { url, key: credentials.adminKey })
    Object.assign(values, { writeKey: credentials.writeKey, endpoint: url })
    const changes = ['added', 'updated', 'removed'].filter((word) => answer[word].length).map((word) => `${answer[word].length} ${word}`)
    console.log(`Guides     version ${answer.version} of ${relative(process.cwd(), GUIDES) || '.'}${changes.length ? ` (${changes.join(', ')})` : ''}`)
    console.log(`Collector  ${url}`)
    console.log(`Console    ${url}/console#key=${credentials.adminKey}`)
    console.log(`Demo       http://localhost:${demo.port}`)
    console.log('Ctrl-C stops.')
  } catch (error) {
    await close()
    const { line, exitCode } = toFailure(error)
    if (line) console.error(line)
    process.exit(exitCode)
  }
}

/** `--port` and `--demo-port`, else `FOOTHOLD_PORT` and `FOOTHOLD_DEMO_PORT`, else 4600 and 4601. */
function readOptions(args) {
  const given = { '--port': process.env.FOOTHOLD_PORT || '4600', '--demo-port': process.env.FOOTHOLD_DEMO_PORT || '4601' }
  const words = args.join('=').split('=').filter(Boolean)
  for (let i = 0; i < words.length; i += 2) {
    if (!(words[i] in given) || words[i + 1] === undefined) fail('Usage: npm start [-- --port 4600 --demo-port 4601]')
    given[words[i]] = words[i + 1]
  }
  const [port, demoPort] = Object.keys(given).map((name) => {
    if (!/^\d{1,5}$/.test(given[name]) || Number(given[name]) > 65535) fail(`${name} is "${given[name]}": expected a port from 0 to 65535.`)
    return Number(given[name])
  })
  if (port && port === demoPort) fail(`Collector and demo cannot both have port ${port}: choose another with --demo-port.`)
  return { port, demoPort }
}
