// Owns `foothold insight`: one question of the numbers, as a table, JSON or CSV. What can be asked is in the definitions of
// @foothold/protocol; what it means is the collector's.
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { nearest, type Cell, type Column, type InsightHead, type InsightName } from '@foothold/protocol'
import { INSIGHT_SCHEMAS, readFields } from '@foothold/protocol/schema'
import { ask, findAccess, json } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { paint, plain, say } from '../terminal.ts'

export interface InsightOptions {
  url?: string
  key?: string
  /** Path of a JSON file; `-` stands for stdin. */
  definition?: string
  /** Key of a saved query, instead of a definition. */
  saved?: string
  format: string
}

const FORMATS = ['table', 'json', 'csv']
const NAMES = Object.keys(INSIGHT_SCHEMAS)

/** Asks, and prints the answer. @param fields - `--field value` pairs of the definition. @throws {CliError} */
export async function insight(name: string | undefined, fields: readonly string[], { definition, saved, format, ...access }: InsightOptions): Promise<void> {
  if (saved === undefined && (name === undefined || name === '--help' || name === '-h')) return list()
  if (!FORMATS.includes(format))
    throw new CliError(`The format "${plain(format)}" is unknown: expected one of ${FORMATS.join(', ')}.`, { code: 'option_invalid' })
  if (saved !== undefined) {
    if (name !== undefined || definition !== undefined) throw new CliError('A saved query has its definition: give --saved alone.', { code: 'option_invalid' })
    return show(await ask(await findAccess(access), `/admin/v1/queries/${encodeURIComponent(saved)}/answer${format === 'csv' ? '?format=csv' : ''}`), format)
  }
  const insight = toName(name!)
  if (fields.includes('--help') || fields.includes('-h')) return help(insight)
  const query = new URLSearchParams(toPairs(fields))
  if (definition !== undefined && query.size) throw new CliError(NOT_BOTH, { code: 'option_invalid' })
  if (format === 'csv') query.set('format', 'csv')
  const init = definition === undefined ? {} : { method: 'POST', body: await read(definition) }
  await show(await ask(await findAccess(access), `/admin/v1/insights/${insight}${query.size ? `?${query.toString()}` : ''}`, init), format)
}

/**
 * Reads a definition, unchecked.
 *
 * @param fields - `--field value` pairs.
 * @param file - path of a JSON file instead; `-` stands for stdin.
 * @throws {CliError} `option_invalid`
 */
export async function toDefinition(name: string, fields: readonly string[], file: string | undefined): Promise<unknown> {
  const pairs = toPairs(fields)
  if (file !== undefined) {
    if (pairs.length) throw new CliError(NOT_BOTH, { code: 'option_invalid' })
    const definition = await read(file)
    try {
      return JSON.parse(definition)
    } catch (cause) {
      throw new CliError(`${file} is not JSON.`, { cause, code: 'option_invalid' })
    }
  }
  const result = readFields(toName(name), pairs)
  if (!result.ok) throw new CliError(`--${plain(result.field)} begins like JSON and is none.`, { code: 'option_invalid' })
  return result.definition
}

const NOT_BOTH = 'Give the definition as a file or as fields, not both.'

function toName(name: string): InsightName {
  if (NAMES.includes(name)) return name as InsightName
  throw new CliError(`There is no insight "${plain(name)}": expected one of ${NAMES.join(', ')}.${like(name, NAMES)}`, { code: 'option_invalid' })
}

async function show(answer: Response, format: string): Promise<void> {
  if (format === 'csv') {
    process.stdout.write(await answer.text())
    return
  }
  const result = await json<InsightHead>(answer)
  if (format === 'json') say(JSON.stringify(result))
  else print(result)
}

function toPairs(fields: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i < fields.length; i++) {
    const [, name, value] = /^--([A-Za-z]+)(?:=(.*))?$/s.exec(fields[i]!) ?? []
    if (name === undefined) throw new CliError(`"${plain(fields[i]!)}" is no field: write --steps a,b --within 7d.`, { code: 'option_invalid' })
    const next = value ?? fields[++i]
    if (next === undefined) throw new CliError(`--${name} has no value.`, { code: 'option_invalid' })
    if (pairs.some(([known]) => known === name))
      throw new CliError(`--${name} is given twice: write all of it in one, as in --steps a,b,c.`, { code: 'option_invalid' })
    pairs.push([name, next])
  }
  return pairs
}

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code ?? error.message}).`, { cause: error })
  })
}

function list(): void {
  say('foothold insight <name> [--field value …] [--definition file] [--format table|json|csv]')
  say()
  for (const name of NAMES) say(`  ${name}`)
  say('  lift <guide>         what a guide has changed; it has options of its own')
  say()
  say('  --definition <file>  the definition as a JSON file; - for stdin')
  say('  --saved <key>        a saved query, instead of a name and a definition')
  say('  --format <format>    table (default), json or csv')
  say('  --url <address>      collector')
  say('  --key <key>          admin key')
  say()
  say('foothold insight <name> --help lists the fields of a definition.')
}

function help(name: keyof typeof INSIGHT_SCHEMAS): void {
  const { shape } = INSIGHT_SCHEMAS[name]
  const width = Math.max(...Object.keys(shape).map((field) => field.length))
  say(`foothold insight ${name} --field value …: lists with commas, anything else that is more than a word as JSON`)
  say()
  for (const [field, schema] of Object.entries(shape) as [string, { description?: string; def: { defaultValue?: unknown } }][]) {
    const { defaultValue } = schema.def
    say(`  --${field.padEnd(width)}  ${schema.description ?? ''}${defaultValue === undefined ? '' : ` (default ${JSON.stringify(defaultValue)})`}`)
  }
}

const like = (word: string, all: string[]): string => {
  const found = nearest(word, all)
  return found.length ? ` Did you mean ${found.map((one) => `"${one}"`).join(' or ')}?` : ''
}

function print({ columns, rows, n, range, timezone, means, facts, notes, comparison }: InsightHead): void {
  printTable(columns, rows)
  if (facts.length) {
    say()
    const width = Math.max(...facts.map(({ name }) => name.length))
    for (const { name, unit, value, low, high } of facts) {
      const interval = value === null || low === undefined || low === null || high === undefined || high === null
      say(`${name.padEnd(width)}  ${toText(value, unit)}${interval ? '' : ` (${toText(low, unit)} to ${toText(high, unit)})`}`)
    }
  }
  if (comparison) {
    say()
    say(`Compared with ${plain(comparison.label)}, ${comparison.range.from} to ${comparison.range.to}:`)
    const cells = comparison.rows.map(({ name, unit, ours, theirs, difference: { value, low, high } }): Cell[] => [
      name,
      ...[ours, theirs, value, low, high].map((one) => toText(one, unit)),
    ])
    printTable(
      ['', 'now', 'then', 'difference', 'low', 'high'].map((name, index) => ({ name, unit: index ? ('number' as const) : ('text' as const) })),
      cells,
    )
  }
  say()
  say(`n = ${n}, ${range.from} to ${range.to}, ${timezone}. ${means}`)
  for (const note of notes) say(paint('yellow', plain(note)))
}

function printTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const cells = rows.map((row) => row.map((cell, index) => plain(toText(cell, columns[index]!.unit))))
  const widths = columns.map(({ name }, index) => Math.max(name.length, ...cells.map((row) => row[index]!.length)))
  const line = (texts: readonly string[]): string =>
    texts
      .map((one, index) => (columns[index]!.unit === 'text' ? one.padEnd(widths[index]!) : one.padStart(widths[index]!)))
      .join('  ')
      .trimEnd()
  say(paint('dim', line(columns.map(({ name }) => name))))
  for (const row of cells) say(line(row))
}

function toText(cell: Cell, unit: Column['unit']): string {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  if (unit === 'share') return `${(cell * 100).toFixed(1)} %`
  if (unit === 'seconds') return toLength(cell)
  return unit === 'number' && !Number.isInteger(cell) ? cell.toFixed(2) : String(cell)
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

function toLength(seconds: number): string {
  const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? ['s', 1]
  return `${(seconds / length).toFixed(1)} ${unit}`
}
