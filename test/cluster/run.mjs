// Owns `npm run test:cluster`: what needs a database server beside the collector. Node built-ins only, because it may run before
// anything is installed.
import { ensureInstalled, run } from '../../.ci/bootstrap.mjs'
import { findPostgres } from './find-postgres.mjs'

ensureInstalled()
findPostgres()
const files = process.argv.slice(2)
process.exit(await run('npm', ['run', '-s', 'vitest', '--', '--project', 'cluster', ...(files.length ? files : ['test/cluster'])]))
