// Owns the last look before publishing: every package that goes to npm is packed and read as a stranger's tools would read it.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const run = promisify(execFile)
const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url))
const manifestOf = (folder) => JSON.parse(readFileSync(`${PACKAGES}${folder}/package.json`, 'utf8'))

/** What attw cannot judge: entries that are no modules of TypeScript (scripts for a tag, style sheets, JSON). */
const notModules = ({ exports = {} }) => Object.keys(exports).filter((entry) => /\.(js|css|json)$/.test(entry))

async function problemsOf(folder) {
  const manifest = manifestOf(folder)
  const { messages } = await publint({ pkgDir: PACKAGES + folder, strict: true, pack: 'npm' })
  const problems = messages.filter(({ type }) => type !== 'suggestion').map((message) => `publint: ${formatMessage(message, manifest)}`)
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (name.startsWith('@foothold/') && manifestOf(name.slice('@foothold/'.length)).private)
      problems.push(`depends on ${name}, which is private: npm could not install it`)
  }
  if (manifest.exports?.['.']) {
    const entries = notModules(manifest)
    const flags = ['--pack', PACKAGES + folder, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']
    await run('attw', [...flags, ...(entries.length ? ['--exclude-entrypoints', ...entries] : [])]).catch(({ stdout, stderr }) =>
      problems.push(`attw: ${stdout}${stderr}`),
    )
  }
  return problems
}

let failed = false
for (const folder of readdirSync(PACKAGES).filter((name) => !manifestOf(name).private)) {
  const problems = await problemsOf(folder)
  console.log(`${problems.length ? '✗' : '✓'} @foothold/${folder}`)
  for (const problem of problems) console.log(`  ${problem.trim().replaceAll('\n', '\n  ')}`)
  failed ||= problems.length > 0
}
process.exit(failed ? 1 : 0)
