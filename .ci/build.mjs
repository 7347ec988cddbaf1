// Owns building only when something has changed. Node built-ins only, and syntax that Node 16 parses.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail, ROOT, seconds } from './bootstrap.mjs'

const STAMP = join(ROOT, 'node_modules', '.cache', 'foothold', 'build')
const OUTPUTS = [
  'packages/cli/dist/main.js',
  'packages/sdk/dist/browser/foothold.js',
  'packages/sdk/dist/browser/foothold-guide.js',
  'packages/sdk/dist/browser/foothold-ui.js',
  'packages/console/dist/site/console.js',
  'examples/demo/dist/site/app.js',
  'examples/demo/dist/site/index.html',
]
const SKIPPED = ['node_modules', 'dist', 'foothold', 'tsconfig.tsbuildinfo']

/** Runs `npm run build` where a source has changed since the last time, or an output is missing. */
export function ensureBuilt() {
  const sources = hashOfSources()
  if (OUTPUTS.every((path) => existsSync(join(ROOT, path))) && readStamp() === sources) return
  const started = Date.now()
  process.stdout.write('Building (npm run build) …')
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'build'], { cwd: ROOT, encoding: 'utf8' })
  process.stdout.write(` ${seconds(started)}\n`)
  if (status !== 0) {
    process.stderr.write(stdout + stderr)
    fail(`The build failed (exit code ${status}); what it said is above.`)
  }
  const missing = OUTPUTS.filter((path) => !existsSync(join(ROOT, path)))
  if (missing.length) fail(`The build went through, but did not make ${missing.join(', ')}.`)
  try {
    mkdirSync(dirname(STAMP), { recursive: true })
    writeFileSync(STAMP, sources)
  } catch {
    // without a stamp the next start builds again, which is slow and right
  }
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return undefined
  }
}

/** Names, sizes and times are enough: an editor that saves changes the time. */
function hashOfSources() {
  const hash = createHash('sha256')
  const visit = (path) => {
    const stat = statSync(join(ROOT, path))
    if (!stat.isDirectory()) return hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`)
    for (const name of readdirSync(join(ROOT, path)).sort()) if (!SKIPPED.includes(name) && !name.startsWith('.')) visit(`${path}/${name}`)
  }
  for (const path of ['packages', 'examples', 'package-lock.json', 'rollup.config.mjs', 'tsconfig.json']) visit(path)
  return hash.digest('hex')
}
