// Owns finding PostgreSQL's programs, and installing them where this is root on Debian. Node built-ins only.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fail, seconds } from '../../.ci/bootstrap.mjs'

const DEBIAN = '/usr/lib/postgresql'

/**
 * Finds PostgreSQL, the newest that is there; installs it by apt-get where it is missing.
 *
 * @returns {string} folder with `initdb` and `postgres`.
 */
export function findPostgres() {
  return find() ?? install()
}

function find() {
  const given = process.env.POSTGRES_BIN
  if (given) return existsSync(join(given, 'initdb')) ? given : fail(`POSTGRES_BIN is ${given}, and there is no initdb in it. Correct it or unset it.`)
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => existsSync(join(DEBIAN, name, 'bin/initdb'))) : []
  const [newest] = versions.sort((a, b) => Number(b) - Number(a))
  if (newest) return join(DEBIAN, newest, 'bin')
  return (process.env.PATH ?? '').split(':').find((folder) => folder && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

function install() {
  if (!existsSync('/etc/debian_version'))
    return fail('The cluster tests need PostgreSQL, and there is none. Install it, or set POSTGRES_BIN to the folder with its initdb.')
  if (process.getuid?.() !== 0)
    return fail(
      'The cluster tests need PostgreSQL, there is none, and only root can install it: this is not root. Run "sudo apt-get install postgresql", or run this as root.',
    )
  const started = Date.now()
  process.stdout.write('Installing PostgreSQL (apt-get) …')
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'postgresql'],
  ]) {
    const { status, error, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (!error && status === 0) continue
    const why = (error ? error.message : stderr).split('\n').find((line) => line.startsWith('E:'))
    process.stdout.write('\n')
    fail(`apt-get ${args[0]} failed: ${why ?? `exit code ${status}`}. Install PostgreSQL by hand, or set POSTGRES_BIN to the folder with its initdb.`)
  }
  process.stdout.write(` ${seconds(started)}\n`)
  return find() ?? fail('apt-get installed PostgreSQL, but none can be found. Set POSTGRES_BIN to the folder with its initdb.')
}
