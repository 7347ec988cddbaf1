// Owns `foothold validate`: everything that is wrong in a guides folder, in one run, with place and mend.
import type { SeenNames } from '@foothold/collector'
import { toProblem } from '@foothold/protocol'
import { ask, findAccess, json } from '../admin-client.ts'
import { checkFolder } from '../check-folder.ts'
import { CliError } from '../fail.ts'
import { printIssues, summary } from '../print-issues.ts'
import { say } from '../terminal.ts'

export interface ValidateOptions {
  /** Print a problem (RFC 9457) instead of lines. */
  json?: boolean
  /** Treat warnings as errors. */
  strict?: boolean
  /** Address of a collector whose events and traits the files are held against; `true`: the one that `publish` would use. */
  against?: string | boolean
  /** Admin key of that collector. */
  key?: string
}

/**
 * Checks a guides folder.
 *
 * @throws {CliError} when there is an error, after everything has been printed; or when the collector to compare with cannot be asked.
 */
export async function validate(folder: string, options: ValidateOptions): Promise<void> {
  const seen = options.against ? await findSeen(options) : undefined
  const { directory, files, guides, issues, ok } = await checkFolder(folder, options.strict, seen)
  const line = summary(issues, files.length)
  if (options.json) {
    const errors = issues.map((issue) => (options.strict ? { ...issue, severity: 'error' as const } : issue))
    const worst = errors.find(({ severity }) => severity === 'error')
    say(JSON.stringify({ ok, ...(worst ? toProblem(worst.code, line) : {}), errors }, null, 2))
  } else {
    printIssues(issues, files, directory)
    if (seen && isEmpty(seen)) say('Nothing to compare with: this project has not received any event yet.')
    say(issues.length ? line : `${line} ${guides} guide${guides === 1 ? '' : 's'} ready to publish.`)
  }
  if (!ok) throw new CliError('')
}

/** Asks a collector for the names that its project has really used. */
async function findSeen({ against, key }: ValidateOptions): Promise<SeenNames> {
  const access = await findAccess({ ...(typeof against === 'string' ? { url: against } : {}), ...(key === undefined ? {} : { key }) })
  return json<SeenNames>(await ask(access, '/admin/v1/events/names'))
}

const isEmpty = ({ events, traits, accountTraits = [] }: SeenNames): boolean => !events.length && !traits.length && !accountTraits.length
