// Owns `foothold validate`: everything that is wrong in a guides folder, in one run, with place and mend.
import { toProblem } from '@foothold/protocol'
import { checkFolder } from '../check-folder.ts'
import { CliError } from '../fail.ts'
import { printIssues, summary } from '../print-issues.ts'
import { say } from '../terminal.ts'

export interface ValidateOptions {
  /** Print a problem (RFC 9457) instead of lines. */
  json?: boolean
  /** Treat warnings as errors. */
  strict?: boolean
}

/** Checks a guides folder. @throws {CliError} when there is an error, after everything has been printed. */
export async function validate(folder: string, options: ValidateOptions): Promise<void> {
  const { directory, files, guides, issues, ok } = await checkFolder(folder, options.strict)
  const line = summary(issues, files.length)
  if (options.json) {
    const errors = issues.map((issue) => (options.strict ? { ...issue, severity: 'error' as const } : issue))
    const worst = errors.find(({ severity }) => severity === 'error')
    say(JSON.stringify({ ok, ...(worst ? toProblem(worst.code, line) : {}), errors }, null, 2))
  } else {
    printIssues(issues, files, directory)
    say(issues.length ? line : `${line} ${guides} guide${guides === 1 ? '' : 's'} ready to publish.`)
  }
  if (!ok) throw new CliError('')
}
