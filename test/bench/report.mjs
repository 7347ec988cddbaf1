// Owns tables, medians, and the sections of docs/benchmarks.md that are written by machine.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { createRequire } from 'node:module'

const FILE = new URL('../../docs/benchmarks.md', import.meta.url)
const require = createRequire(import.meta.url)

/** Middle of the values; mean of the two middle ones where their number is even. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}

/** Value that a share of all does not exceed, nearest rank. @param share - 0 to 1. */
export const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)]

/** Bytes and other large numbers with separators, small ones with the given digits. */
export const number = (value, digits = 1) => (Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(digits))

/** How many times as much as ours; "1" is ours. */
export function ratio(value, ours) {
  if (!ours) return '–'
  const times = value / ours
  return `${times.toFixed(times < 0.1 ? 2 : times < 10 ? 1 : 0)} ×`
}

/** Markdown; all columns but the first are right-aligned. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), `| --- |${' ---: |'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n')
}

/** Installed version of a package, also where its `exports` hide package.json. */
export function versionOf(name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version
    } catch {
      // not in this folder
    }
  }
  throw new Error(`${name} is not installed.`)
}

/** One line that says where and with what a table was measured. */
export function environment({ command, versions, ...facts }) {
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`
  const known = Object.entries({ ...facts, ...versions }).map(([name, value]) => `${name} ${value}`)
  return `<sub>${new Date().toISOString().slice(0, 10)} · \`${command}\` · ${machine} · ${known.join(', ')}</sub>`
}

/** Replaces what stands between the markers of `name`. @throws {Error} where the page has no such markers. */
export function writeSection(name, text) {
  const page = readFileSync(FILE, 'utf8')
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const from = page.indexOf(open)
  const to = page.indexOf(close)
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no ${open} … ${close}.`)
  writeFileSync(FILE, `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`)
}
