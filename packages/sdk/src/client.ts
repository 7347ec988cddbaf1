// Owns the public object: ties tracking, person and guides together for one write key. It must not know how any of them works.
import { SESSION_STARTED, type Bundle, type EventType, type PersonState } from '@foothold/protocol'
import type { Report } from './error.ts'
import { createIdentity } from './event/identity.ts'
import { createQueue } from './event/queue.ts'
import { serializeEvent, toPlain } from './event/serialize.ts'
import { createSession } from './event/session.ts'
import { createGuard } from './guard.ts'
import { createDirector, NOT_LOADED } from './guide/director.ts'
import type { Decision } from './guide/eligibility.ts'
import type { StageModule } from './guide/stage.ts'
import { onRoute } from './moment/route.ts'
import type { Options } from './options.ts'
import { createPerson } from './person/state.ts'
import type { Platform } from './platform.ts'

type Properties = Record<string, unknown>

/** An event as listeners get it, the SDK's own guide events included. */
export interface TrackedEvent {
  type: EventType
  /** Of a track event its name, else empty. */
  name: string
  properties: Properties
}

/**
 * Resolves when the call is written down and survives a crash of the tab; never rejects, so it need not be awaited.
 * A `PromiseLike`, because a `Promise` would make linters ask every caller to handle it.
 */
export type Written = PromiseLike<void>

/** What a page calls. No method throws, whatever it is given. */
export interface Foothold {
  /**
   * Says who this is. Calling it on every page load is right: what has not changed is not sent again.
   * @param userId - your own stable id, at most 200 characters.
   * @param traits - what conditions and texts may use, e.g. `role`, `firstName`, `createdAt` (ISO 8601).
   */
  identify(userId: string, traits?: Properties): Written
  /** Says which account (company, team) the person works in now. */
  group(groupId: string, traits?: Properties): Written
  /** Tracks an event. Resolves when it is written down and survives a crash of the tab. */
  track(event: string, properties?: Properties): Written
  /** Tracks a page view; automatic on route changes unless `pages` is false. */
  page(name?: string, properties?: Properties): Written
  /** Forgets the person, as after signing out: a new anonymous id, and guides of the person before are gone at once. */
  reset(): void
  /** Starts a guide whatever its moment and frequency; its page and audience still count. */
  start(guide: string): Decision
  /** Why a guide is, or is not, on the page now. */
  why(guide: string): Decision
  /** Hears of every event with this name, or of all with `*`. @returns what ends the calls. */
  on(event: string, listener: (event: TrackedEvent) => void): () => void
  /** Sends what waits, as far as the collector takes it now. */
  flush(): Written
  /** Ends everything; the object does nothing afterwards. */
  dispose(): void
}

/** How long to wait before asking for the bundle or the person's state again, by the number of failures. */
const retryMs = (failures: number): number => Math.min(300_000, 2_000 * 2 ** failures)

export function createClient(options: Options, platform: Platform, report: Report, loadStage: () => Promise<StageModule>): Foothold {
  const { window } = platform
  const guard = createGuard(report)
  const identity = createIdentity(platform)
  const session = createSession(platform)
  const queue = createQueue(platform, options.key, report)
  const person = createPerson(platform)
  const listeners = new Map<string, Set<(event: TrackedEvent) => void>>()
  let disposed = false
  let lastAt = 0
  let sequence = 0
  let version = ''
  const stops: (() => void)[] = []

  const director = createDirector({
    platform,
    person,
    report,
    guard,
    track: (event, properties) => void track(event, properties),
    // a host that routes by itself need not load the page; other sites and bare queries are the browser's
    navigate: (path) => (options.navigate && path[0] === '/' ? options.navigate(path) : window.location.assign(path)),
    loadStage,
  })

  function record(type: EventType, fields: Properties, name = '', properties: Properties = {}): Promise<void> {
    if (disposed) return Promise.resolve()
    // events of one tab keep their order whatever the wall clock does
    const now = (lastAt = Math.max(platform.now(), lastAt))
    const { id: sessionId, started } = session.at(now)
    if (started) void track(SESSION_STARTED)
    const messageId = platform.createId(now)
    const json = serializeEvent(
      {
        type,
        messageId,
        anonymousId: identity.anonymousId,
        userId: identity.userId,
        groupId: identity.groupId,
        ...fields,
        timestamp: new Date(now).toISOString(),
        sequence: sequence++,
        context: { sessionId, page: { path: window.location.pathname } },
      },
      report,
    )
    const written = json === undefined ? Promise.resolve() : queue.add(messageId, json)
    tell({ type, name, properties })
    return written
  }

  function tell(event: TrackedEvent): void {
    for (const key of [event.name, '*']) {
      for (const listener of listeners.get(key) ?? []) {
        try {
          listener(event)
        } catch (cause) {
          report('host_error', `A listener of "${key}" threw.`, cause)
        }
      }
    }
  }

  function track(event: string, given: Properties = {}): Promise<void> {
    if (typeof event !== 'string' || !event) {
      report('event_invalid', `track() needs a name, got ${typeof event}.`)
      return Promise.resolve()
    }
    const properties = toPlain(given, report)
    const written = record('track', { event, properties }, event, properties)
    person.record(event, properties, lastAt)
    director.changed([`event:${event}`], properties)
    return written
  }

  const personId = (): string => identity.userId ?? identity.anonymousId

  async function turnTo(how: { fresh: boolean; keepHistory: boolean }): Promise<void> {
    await person.load(personId(), how)
    director.changed(['*'])
    if (!how.fresh) await loadState(personId(), 0)
  }

  async function loadState(id: string, failures: number): Promise<void> {
    const { userId, anonymousId, groupId } = identity
    const { status, body } = await platform.transport.post('/v1/state', JSON.stringify({ writeKey: options.key, userId, anonymousId, groupId }))
    // an answer about somebody else, or another account
    if (disposed || id !== personId() || groupId !== identity.groupId) return
    if (status === 200 && typeof body?.['tallies'] === 'object') {
      person.merge(body as unknown as PersonState)
      director.changed(['*'])
    } else again(() => loadState(id, failures + 1), failures)
  }

  async function loadBundle(failures: number): Promise<void> {
    const { status, body } = await platform.transport.get(`/v1/bundle/${options.key}`)
    if (disposed) return
    if (status === 200 && Array.isArray(body?.['guides'])) {
      const bundle = body as unknown as Bundle
      if (bundle.version !== version) {
        useBundle(bundle)
        await platform.state.set([['bundle', bundle]])
      }
    } else {
      if (status === 401 || status === 404) report('key_unknown', 'Unknown write key.')
      again(() => loadBundle(failures + 1), failures)
    }
  }

  function useBundle(bundle: Bundle): void {
    version = bundle.version
    director.setBundle(bundle)
  }

  const again = (run: () => Promise<void>, failures: number): void => void stops.push(platform.later(retryMs(failures), () => void guard(run)()))

  async function begin(): Promise<void> {
    if (options.pages !== false) void page()
    // the last visit's bundle and person decide at once; the collector is asked behind
    const [[cached]] = await Promise.all([platform.state.get<Bundle>(['bundle']), person.load(personId(), { fresh: identity.fresh, keepHistory: true })])
    if (disposed) return
    if (cached) useBundle(cached)
    void guard(loadBundle)(0)
    if (!identity.fresh) void guard(loadState)(personId(), 0)
    void queue.flush()
  }

  const page = (name = '', given: Properties = {}): Promise<void> => {
    const { pathname, search, href } = window.location
    const properties = toPlain(given, report)
    return record(
      'page',
      { name, properties: { path: pathname, search, url: href, title: platform.document.title, referrer: platform.document.referrer, ...properties } },
      name,
      properties,
    )
  }

  stops.push(
    onRoute(
      window,
      guard(() => {
        if (options.pages !== false) void page()
        director.changed(['page'])
      }),
    ),
  )
  const leave = guard(queue.depart)
  window.addEventListener('pagehide', leave)
  stops.push(() => window.removeEventListener('pagehide', leave))

  void guard(begin)()

  const async =
    <A extends unknown[]>(run: (...args: A) => Promise<void>) =>
    (...args: A): Promise<void> =>
      guard(run)(...args) ?? Promise.resolve()

  const toId = (given: unknown): string | undefined => {
    if ((typeof given === 'string' && given) || typeof given === 'number') return String(given)
    report('event_invalid', `An id must be a string, got ${JSON.stringify(given)}.`)
    return undefined
  }
  /** Sends what a page says of a person or account, but for what it has said before. */
  const introduce = (type: 'identify' | 'group', fields: Properties, changed: boolean): Promise<void> | undefined => {
    const said = JSON.stringify(fields)
    if (!changed && platform.local.read(type) === said) return undefined
    platform.local.write(type, said)
    return record(type, fields)
  }

  return {
    identify: async(async (userId, given = {}) => {
      const id = toId(userId)
      if (!id) return
      const traits = toPlain(given, report)
      const { changed, switched } = identity.identify(id)
      if (switched) {
        director.clear()
        session.end()
      }
      const written = introduce('identify', { traits }, changed)
      const loading = changed && turnTo({ fresh: false, keepHistory: !switched })
      person.setTraits(traits)
      director.changed(['*'])
      await loading
      return written
    }),
    group: async(async (groupId, given = {}) => {
      const id = toId(groupId)
      if (!id) return
      const traits = toPlain(given, report)
      const changed = identity.group(id)
      const written = introduce('group', { groupId: id, traits }, changed)
      person.setAccount(id, traits)
      // another account: whatever was known of the one before is gone
      director.changed(['*'])
      if (changed) await loadState(personId(), 0)
      return written
    }),
    track: async(track),
    page: async(page),
    reset: () =>
      void guard(() => {
        identity.reset()
        session.end()
        director.clear()
        return turnTo({ fresh: true, keepHistory: false })
      })(),
    start: (key) => guard(director.start)(key) ?? NOT_LOADED,
    why: (key) => guard(director.why)(key) ?? NOT_LOADED,
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => void set.delete(listener)
    },
    flush: async(queue.flush),
    dispose: () =>
      void guard(() => {
        disposed = true
        for (const stop of stops) stop()
        queue.dispose()
        director.dispose()
      })(),
  }
}
