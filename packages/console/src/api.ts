// Owns the requests to the admin API: one typed function an answer, every failure a ConsoleError with the problem that was told.
// It must not know the page.
import type {
  AccountDetail,
  CreatedKey,
  ErasureEntry,
  EventEntry,
  GuideDetail,
  GuideLift,
  GuideSummary,
  IdentityMode,
  IdentitySettings,
  KeyEntry,
  KeyKind,
  ModelAnswer,
  Overview,
  Page,
  PersonDetail,
  PersonSummary,
  Problem,
  PublishAnswer,
  VersionEntry,
} from '@foothold/protocol'

/** Answer of `GET /admin/v1/project`. */
export interface Project {
  name: string
  writeKey: string
  /** Where browsers reach the collector, if that is not where this page is. */
  endpoint?: string
}

/** One line of an explanation, and what is inside it. `true` holds, `false` does not, missing: it cannot be told. */
export interface ReasonNode {
  result?: boolean
  words: string
  children?: ReasonNode[]
}
/** Answer of `GET /admin/v1/people/:id/explain`, as far as it is shown. */
export interface Explanation {
  show?: boolean
  /** Epoch ms. */
  at: number
  gates: { gate: string; open?: boolean; words: string; tree?: ReasonNode }[]
  account: string | null
  version: string
  publishedAt: string
  page: { path: string; given: boolean; viewedAt: string | null } | null
}

/** Why a request failed. `offline`: no answer came; `unreadable`: an answer that is not the admin API's. */
export type ConsoleErrorCode = Problem['code'] | 'offline' | 'unreadable'

/** The one error of the console; its message is fit to be shown. */
export class ConsoleError extends Error {
  readonly code: ConsoleErrorCode
  /** HTTP status, 0 where no answer came. */
  readonly status: number
  /** One line; the message says more. */
  readonly title: string

  constructor(code: ConsoleErrorCode, status: number, { title, detail, cause }: { title: string; detail: string; cause?: unknown }) {
    super(detail, { cause })
    this.name = 'ConsoleError'
    this.code = code
    this.status = status
    this.title = title
  }
}

/** What went wrong, in words for whoever looks at it. */
export const tellError = (error: unknown): string => (error instanceof ConsoleError ? error.message : String(error))

/** What the API client needs. */
export interface ApiOptions {
  fetch: typeof fetch
  /** @default '' (same origin) */
  origin?: string
  /** Read at every request. */
  key(): string | undefined
  /** Called when a key that we have is not taken (401 or 403 wrong_key_type). */
  onRefused?(error: ConsoleError): void
}

/** Which part of a list. */
export interface PageQuery {
  limit?: number
  cursor?: string | undefined
}

/** The admin API, typed. Every function rejects with a ConsoleError, or an AbortError where the signal said so. */
export interface Api {
  project(signal?: AbortSignal): Promise<Project>
  overview(signal?: AbortSignal): Promise<Overview>
  guides(signal?: AbortSignal): Promise<GuideSummary[]>
  guide(key: string, signal?: AbortSignal): Promise<GuideDetail>
  /** What a guide has changed. */
  lift(key: string, signal?: AbortSignal): Promise<GuideLift>
  people(query: PageQuery & { search?: string }, signal?: AbortSignal): Promise<Page<PersonSummary>>
  person(id: string, signal?: AbortSignal): Promise<PersonDetail>
  account(id: string, signal?: AbortSignal): Promise<AccountDetail>
  /** People who work in an account now. */
  members(account: string, query: PageQuery, signal?: AbortSignal): Promise<Page<PersonSummary>>
  timeline(id: string, query: PageQuery, signal?: AbortSignal): Promise<Page<EventEntry>>
  /** Why a person did, or did not, see a guide. @param query - `at`: ISO 8601, default now; `page`: default the last one viewed. */
  explain(id: string, query: { guide: string; at?: string; page?: string }, signal?: AbortSignal): Promise<Explanation>
  versions(signal?: AbortSignal): Promise<VersionEntry[]>
  /** By which definitions everybody is, and was, reckoned. */
  model(signal?: AbortSignal): Promise<ModelAnswer>
  publish(version: string): Promise<PublishAnswer>
  keys(signal?: AbortSignal): Promise<KeyEntry[]>
  /** Makes a key; the answer is the only time that a secret can be read. */
  createKey(key: { kind: KeyKind; name?: string; origins?: string[] }): Promise<CreatedKey>
  revokeKey(id: string): Promise<KeyEntry>
  /** Sets the origins whose pages may use a write key; none stands for any. */
  setOrigins(id: string, origins: string[]): Promise<KeyEntry>
  identity(signal?: AbortSignal): Promise<IdentitySettings>
  setIdentity(mode: IdentityMode): Promise<{ mode: IdentityMode }>
  /** Everything that is kept of a person, NDJSON. */
  exportPerson(id: string): Promise<Blob>
  erasePerson(id: string): Promise<ErasureEntry>
  erasure(id: string): Promise<ErasureEntry>
  /** The latest events, oldest of them first. */
  latestEvents(limit: number, signal?: AbortSignal): Promise<EventEntry[]>
  /** Opens the stream of events after a position; the answer's body is read by `readEventStream`. */
  openStream(after: number | undefined, signal: AbortSignal): Promise<Response>
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && typeof (value as Problem).code === 'string' && typeof (value as Problem).detail === 'string'

/** Lists answer as a bare array or as `{ items }`; both are read. */
const toItems = <T>(answer: T[] | { items: T[] }): T[] => (Array.isArray(answer) ? answer : answer.items)

async function toError(answer: Response): Promise<ConsoleError> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (isProblem(body)) return new ConsoleError(body.code, answer.status, body)
  return new ConsoleError('unreadable', answer.status, {
    title: `The collector answered ${answer.status}`,
    detail: 'The answer was not one of the admin API. Is there a proxy between this page and the collector?',
  })
}

/**
 * Creates the client of the admin API.
 *
 * @returns functions that share nothing but the options; no cache, no retry (that is the page's).
 */
export function createApi({ fetch, origin = '', key, onRefused }: ApiOptions): Api {
  const request = async (path: string, signal?: AbortSignal, init: { method?: string; accept?: string; body?: unknown } = {}): Promise<Response> => {
    const sent = key()
    let answer: Response
    try {
      answer = await fetch(`${origin}/admin/v1/${path}`, {
        method: init.method ?? 'GET',
        ...(signal && { signal }),
        ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
        headers: { accept: init.accept ?? 'application/json', ...(sent !== undefined && { authorization: `Bearer ${sent}` }) },
      })
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new ConsoleError('offline', 0, {
        title: 'The collector cannot be reached',
        detail: 'No answer came. Check that the collector runs and that you are online.',
        cause,
      })
    }
    if (answer.ok) return answer
    const error = await toError(answer)
    if ((error.status === 401 || error.code === 'wrong_key_type') && sent !== undefined && sent === key()) onRefused?.(error)
    throw error
  }
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => {
    const answer = await request(path, signal)
    try {
      return (await answer.json()) as T
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new ConsoleError('unreadable', answer.status, {
        title: 'The answer could not be read',
        detail: 'The collector answered something that is not JSON.',
        cause,
      })
    }
  }
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => (await (await request(path, undefined, { method, body })).json()) as T
  const query = (values: Record<string, string | number | undefined>): string => {
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
    return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : ''
  }
  const id = encodeURIComponent
  return {
    project: (signal) => get('project', signal),
    overview: (signal) => get('overview', signal),
    guides: async (signal) => toItems(await get<GuideSummary[] | { items: GuideSummary[] }>('guides', signal)),
    guide: (guide, signal) => get(`guides/${id(guide)}`, signal),
    lift: (guide, signal) => get(`guides/${id(guide)}/lift`, signal),
    people: ({ search, limit, cursor }, signal) => get(`people${query({ search, limit, cursor })}`, signal),
    person: (person, signal) => get(`people/${id(person)}`, signal),
    account: (account, signal) => get(`accounts/${id(account)}`, signal),
    model: (signal) => get('model', signal),
    members: (account, { limit, cursor }, signal) => get(`accounts/${id(account)}/people${query({ limit, cursor })}`, signal),
    timeline: (person, { limit, cursor }, signal) => get(`people/${id(person)}/timeline${query({ limit, cursor })}`, signal),
    explain: (person, { guide, at, page }, signal) => get(`people/${id(person)}/explain${query({ guide, at, page })}`, signal),
    versions: async (signal) => toItems(await get<VersionEntry[] | { items: VersionEntry[] }>('versions', signal)),
    publish: async (version) => (await request(`versions/${id(version)}/publish`, undefined, { method: 'POST' })).json(),
    keys: (signal) => get('keys', signal),
    createKey: (key) => send('POST', 'keys', key),
    revokeKey: (key) => send('DELETE', `keys/${id(key)}`),
    setOrigins: (key, origins) => send('PUT', `keys/${id(key)}/origins`, { origins }),
    identity: (signal) => get('identity', signal),
    setIdentity: (mode) => send('PUT', 'identity', { mode }),
    exportPerson: async (person) => (await request(`people/${id(person)}/export`, undefined, { method: 'POST' })).blob(),
    erasePerson: (person) => send('POST', `people/${id(person)}/erase`, {}),
    erasure: (erasure) => get(`erasures/${id(erasure)}`),
    latestEvents: async (limit, signal) => {
      const entries = toItems(await get<EventEntry[] | { items: EventEntry[] }>(`events${query({ limit })}`, signal))
      return [...entries].sort((one, other) => one.position - other.position)
    },
    openStream: (after, signal) => request(`events/stream${query({ after })}`, signal, { accept: 'text/event-stream' }),
  }
}
