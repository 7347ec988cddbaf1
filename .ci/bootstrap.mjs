// Owns getting from a fresh clone to something that runs: dependencies, the pinned Node, a browser. Node built-ins only, and
// syntax that Node 16 parses, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const PINNED = join(ROOT, 'node_modules', '.bin', 'node')

/**
 * Says one line on stderr and ends the process with 1.
 *
 * @param {string} line - what went wrong and what to do.
 * @returns {never}
 */
export function fail(line) {
  console.error(line)
  process.exit(1)
}

/**
 * Runs `npm ci` where `node_modules` is missing or is not what package-lock.json says.
 *
 * Compares contents, not times: a checkout or a restored cache gives files any time.
 */
export function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 18)
    fail(`node_too_old: Node 18 or newer is needed to begin; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`)
  if (isInstalled()) return
  const started = Date.now()
  process.stdout.write('Installing dependencies (npm ci) …')
  let failure = npm('ci')
  // A lockfile written where the registry has not every optional package (bindings for other systems) is refused by `npm ci`
  // everywhere. Installing what it does name, without touching it, comes to the same on this system.
  if (failure && lacksOptionalOnly(failure)) failure = npm('install', '--no-save')
  process.stdout.write(` ${seconds(started)}\n`)
  if (failure)
    fail(
      `npm ci failed: ${failure.find((line) => /^(Missing|Invalid): /.test(line)) || failure[0]} — ${failure.some(isOutOfStep) ? 'package-lock.json does not fit package.json: run "npm install" and commit it' : 'check the network and the space on the disk, then try again'}.`,
    )
}

/** Runs npm quietly. Returns what it complained of, or `undefined` where all went well. */
function npm(...args) {
  const { status, error, stderr } = spawnSync('npm', args.concat('--no-audit', '--no-fund', '--loglevel=error'), {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (!error && status === 0) return undefined
  const lines = (error ? error.message : stderr).split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  return lines.filter((line) => line && !/^(code|errno|syscall) |complete log|^npm warn/i.test(line)).concat(`exit code ${status}`)
}

const isOutOfStep = (line) => /are in sync/.test(line)

function lacksOptionalOnly(lines) {
  const complaints = lines.filter((line) => /^(Missing|Invalid): /.test(line))
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const optional = Object.keys(packages).reduce((names, path) => names.concat(Object.keys(packages[path].optionalDependencies || {})), [])
  return (
    lines.some(isOutOfStep) &&
    complaints.every((line) => {
      const match = /^Missing: (@?[^@]+)@/.exec(line)
      return match && optional.includes(match[1])
    })
  )
}

function isInstalled() {
  const read = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages
  try {
    const wanted = read('package-lock.json')
    const found = read('node_modules/.package-lock.json')
    return Object.keys(wanted).every((path) => {
      if (!path.startsWith('node_modules/')) return true
      const entry = wanted[path]
      // what is for another system, or comes only with somebody else's package, need not be there
      if (!found[path]) return Boolean(entry.optional || entry.devOptional || entry.peer)
      return found[path].version === entry.version && found[path].integrity === entry.integrity
    })
  } catch {
    return false
  }
}

/**
 * The Node that the repository is tested with; the running one where it is new enough and the other is not installed.
 *
 * @returns {string} path of the executable.
 */
export function pinnedNode() {
  if (existsSync(PINNED)) return PINNED
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 16)) return process.execPath
  return fail(
    `node_too_old: Foothold needs Node 22.16 or newer; this is Node ${process.versions.node}, and the one that npm ci should have brought (${PINNED}) is missing. Were install scripts switched off?`,
  )
}

/**
 * Runs the pinned Node with this terminal, passes signals on, and waits.
 *
 * @param {readonly string[]} args - script and its arguments.
 * @returns {Promise<number>} exit code; 128 + n where a signal ended it.
 */
export function runPinned(args) {
  return run(pinnedNode(), args)
}

/**
 * Runs a program in the repository with this terminal; same contract as `runPinned`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} [env] - added to the environment.
 * @returns {Promise<number>}
 */
export function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    const pass = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    const done = (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`${command} cannot be run: ${error.message}`)
      done(1)
    })
    child.on('exit', (code, signal) => done(code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code))
  })
}

const CHROMIUMS = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']
const APPLICATIONS = [
  '/usr/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Finds Chromium, installs it where this is root on Debian, and puts its path into `CHROMIUM`, where the tests look.
 *
 * @returns {string} path of the executable.
 */
export function ensureChromium() {
  const given = process.env.CHROMIUM
  if (given && !isExecutable(given)) fail(`CHROMIUM is ${given}, and no program is there. Correct it or unset it.`)
  const found = given || findChromium() || installChromium()
  process.env.CHROMIUM = found
  return found
}

function findChromium() {
  const folders = (process.env.PATH || '').split(delimiter).filter(Boolean)
  const inPath = CHROMIUMS.reduce((paths, name) => paths.concat(folders.map((folder) => join(folder, name))), [])
  return APPLICATIONS.concat(inPath).find(isExecutable)
}

function installChromium() {
  const debian = existsSync('/etc/debian_version') && process.getuid
  if (!debian || process.getuid() !== 0) {
    fail(
      `The browser tests need Chromium, and there is none. ${debian ? 'Run "sudo apt-get install chromium"' : 'Install Chromium or Google Chrome'}, or set CHROMIUM to the path of one.`,
    )
  }
  const started = Date.now()
  process.stdout.write('Installing Chromium (apt-get) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    const { status, error, stderr } = spawnSync('apt-get', args, { encoding: 'utf8', env, stdio: ['ignore', 'ignore', 'pipe'] })
    if (error || status !== 0) {
      const why = (error ? error.message : stderr).split('\n').filter((line) => line.startsWith('E:'))[0] || `exit code ${status}`
      process.stdout.write('\n')
      fail(`apt-get ${args[0]} failed: ${why}. Install Chromium by hand, or set CHROMIUM to the path of one.`)
    }
  }
  process.stdout.write(` ${seconds(started)}\n`)
  return findChromium() || fail('apt-get installed Chromium, but none can be found. Set CHROMIUM to its path.')
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {number} started - epoch ms.
 * @returns {string} time since, as in "3.2 s".
 */
export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}
