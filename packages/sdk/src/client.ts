// Owns the public object: ties tracking, person and guides together for one write key. It must not know how any of them works.
import { SESSION_STARTED, type Bundle, type EventType, type PersonState } from '@foothold/protocol'
import type { Report } from './error.ts'
import { createIdentity } from './event/identity.ts'
import { createQueue } from './event/queue.ts'
import { serializeEvent, toPlain } from './event/serialize.ts'
import { createSession } from './event/session.ts'
import { createGuard } from './guard.ts'
import { createDirector, NOT_LOADED } from './guide/director.ts'
import type { Decision } from './guide/decision.ts'
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

export function createClient(options: Options, platform: Platform, report: Report, loadStage: () => Promise<StageModule>): Foothold {
  const { window } = platform
  const guard = createGuard(report)
  const identity = createIdentity(platform)
  const session = createSession(platform)
  const queue = createQueue(platform, options.key, report)
  const person = createPerson(platform)
  const listeners = new Set<readonly [event: string, listener: (event: TrackedEvent) => void]>()
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
        ...ids(),
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
    for (const [name, listener] of listeners) {
      if (name !== '*' && name !== event.name) continue
      try {
        listener(event)
      } catch (cause) {
        report('host_error', `A listener of "${name}" threw.`, cause)
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

  const ids = (): Properties => ({ anonymousId: identity.anonymousId, userId: identity.userId, groupId: identity.groupId })
  const personId = (): string => identity.userId ?? identity.anonymousId

  /** Reads what this browser knows of the person; other tabs may have added to it. */
  async function recall(fresh = false, keepHistory = true): Promise<void> {
    await person.load(personId(), { fresh, keepHistory })
    director.changed(['*'])
  }

  /** Asks the collector until `answered` says that it has, or that nobody wants to know any more. */
  async function ask(answered: () => Promise<unknown>, failures = 0): Promise<void> {
    if ((await answered()) || disposed) return
    stops.push(platform.later(Math.min(300_000, 2_000 * 2 ** failures), () => void guard(ask)(answered, failures + 1)))
  }

  const loadState = (): Promise<void> => {
    const question = (): string => JSON.stringify({ writeKey: options.key, ...ids() })
    const asked = question()
    return ask(async () => {
      const { status, body } = await platform.transport.post('/v1/state', asked)
      // an answer about somebody else, or another account
      if (disposed || asked !== question()) return true
      if (status !== 200 || typeof body?.['tallies'] !== 'object') return false
      person.merge(body as unknown as PersonState)
      director.changed(['*'])
      return true
    })
  }

  async function loadBundle(): Promise<unknown> {
    const { status, body } = await platform.transport.get(`/v1/bundle/${options.key}`)
    if (disposed) return true
    if (status === 401 || status === 404) report('key_unknown', 'Unknown write key.')
    if (status !== 200 || !Array.isArray(body?.['guides'])) return false
    const bundle = body as unknown as Bundle
    if (bundle.version !== version) {
      useBundle(bundle)
      await platform.state.set([['bundle', bundle]])
    }
    return true
  }

  function useBundle(bundle: Bundle): void {
    version = bundle.version
    director.setBundle(bundle)
  }

  async function begin(): Promise<void> {
    if (options.pages !== false) void page()
    // the last visit's bundle and person decide at once; the collector is asked behind
    const [[cached]] = await Promise.all([platform.state.get<Bundle>(['bundle']), recall(identity.fresh)])
    if (disposed) return
    if (cached) guard(useBundle)(cached)
    void guard(ask)(loadBundle)
    if (!identity.fresh) void guard(loadState)()
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
  const listen = (target: EventTarget, event: string, run: () => unknown): void => {
    const guarded = guard(run)
    target.addEventListener(event, guarded)
    stops.push(() => target.removeEventListener(event, guarded))
  }
  listen(window, 'pagehide', queue.depart)
  listen(platform.document, 'visibilitychange', () => recall())

  void guard(begin)()

  /** An asynchronous function throws nothing by itself, and guarded it does not reject either. */
  const async = <A extends unknown[]>(run: (...args: A) => Promise<void>) => guard(async (...args: A) => run(...args)) as (...args: A) => Promise<void>

  const toId = (given: unknown): string | undefined => {
    if ((typeof given === 'string' && given) || typeof given === 'number') return String(given)
    report('event_invalid', `An id must be a string, got ${typeof given}.`)
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
      const loading = changed && recall(false, !switched).then(loadState)
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
      if (changed) await loadState()
      return written
    }),
    track: async(track),
    page: async(page),
    reset: guard(() => {
      identity.reset()
      session.end()
      director.clear()
      return recall(true, false)
    }),
    start: (key) => guard(director.start)(key) ?? NOT_LOADED,
    why: (key) => guard(director.why)(key) ?? NOT_LOADED,
    on(...heard) {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    flush: async(queue.flush),
    dispose: guard(() => {
      disposed = true
      for (const stop of stops) stop()
      queue.dispose()
      director.dispose()
    }),
  }
}
