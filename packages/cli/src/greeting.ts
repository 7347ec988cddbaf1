// Owns what `foothold serve` says when it has started: where everything is, and the new keys to who sits at the terminal. It must
// not print.
import { relative } from 'node:path'
import { toSnippet } from '@foothold/protocol'
import type { Settings } from '@foothold/protocol/schema'
import type { Server } from './server.ts'
import { paint } from './terminal.ts'

/** Who reads it. */
export interface Reader {
  /** False where it goes into a file, a journal or the log of a container: no secret belongs there. */
  isTerminal: boolean
  /** Working directory; paths are told from there. */
  folder: string
}

/** @returns the lines. */
export function toGreeting(server: Server, settings: Settings, { isTerminal, folder }: Reader): string[] {
  const { url, metricsPort, credentials, credentialsFile, created, missing } = server
  const file = relative(folder, credentialsFile)
  const isTold = created && credentials && isTerminal
  return [
    ...missing.map((name) => `The ${name} is not built and not served: run "npm run build".`),
    `Collector  ${paint('bold', url)}`,
    `Console    ${paint('bold', isTold ? `${url}/console#key=${credentials.adminKey}` : `${url}/console`)}`,
    ...(metricsPort === undefined ? [] : [`Metrics    http://${settings.metricsHost}:${metricsPort}/metrics`]),
    ...toKeyLines(server, file, isTerminal),
    '',
    'Put this into your pages:',
    toSnippet(settings.endpoint ?? url, credentials?.writeKey ?? 'fh_pub_…'),
    '',
    'Ctrl-C stops.',
  ]
}

function toKeyLines({ credentials, created, unsaved }: Server, file: string, isTerminal: boolean): string[] {
  if (!credentials) return [`Keys       were shown at the first start, and ${file} is gone; --new-admin-key makes another admin key.`]
  if (!created) return [`Keys       in ${file}`]
  const keys = ['', `Write key  ${credentials.writeKey}   (public: goes into the page)`]
  if (isTerminal) {
    keys.push(`Admin key  ${credentials.adminKey}   (secret: shown this once)`)
    if (unsaved) return [...keys, `Keep both: ${file} cannot be written (${unsaved}).`]
    return [...keys, `Both are in ${file}, which only you can read; "foothold publish" finds them there.`]
  }
  if (unsaved)
    return [
      ...keys,
      `Admin key  not shown, as this is no terminal, and lost, as ${file} cannot be written (${unsaved}): mend that, and start with --new-admin-key.`,
    ]
  return [...keys, `Admin key  not shown, as this is no terminal; it is in ${file}, which only the user of this process can read.`]
}
