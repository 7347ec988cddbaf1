// Owns `npm run torture [-- corner …] [--serve] [--shots folder]`: plays every corner with every library and writes the table
// into docs/torture.md; with --serve, keeps the pages open for people instead.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { table, versionOf } from '../bench/report.mjs'
import { OURS, PEERS } from './library.mjs'
import { play, unmatched } from './play.mjs'
import { openTorture } from './stage.mjs'

const FILE = new URL('../../docs/torture.md', import.meta.url)
const { values, positionals } = parseArgs({
  options: { serve: { type: 'boolean' }, port: { type: 'string', default: '4610' }, shots: { type: 'string' }, only: { type: 'string' } },
  allowPositionals: true,
})
const libraries = [OURS, ...PEERS].filter((name) => !values.only || values.only === name)
const torture = await openTorture({ peers: PEERS, port: values.serve ? Number(values.port) : 0 })
if (values.serve) {
  console.log(`Torture    ${torture.url}\nCtrl-C stops.`)
  process.once('SIGINT', () => void torture.close())
} else {
  try {
    await playAll()
  } finally {
    await torture.close()
  }
}

async function playAll() {
  const wrong = unmatched(torture.corners)
  if (wrong.length) throw new Error(`Corner without a check, or check without a corner: ${wrong.join(', ')}`)
  const corners = torture.corners.filter(({ id }) => !positionals.length || positionals.includes(id))
  const rows = []
  for (const { id, pain, wish } of corners) {
    const outcomes = await Promise.all(libraries.map((library) => play(torture, id, library, values.shots && ((t) => shoot(t, values.shots)))))
    for (const [i, { passed, lacks, why }] of outcomes.entries())
      console.error(`${passed ? '✓' : lacks ? '–' : '✗'} ${id} · ${libraries[i]}${why ? `  ${why}` : ''}`)
    rows.push({ id, pain, wish, outcomes })
  }
  const text = report(rows)
  console.log(text)
  if (!positionals.length && !values.only) write(text)
  process.exitCode = rows.some(({ outcomes: [ours] }) => !ours.passed) ? 1 : 0
}

async function shoot({ page, id, library }, folder) {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${id}.${library}.png`) }).catch(() => {})
}

function report(rows) {
  const mark = ({ passed, lacks }) => (passed ? '✓' : lacks ? '–' : '✗')
  const count = (i) => rows.filter(({ outcomes }) => outcomes[i]?.passed).length
  const names = libraries.map((name) => (name === OURS ? 'Foothold' : name))
  const lines = rows.map(({ id, pain, wish, outcomes }) => [
    `${wish} <sub>[${id}](../examples/torture/public/corner/${id}.html)</sub>`,
    pain,
    ...outcomes.map(mark),
  ])
  const faults = rows.flatMap(({ id, outcomes }) => outcomes.flatMap(({ why }, i) => (why && i ? [`- ${id}, ${names[i]}: ${why}`] : [])))
  const versions = PEERS.map((name) => `${name} ${versionOf(name)}`).join(', ')
  return [
    table(['corner', 'pain', ...names], [...lines, [`**passed of ${rows.length}**`, '', ...names.map((_, i) => `**${count(i)}**`)]]),
    `What went wrong:\n\n${faults.join('\n')}`,
    `<sub>${new Date().toISOString().slice(0, 10)} · \`npm run torture\` · Chromium ${torture.browser.version()}, ${versions}</sub>`,
  ].join('\n\n')
}

function write(text) {
  const page = readFileSync(FILE, 'utf8')
  const [open, close] = ['<!-- torture -->', '<!-- /torture -->']
  writeFileSync(FILE, `${page.slice(0, page.indexOf(open) + open.length)}\n${text}\n${page.slice(page.indexOf(close))}`)
}
