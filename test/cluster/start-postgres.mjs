// Owns the PostgreSQL of the cluster tests: a cluster of its own in a temporary folder, on a free port of loopback, ended by the
// process that was started. PostgreSQL refuses to run as root, so root starts it as another user.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from './find-postgres.mjs'

const USER = 'postgres'
const PASSWORD = 'only @ loopback/#1'
/** A start takes a second; a busy machine a few. */
const START_MS = 60_000

let stop = async () => {}

/** Called by vitest before the first test. Tests find the server in the environment. */
export async function setup() {
  const bin = findPostgres()
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'foothold-postgres-'))
  const data = join(folder, 'data')
  const secret = join(folder, 'password')
  writeFileSync(secret, PASSWORD, { mode: 0o600 })
  if (owner) for (const path of [folder, secret]) chownSync(path, owner.uid, owner.gid)
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${secret}`, '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...owner, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: 60, lc_messages: 'C' }
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', port, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = () => server.kill('SIGQUIT')
  process.once('exit', end)
  stop = async () => {
    process.off('exit', end)
    if (server.exitCode === null && server.signalCode === null) {
      const gone = once(server, 'exit')
      // fast: ends sessions, writes everything
      server.kill('SIGINT')
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  }
  await ready(server).catch(async (error) => {
    await stop()
    throw error
  })
  process.env.FOOTHOLD_TEST_POSTGRES = `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`
}

/** Called by vitest after the last test. */
export const teardown = () => stop()

function ready(server) {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start within ${START_MS} ms: ${said}`)), START_MS)
    server.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-10_000)
      if (!/ready to accept connections/.test(said)) return
      clearTimeout(timer)
      resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)))
  })
}

/** The user that Debian's package makes, where this is root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag) => Number(spawnSync('id', [flag, USER], { encoding: 'utf8' }).stdout || NaN)
  const [uid, gid] = [id('-u'), id('-g')]
  if (!Number.isInteger(uid) || !Number.isInteger(gid))
    throw new Error(`There is no user ${USER}, and PostgreSQL refuses to run as root. Run the tests as another user.`)
  return { uid, gid }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return String(port)
}
