// Owns how issues look at the command line: place, code, sentence, and the line of the file with a mark under it.
import { join, relative } from 'node:path'
import type { Issue, SourceFile } from '@foothold/protocol'
import { paint, plain, say } from './terminal.ts'

const WIDEST = 100

/**
 * Prints each issue with its place and an excerpt of the file.
 *
 * @param directory - where the paths of the issues begin; they are printed relative to the working directory, so that
 *   terminals and editors can open them.
 */
export function printIssues(issues: readonly Issue[], files: readonly SourceFile[], directory: string): void {
  const texts = new Map(files.map(({ path, text }) => [path, text.replace(/^\uFEFF/, '').split(/\r?\n/)]))
  for (const issue of issues) {
    const file = issue.file === undefined ? undefined : relative(process.cwd(), join(directory, issue.file))
    const place = file === undefined ? directory : `${file}:${issue.line ?? 1}:${issue.column ?? 1}`
    const severity = issue.severity === 'error' ? paint('red', 'error') : paint('yellow', 'warning')
    say(`${paint('bold', plain(place))}  ${severity}  ${issue.code}  ${plain(issue.detail)}`)
    const line = texts.get(issue.file ?? '')?.[(issue.line ?? 0) - 1]
    if (line !== undefined && issue.line && issue.column) excerpt(line, issue.line, issue.column, issue)
  }
}

/** Says how it went in one line. */
export function summary(issues: readonly Issue[], files: number): string {
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  const list = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ')
  return `${list || 'No problems'} in ${count(files, 'file')}.`
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

function excerpt(text: string, line: number, column: number, issue: Issue): void {
  // a long line is cut around the place
  const from = column > WIDEST - 20 ? column - 40 : 0
  const shown = `${from ? '…' : ''}${text.slice(from, from + WIDEST)}${text.length > from + WIDEST ? '…' : ''}`
  const gutter = `${line} | `
  const indent = column - 1 - from + (from ? 1 : 0)
  const marked = /^("(?:[^"\\]|\\.)*"|[\w.-]+)/.exec(text.slice(column - 1))?.[0].length ?? 1
  say(paint('dim', `  ${gutter}`) + plain(shown))
  say(
    `${paint('dim', `  ${' '.repeat(gutter.length - 2)}| `)}${' '.repeat(indent)}${paint(issue.severity === 'error' ? 'red' : 'yellow', '^'.repeat(Math.max(1, Math.min(marked, WIDEST - indent))))}`,
  )
}
