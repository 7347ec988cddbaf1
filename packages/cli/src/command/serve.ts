// Owns `foothold serve`: one process with collector, console and SDK files.
import { relative } from 'node:path'
import { createJsonLogger } from '@foothold/collector'
import { toSnippet } from '@foothold/protocol'
import { startServer } from '../server.ts'
import { closeOnSignal } from '../signals.ts'
import { paint, say } from '../terminal.ts'

export interface ServeOptions {
  data: string
  port: number
  host: string
  newAdminKey?: boolean
}

/** Runs until a signal comes. @throws {CollectorError} when it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  // stderr: what went wrong here is in no answer, so it has to be somewhere
  const logger = createJsonLogger((line) => process.stderr.write(line), 'error')
  const server = await startServer({ data: options.data, port: options.port, hostname: options.host, renewKey: options.newAdminKey ?? false, logger })
  closeOnSignal(() => server.close())
  const { url, credentials, created, unsaved, missing } = server
  const file = relative(process.cwd(), server.credentialsFile)
  for (const name of missing) say(`The ${name} is not built and not served: run "npm run build".`)
  say(`Collector  ${paint('bold', url)}`)
  say(`Console    ${paint('bold', created && credentials ? `${url}/console#key=${credentials.adminKey}` : `${url}/console`)}`)
  if (created && credentials) {
    say()
    say(`Write key  ${credentials.writeKey}   (public: goes into the page)`)
    say(`Admin key  ${credentials.adminKey}   (secret: shown this once)`)
    if (unsaved) say(`Keep both: ${file} cannot be written (${unsaved}).`)
    else say(`Both are in ${file}, which only you can read; "foothold publish" finds them there.`)
  } else if (credentials) say(`Keys       in ${file}`)
  else say(`Keys       were shown at the first start, and ${file} is gone; --new-admin-key makes another admin key.`)
  say()
  say('Put this into your pages:')
  say(toSnippet(url, credentials?.writeKey ?? 'fh_pub_…'))
  say()
  say('Ctrl-C stops.')
}
