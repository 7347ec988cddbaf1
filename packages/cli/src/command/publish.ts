// Owns `foothold publish`: check here, send, say what changed.
import type { Problem, PublishAnswer, PublishRequest } from '@foothold/protocol'
import { ask, findAccess, json, type Access } from '../admin-client.ts'
import { checkFolder } from '../check-folder.ts'
import { CliError } from '../fail.ts'
import { printIssues, summary } from '../print-issues.ts'
import { paint, say } from '../terminal.ts'

export interface PublishOptions {
  url?: string
  key?: string
  note?: string
}

/** Publishes a guides folder. @throws {CliError} when it has errors or the collector does not take it. */
export async function publish(folder: string, options: PublishOptions): Promise<void> {
  const access = await findAccess(options)
  const answer = await publishFolder(folder, access, options.note)
  say(
    `${answer.changed ? paint('green', 'Published') : 'Nothing to publish: this is live already.'} ${answer.changed ? 'version' : 'Version'} ${paint('bold', answer.version)} at ${access.url}`,
  )
  for (const [word, keys] of Object.entries({ added: answer.added, updated: answer.updated, removed: answer.removed })) {
    if (keys.length) say(`  ${word.padEnd(9)} ${keys.join(', ')}`)
  }
  say(`  unchanged ${answer.unchanged}`)
}

/**
 * Checks a folder and sends it.
 *
 * @returns the collector's answer, with the number of guides that stayed as they were.
 * @throws {CliError} when it has errors (printed before) or the collector does not take it.
 */
export async function publishFolder(folder: string, access: Access, note?: string): Promise<PublishAnswer & { unchanged: number }> {
  const { directory, files, guides, issues, ok } = await checkFolder(folder)
  printIssues(issues, files, directory)
  if (!ok) throw new CliError(`Nothing was published: ${summary(issues, files.length)}`)
  const request: PublishRequest = { files, ...(note === undefined ? {} : { note }) }
  const response = await ask(
    access,
    '/admin/v1/publish',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) },
    [422],
  )
  if (response.status === 422) {
    const problem = await json<Problem>(response)
    printIssues(problem.errors ?? [], files, directory)
    throw new CliError(`The collector refused this: ${problem.detail}`, { code: problem.code })
  }
  const answer = await json<PublishAnswer>(response)
  return { ...answer, unchanged: Math.max(0, guides - answer.added.length - answer.updated.length) }
}
