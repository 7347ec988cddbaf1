// Owns talking to a collector's admin API from the command line, with a clear line for each way it can fail. It must not
// know what is asked.
import type { Problem } from '@foothold/protocol'
import { findCredentials } from './credentials.ts'
import { CliError } from './fail.ts'

/** Where to ask, and with which key. */
export interface Access {
  url: string
  key: string
}

export const DEFAULT_URL = 'http://localhost:4600'

/**
 * Decides which collector is meant and with which key: options first, then `FOOTHOLD_URL` and `FOOTHOLD_ADMIN_KEY`, then the
 * nearest `.foothold/credentials.json`.
 *
 * @throws {CliError} `key_missing` when there is no key anywhere.
 */
export async function findAccess(options: { url?: string; key?: string }): Promise<Access> {
  const givenUrl = options.url || process.env['FOOTHOLD_URL']
  const givenKey = options.key || process.env['FOOTHOLD_ADMIN_KEY']
  const stored = givenKey && givenUrl ? undefined : await findCredentials(givenUrl && URL.canParse(givenUrl) ? (url) => sameOrigin(url, givenUrl) : undefined)
  // a key goes only to the collector that made it, never to an address from elsewhere
  const url = origin(givenUrl || (givenKey ? DEFAULT_URL : (stored?.url ?? DEFAULT_URL)))
  const key = givenKey || (stored && (!givenUrl || sameOrigin(stored.url, url)) ? stored.adminKey : undefined)
  if (!key) {
    throw new CliError(`No admin key for ${url}: give --key, set FOOTHOLD_ADMIN_KEY, or run where "foothold serve" left .foothold/credentials.json.`, {
      code: 'key_missing',
    })
  }
  return { url, key }
}

/**
 * Sends one request to the admin API.
 *
 * @param path - begins with `/`.
 * @returns the answer, with any 2xx status or one of `expected`.
 * @throws {CliError} with one clear line for everything else.
 */
export async function ask(access: Access, path: string, init: RequestInit = {}, expected: readonly number[] = []): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${access.key}` }
  let answer: Response
  try {
    answer = await fetch(access.url + path, { ...init, headers })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new CliError(`${access.url} does not answer (${reason(error)}): is the collector running? "foothold serve" starts one.`, { cause: error })
  }
  if (answer.ok || expected.includes(answer.status)) return answer
  const problem = (await answer.json().catch(() => undefined)) as Partial<Problem> | undefined
  const code = problem?.code
  const detail = typeof problem?.detail === 'string' ? ` ${problem.detail}` : ''
  const more = code ? { code } : {}
  if (answer.status === 401) throw new CliError(`${access.url} does not know this admin key.${detail} Check --key or FOOTHOLD_ADMIN_KEY.`, more)
  if (answer.status === 403) throw new CliError(`This key may not do that at ${access.url}: an admin key (fh_adm_…) is needed.${detail}`, more)
  if (!code) throw new CliError(`${access.url} answered ${answer.status} and not as a Foothold collector would: check --url.`)
  throw new CliError(`${access.url} answered ${answer.status}.${detail}`, more)
}

/** Reads the JSON of a good answer. @throws {CliError} when it is not JSON: something else sits at that address. */
export async function json<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T
  } catch (error) {
    throw new CliError(`${new URL(answer.url).origin} did not answer as a Foothold collector would: check --url.`, { cause: error })
  }
}

function origin(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError(`"${url}" is no address: expected one such as ${DEFAULT_URL}.`, { code: 'option_invalid' })
  return url.replace(/\/+$/, '')
}

function sameOrigin(a: string, b: string): boolean {
  const local = (url: string): string => new URL(url).origin.replace(/\/\/(127\.0\.0\.1|\[::1\])(?=[:/]|$)/, '//localhost')
  return URL.canParse(a) && local(a) === local(b)
}

function reason(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause
  if (cause?.code === 'ECONNREFUSED') return 'connection refused'
  if (cause?.code === 'ENOTFOUND') return 'no such host'
  return cause?.code ?? cause?.message ?? (error as Error).message
}
