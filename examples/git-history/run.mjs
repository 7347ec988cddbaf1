// Owns reading a git repository as a product: its history into a collector of its own, and what that tells.
//   node examples/git-history/run.mjs [repository] [--open]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { closeOnSignal, publishFolder, startServer } from '@foothold/cli/server'
import { readCommits, toEvents, toModel } from './events.mjs'

const FOOTHOLD = fileURLToPath(import.meta.resolve('@foothold/cli/package.json').replace('package.json', 'bin/foothold.mjs'))
const { values, positionals } = parseArgs({ allowPositionals: true, options: { open: { type: 'boolean', default: false } } })
const repository = positionals[0] ?? '.'

const folder = await mkdtemp(join(tmpdir(), 'foothold-git-'))
const server = await startServer({ data: join(folder, 'data'), port: 0, hostname: '127.0.0.1' })
const end = async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
try {
  await tell()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
if (values.open && !process.exitCode) {
  console.log(`\nConsole: ${server.url}  admin key: ${server.credentials.adminKey}  (Ctrl-C ends it and leaves nothing behind)`)
  closeOnSignal(end)
} else await end()

async function tell() {
  const commits = []
  for await (const commit of readCommits(repository)) commits.push(commit)
  const events = [...toEvents(commits)]
  const model = toModel(commits)
  if (!model.features.length) throw new Error(`${repository} has no commits.`)
  await mkdir(join(folder, 'guides'))
  await writeFile(join(folder, 'guides/model.json'), JSON.stringify(model, null, 2))
  await writeFile(join(folder, 'history.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  await publishFolder(join(folder, 'guides'), { url: server.url, key: server.credentials.adminKey })
  const first = new Date(commits[0]?.at ?? 0).toISOString().slice(0, 10)
  const last = new Date(commits.at(-1)?.at ?? 0).toISOString().slice(0, 10)
  console.log(`${commits.length} commits since ${first}.`)
  await foothold('import', join(folder, 'history.ndjson'))

  console.log('\nWho came back? (a first commit, and a second and a fifth within 90 days)')
  await foothold('insight', 'funnel', '--steps', 'commit,commit,commit,commit,commit', '--within', '90d', '--from', first, '--to', last, '--segment', 'people')
  console.log('\nWho stayed? (share of each month that commits again so many months later)')
  await foothold(
    'insight',
    'retention',
    '--start',
    'commit',
    '--back',
    'commit',
    '--unit',
    'month',
    '--cohorts',
    '12',
    '--periods',
    '6',
    '--to',
    last,
    '--segment',
    'people',
  )
  console.log('\nHow many are active? (the last two weeks with a commit)')
  await foothold('insight', 'engagement', '--doing', 'commit', '--unit', 'week', '--last', '14d', '--to', last, '--segment', 'people')
  console.log('\nHow deep do they go? (folders that people touch, of those that there are)')
  await foothold('insight', 'depth', '--to', last, '--segment', 'people')
  const [feature] = model.features
  console.log(`\nHow soon do people take up ${feature.name}?`)
  await foothold('insight', 'adoption', '--feature', feature.key, '--days', '90', '--from', first, '--to', last, '--segment', 'people')
}

async function foothold(...words) {
  const child = spawn(process.execPath, [FOOTHOLD, ...words, '--url', server.url, '--key', server.credentials.adminKey], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code) throw new Error(`foothold ${words[0]} ended with ${code}.`)
}
