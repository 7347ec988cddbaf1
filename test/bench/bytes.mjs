// Owns where the bytes of the browser files come from: module by module, of what the build has written. `npm run bytes -- ui kinds` takes a choice.
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const FOLDER = new URL('../../packages/sdk/dist/browser/', import.meta.url)
const FILES = ['foothold', 'foothold-guide', 'foothold-ui', 'foothold-kinds', 'foothold-component', 'foothold-names']
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const compressed = (text) => brotliCompressSync(text).length

/** Reads the numbers of one segment of a source map. @see https://tc39.es/ecma426/#sec-base64-vlq */
function numbersOf(segment) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit)
    value += (bits & 31) << shift
    shift += 5
    if (bits & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = shift = 0
  }
  return numbers
}

/** Cuts a file into pieces, each with the module that it was written for. */
function piecesOf(code, { mappings, sources }) {
  const lines = code.split('\n')
  const pieces = []
  let source = 0
  mappings.split(';').forEach((line, row) => {
    let column = 0
    const cuts = []
    for (const segment of line ? line.split(',') : []) {
      const [step, sourceStep] = numbersOf(segment)
      column += step
      if (sourceStep !== undefined) source += sourceStep
      cuts.push({ column, module: sourceStep === undefined ? undefined : sources[source] })
    }
    const text = lines[row] ?? ''
    if (!cuts.length || cuts[0].column) pieces.push({ text: text.slice(0, cuts[0]?.column), module: undefined })
    cuts.forEach(({ column: from, module }, i) => pieces.push({ text: text.slice(from, cuts[i + 1]?.column), module }))
  })
  return pieces
}

/** What each module takes: its minified bytes, and by how much the compressed file is smaller without it. */
function modulesOf(name) {
  const code = readFileSync(new URL(`${name}.js`, FOLDER), 'utf8')
  const pieces = piecesOf(code, JSON.parse(readFileSync(new URL(`${name}.js.map`, FOLDER), 'utf8')))
  const all = compressed(code)
  const rows = [...new Set(pieces.map(({ module }) => module))].map((module) => ({
    module: module ?? '(none)',
    bytes: pieces.filter((piece) => piece.module === module).reduce((sum, { text }) => sum + text.length, 0),
    brotli: all - compressed(pieces.map((piece) => (piece.module === module ? '' : piece.text)).join('')),
  }))
  return { bytes: code.length, all, rows: rows.toSorted((a, b) => b.brotli - a.brotli) }
}

const chosen = process.argv.slice(2)
for (const name of FILES.filter((file) => !chosen.length || chosen.some((one) => file === one || file === `foothold-${one}`))) {
  const { bytes, all, rows } = modulesOf(name)
  console.log(`\n${name}.js: ${bytes} bytes, ${all} brotli\nminified  brotli`)
  for (const row of rows) console.log(`${`${row.bytes}`.padStart(8)}${`${row.brotli}`.padStart(8)}  ${row.module.replace(/^(\.\.\/)+/, '')}`)
}
