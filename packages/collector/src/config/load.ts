// Owns the way from a folder of authored files to guides and the adoption model, with everything that is wrong told in one
// run. It must not know publishing, versions or storage.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Guide, Issue, Model, SourceFile, TranslationFile } from '@foothold/protocol'
import { modelSchema, parseGuide, parseModel, parseTranslationFile } from '@foothold/protocol/schema'
import { CollectorError } from '../error.ts'
import { lint, type LintFile, type LintOptions, type UnreadFile } from './lint.ts'
import { locate, type JsonDocument } from './locate.ts'

/** What became of a set of files. It may be published where no issue is an error. */
export interface LoadResult {
  /** The guides that are well-formed, by path of their file. */
  guides: Guide[]
  model: Model
  /** By file, line and column. */
  issues: Issue[]
}

/**
 * Reads authored files: syntax, shape, references, all in one run.
 *
 * A file that is broken in one place is still checked everywhere else, and still counts as the target of references.
 *
 * @param files - `model.json` (in whatever folder) is the adoption model, a `*.json` with "translates" a file of translations, every
 * other one a guide; others are ignored.
 * @param options - `seen`: names that the project has really used, others are told as a warning. `now`: epoch ms, default the
 * clock's; it decides which schedules are over.
 * @returns guides, model (empty where there is none) and every issue with file, line and column.
 * @throws never
 */
export function loadFiles(files: readonly SourceFile[], { seen, now = Date.now() }: LintOptions = {}): LoadResult {
  const documents = files
    .filter(({ path }) => path.endsWith('.json'))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text }) => {
      const document = locate(text)
      return { path, text, document, role: roleOf(path, document.value) }
    })
  if (!documents.length) return { guides: [], model: modelSchema.parse({}), issues: [noFiles('this request')] }

  const guides: Guide[] = []
  const models: Model[] = []
  const translations: TranslationFile[] = []
  const issues: Issue[] = []
  const lintable: LintFile[] = []
  const unread: UnreadFile[] = []
  for (const { path, text, document, role } of documents) {
    // one by one, here and below: a list of arguments has an end
    for (const issue of document.issues) issues.push({ ...issue, file: path })
    if (document.value === undefined) {
      unread.push({ role, text })
      continue
    }
    const result = PARSERS[role](document.value)
    if (!result.ok) {
      for (const issue of result.issues) issues.push(placed(issue, path, document))
    } else if (role === 'model') models.push(result.value as Model)
    else if (role === 'translation') translations.push(result.value as TranslationFile)
    else guides.push(result.value as Guide)
    // what was too deep for the schema is too deep for every other walk
    if (!result.ok && result.issues.some(({ pointer, code }) => pointer === '' && code === 'limit_exceeded')) unread.push({ role, text })
    else lintable.push({ path, role, value: document.value, position: document.position })
  }
  const found = lint(lintable, unread, { seen, now })
  const placeOf = ({ file, pointer }: Issue): string => `${file} ${pointer}`
  // where the linter knows better than the shape what was meant, it alone speaks
  const better = new Set(found.filter(({ code }) => code === 'page_invalid').map(placeOf))
  const shaped = issues.filter((issue) => issue.code !== 'invalid_value' || !better.has(placeOf(issue)))
  const told = new Set(shaped.map(placeOf))
  // where the shape is wrong already, a second sentence about the same place only confuses
  for (const issue of found) if (issue.severity === 'warning' || !told.has(placeOf(issue))) shaped.push(issue)
  return { guides: withTranslations(guides, translations), model: models[0] ?? modelSchema.parse({}), issues: atMost(shaped) }
}

const PARSERS = { model: parseModel, guide: parseGuide, translation: parseTranslationFile }

/** A file of translations is known by what it says, as a guide is by its kind: its name is for people. */
function roleOf(path: string, value: unknown): keyof typeof PARSERS {
  if (isModel(path)) return 'model'
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'translates' in value && !('kind' in value) ? 'translation' : 'guide'
}

/** Puts what stands in files of their own to what stands in the guides. */
function withTranslations(guides: Guide[], files: readonly TranslationFile[]): Guide[] {
  return guides.map((guide) => {
    const mine = files.filter(({ translates }) => translates === guide.key)
    if (!mine.length) return guide
    const translations = { ...guide.translations }
    for (const { language, texts } of mine) translations[language] = { ...translations[language], ...texts }
    return { ...guide, translations }
  })
}

/** More than anybody reads; thousands of sentences would be an answer of many megabytes. */
const MOST_ISSUES = 1000

/** Sorts issues by place, and where there are too many keeps errors before warnings and says how many are left out. */
function atMost(issues: Issue[]): Issue[] {
  if (issues.length <= MOST_ISSUES) return issues.sort(byPlace)
  const [errors, warnings] = [issues.filter(({ severity }) => severity === 'error'), issues.filter(({ severity }) => severity !== 'error')]
  const shown = [...errors.sort(byPlace), ...warnings.sort(byPlace)].slice(0, MOST_ISSUES).sort(byPlace)
  const detail = `There are ${issues.length - MOST_ISSUES} more issues: mend these first.`
  return [...shown, { code: 'limit_exceeded', severity: errors.length ? 'error' : 'warning', pointer: '', detail }]
}

/**
 * Reads every `*.json` of a folder and its folders, except dot-folders and `schema/`.
 *
 * @param directory - the guides folder.
 * @returns files by path, relative to `directory`, with `/`.
 * @throws {CollectorError} `no_files` where the folder is missing, has none, or one cannot be read.
 */
export async function readFolder(directory: string): Promise<SourceFile[]> {
  const paths = await jsonPaths(directory, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new CollectorError('no_files', `There is no folder ${directory}; "foothold init" writes one.`, { cause: error })
    throw unreadable(error.path ?? directory, error)
  })
  if (!paths.length) throw new CollectorError('no_files', noFiles(directory).detail)
  const read = (path: string): Promise<string> =>
    readFile(join(directory, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw unreadable(join(directory, path), error)
    })
  return Promise.all(paths.sort().map(async (path) => ({ path, text: await read(path) })))
}

/** Also for a link that leads nowhere or to a folder. */
function unreadable(path: string, error: NodeJS.ErrnoException): CollectorError {
  return new CollectorError('no_files', `${path} cannot be read (${error.code ?? error.message}): make it readable, or take it out of the folder.`, {
    cause: error,
  })
}

async function jsonPaths(directory: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true })
  const lists = entries.map(async (entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return entry.name.startsWith('.') || entry.name === 'schema' || entry.name === 'node_modules' ? [] : jsonPaths(directory, path)
    return entry.name.endsWith('.json') && !entry.name.startsWith('.') ? [path] : []
  })
  return (await Promise.all(lists)).flat()
}

const isModel = (path: string): boolean => path === 'model.json' || path.endsWith('/model.json')

function noFiles(where: string): Issue {
  return {
    code: 'no_files',
    severity: 'error',
    pointer: '',
    detail: `No *.json file in ${where}: expected a model.json and one file for each guide; "foothold init" writes a first set.`,
  }
}

function placed(issue: Issue, file: string, document: JsonDocument): Issue {
  return { ...issue, file, ...document.position(issue.pointer, issue.code === 'unknown_field' ? 'key' : 'value') }
}

function byPlace(a: Issue, b: Issue): number {
  return (a.file ?? '') < (b.file ?? '') ? -1 : (a.file ?? '') > (b.file ?? '') ? 1 : (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
