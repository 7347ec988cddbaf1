// Owns `npm test`: every stage in order, each timed, ending with the first that fails. Node built-ins only, because it runs
// before anything is installed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium, ensureInstalled, fail, ROOT, run, seconds } from '../.ci/bootstrap.mjs'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const vitest = (...projects) => ['run', '-s', 'vitest', '--'].concat(...projects.map((project) => ['--project', project]))

/** The build comes first: the linter reads its types, and command line and pages are tested as they are shipped. */
const STAGES = [
  { name: 'build', args: ['run', '-s', 'build'] },
  { name: 'lint', args: ['run', '-s', 'lint'], skip: !scripts.lint },
  { name: 'unit', args: vitest('node', 'dom', 'browser'), browser: true },
  { name: 'check', args: ['run', '-s', 'check'], skip: !scripts.check },
  { name: 'e2e', args: vitest('e2e'), browser: true },
]

const only = wanted(process.argv.slice(2))
const stages = STAGES.filter(({ name, skip }) => !skip && (!only || only.includes(name)))
const started = Date.now()

ensureInstalled()
if (stages.some(({ browser }) => browser)) ensureChromium()

for (const { name, args } of stages) {
  const begun = Date.now()
  console.log(`\n▸ ${name}`)
  const code = await run('npm', args)
  console.log(`${code === 0 ? '✓' : '✗'} ${name}  ${seconds(begun)}`)
  if (code !== 0) {
    console.error(`\nStage "${name}" failed (exit code ${code}); "npm test -- --only ${name}" runs it alone. Total ${seconds(started)}.`)
    process.exit(1)
  }
}
console.log(`\nAll of ${stages.map(({ name }) => name).join(', ')} passed. Total ${seconds(started)}.`)

function wanted(args) {
  if (!args.length) return undefined
  const text = args[0] === '--only' ? args[1] : args[0].startsWith('--only=') ? args[0].slice(7) : undefined
  const names = (text || '').split(',')
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name))
  if (args.length > 2 || unknown.length) fail(`Usage: npm test [-- --only ${STAGES.map(({ name }) => name).join('|')}]; several with commas.`)
  return names
}
