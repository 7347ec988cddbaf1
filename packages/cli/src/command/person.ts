// Owns `foothold export` and `foothold erase`: everything that is kept of one person, and its end.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ErasureEntry } from '@foothold/protocol'
import { ask, findAccess, json } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { plain, say } from '../terminal.ts'

interface AccessOptions {
  url?: string
  key?: string
  /** User id, or an anonymous id. */
  person: string
}

/** How often is asked how far an erasing is, in ms. */
const EVERY_MS = 500

/** Writes everything that is kept of a person, one JSON object a line. @throws {CliError} */
export async function exportPerson({ person, out, ...options }: AccessOptions & { out?: string }): Promise<void> {
  const answer = await ask(await findAccess(options), `/admin/v1/people/${encodeURIComponent(person)}/export`, { method: 'POST' })
  const body = Readable.fromWeb(answer.body as never)
  if (out === undefined) {
    for await (const chunk of body) process.stdout.write(chunk as Uint8Array)
    return
  }
  // what is in it is nobody else's
  await pipeline(body, createWriteStream(out, { mode: 0o600, flags: 'wx' })).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${out} cannot be written (${error.code ?? error.message}): it must not be there yet.`, { cause: error })
  })
}

/** Erases a person for ever, and waits until it is done. @throws {CliError} without `yes`. */
export async function erasePerson({ person, yes, json: asJson, ...options }: AccessOptions & { yes?: boolean; json?: boolean }): Promise<void> {
  if (!yes) throw new CliError(`This erases ${plain(person)} for ever: every event, trait and milestone. Say --yes to do it.`, { code: 'option_invalid' })
  const access = await findAccess(options)
  let erasure = await json<ErasureEntry>(await ask(access, `/admin/v1/people/${encodeURIComponent(person)}/erase`, { method: 'POST', body: '{}' }))
  while (erasure.status === 'running') {
    await sleep(EVERY_MS)
    erasure = await json<ErasureEntry>(await ask(access, `/admin/v1/erasures/${encodeURIComponent(erasure.id)}`))
  }
  say(asJson ? JSON.stringify(erasure) : `Erased: ${erasure.events} events are gone. Nothing more is taken of this person (${erasure.person.slice(0, 16)}…).`)
}
