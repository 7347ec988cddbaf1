// Owns `foothold events`: what has just happened, one line each, and on request what happens next.
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventEntry, Page } from '@foothold/protocol'
import { ask, findAccess, json, type Access } from '../admin-client.ts'
import { readMessages } from '../event-stream.ts'
import { CliError } from '../fail.ts'
import { paint, plain, say } from '../terminal.ts'

export interface EventsOptions {
  url?: string
  key?: string
  /** Go on with what happens from now on. */
  follow?: boolean
  /** One JSON object a line. */
  json?: boolean
  /** How many of the last events, 1 to 200. */
  limit: number
}

const LONGEST_PAUSE_MS = 30_000

/** Prints events, oldest first. With `follow` it ends by Ctrl-C only. @throws {CliError} */
export async function events(options: EventsOptions): Promise<void> {
  const access = await findAccess(options)
  const print = (entry: EventEntry): void => say(options.json ? JSON.stringify(entry) : eventLine(entry))
  const page = await json<Page<EventEntry>>(await ask(access, `/admin/v1/events?limit=${options.limit}`))
  const recent = page.items.toSorted((a, b) => a.position - b.position)
  // before anything is printed: who reads it may press Ctrl-C at once
  const stopped = new AbortController()
  if (options.follow) for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort())
  recent.forEach(print)
  if (!options.follow) {
    if (!recent.length && !options.json) say('No events yet.')
    return
  }
  await follow(access, recent.at(-1)?.position ?? 0, print, stopped.signal)
}

/** Streams events after `position`, and takes the stream up again where it breaks. Returns when `signal` says so. */
async function follow(access: Access, position: number, print: (entry: EventEntry) => void, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(position) }
      const answer = await ask(access, '/admin/v1/events/stream', { headers, signal })
      if (attempt) process.stderr.write(`Connected to ${access.url} again.\n`)
      for await (const { data } of readMessages(answer.body!)) {
        attempt = 0
        const entry = JSON.parse(data) as EventEntry
        // a stream that is taken up again may repeat
        if (typeof entry.position !== 'number' || entry.position <= position) continue
        position = entry.position
        print(entry)
      }
    } catch (error) {
      if (signal.aborted) return
      // a wrong key does not become right by waiting
      if (error instanceof CliError && error.code && error.code !== 'draining') throw error
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2)
    process.stderr.write(`Connection to ${access.url} lost; next attempt in ${Math.ceil(pauseMs / 1000)} s.\n`)
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Time, what, who, and the properties that fit on the line. */
export function eventLine({ at, type, name, person, account, properties, page }: EventEntry): string {
  const what = type === 'track' ? name : name && name !== type ? `${type} ${name}` : type
  const who = person.name && person.name !== person.id ? `${person.name} (${person.id})` : person.id
  const details = [...(account ? [`account=${account}`] : []), ...(page && type !== 'page' ? [`page=${page}`] : []), ...keyProperties(properties)]
  return `${paint('dim', plain(at))}  ${paint('cyan', plain(what).padEnd(24))}  ${plain(who).padEnd(20)}  ${paint('dim', plain(details.join(' ')))}`.trimEnd()
}

function keyProperties(properties: Record<string, unknown>): string[] {
  const words = Object.entries(properties)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value).length > 40 ? `${String(value).slice(0, 39)}…` : String(value)}`)
  return words.length > 5 ? [...words.slice(0, 5), '…'] : words
}
