// Owns the public object: ties tracking, person and guides together for one write key. It must not know how any of them works.
import { BUNDLE_SPEC, FEATURE_USED, LIMITS, type Bundle, type EventType } from '@foothold/protocol'
import type { Context } from '@foothold/targeting'
import type { Report } from './error.ts'
import { createConsent } from './event/consent.ts'
import { createIdentity } from './event/identity.ts'
import { createMask } from './event/mask.ts'
import { clear, createRecorder, SAID } from './event/recorder.ts'
import { parseJson, toText } from './event/serialize.ts'
import type { Foothold, Properties, TrackedEvent } from './page-api.ts'
import { createGuard } from './guard.ts'
import { createDirector, NOT_LOADED } from './guide/director.ts'
import { createPageFacts } from './guide/page-facts.ts'
import type { StageModule } from './guide/stage.ts'
import { createLoader } from './loader.ts'
import { compileClicks } from './moment/click.ts'
import { onRoute } from './moment/route.ts'
import type { Options } from './options.ts'
import { createPerson } from './person/state.ts'
import type { Platform } from './platform.ts'

/** What is published before anything is, and to a page that shows no guides. */
const NOTHING: Bundle = { spec: BUNDLE_SPEC, version: '', guides: [], segments: [], milestones: [], features: [], flags: [], tallies: [] }

export function createClient(options: Options, browser: Platform, report: Report, loadStage: () => Promise<StageModule>): Foothold {
  const { window, document } = browser
  const guard = createGuard(report)
  const consent = createConsent(browser, options)
  const platform: Platform = { ...browser, local: consent.local }
  const identity = createIdentity(platform)
  const mask = createMask(options.mask, report)
  const recorder = createRecorder({
    platform,
    key: options.key,
    identity,
    consent,
    report,
    onDrop: options.onDrop && guard(options.onDrop),
    track: (...event) => void track(...event),
  })
  const person = createPerson({
    ...platform,
    // what is known of the person is written for guides only
    state: { ...platform.state, update: async (key, change) => (guiding ? platform.state.update(key, change) : undefined) },
  })
  const listeners = new Set<readonly [event: string, listener: (event: TrackedEvent) => void]>()
  const stops: (() => void)[] = []
  let disposed = false
  let guiding = false
  let lastAt = 0
  let version = ''
  let featuresOf = compileClicks()

  const director = createDirector({
    platform,
    person,
    report,
    guard,
    track: guard((event, properties) => void track(event, properties)),
    // a host that routes by itself need not load the page; other sites and bare queries are the browser's
    navigate: (path) => (options.navigate && path[0] === '/' ? options.navigate(path) : window.location.assign(path)),
    loadStage,
  })

  function record(type: EventType, fields: Properties, name = '', properties: Properties = {}): Promise<void> {
    if (disposed) return Promise.resolve()
    // events of one tab keep their order whatever the wall clock does
    lastAt = Math.max(platform.now(), lastAt)
    const written = recorder.record(type, fields, lastAt)
    for (const [heard, listener] of listeners) {
      if (heard !== '*' && heard !== name) continue
      try {
        listener({ type, name, properties })
      } catch (cause) {
        report('host_error', `A listener of "${heard}" threw.`, cause)
      }
    }
    return written
  }

  const refuse = (what: string, given: unknown): undefined =>
    void report('event_invalid', `${what} must be a text, of at most ${LIMITS.nameLength} characters; got ${typeof given}.`)
  const toName = (given: unknown): string => (typeof given === 'string' ? toText(given.slice(0, LIMITS.nameLength)) : '')

  function track(given: string, raw?: Properties): Promise<void> {
    const event = toName(given)
    if (!event) {
      refuse('An event', given)
      return Promise.resolve()
    }
    const properties = mask(raw, 'properties')
    const written = record('track', { event, properties }, event, properties)
    person.record(event, properties, lastAt)
    director.changed([`event:${event}`], properties)
    return written
  }

  function page(given?: string, raw?: Properties): Promise<void> {
    const { pathname, search, href } = window.location
    const name = toName(given)
    const properties = mask({ path: pathname, search, url: href, title: document.title, referrer: document.referrer, ...raw }, 'properties')
    return record('page', { name, properties }, name, properties)
  }

  /** Reads what this browser knows of the person; other tabs may have added to it. */
  async function recall(fresh = false, keepHistory = true): Promise<void> {
    await person.load(identity.person(), { fresh: fresh || !guiding, keepHistory })
    director.changed(['*'])
  }

  const loader = createLoader({
    platform,
    key: options.key,
    report,
    guard,
    ids: identity.ids,
    useBundle(bundle) {
      // the collector answers: what waited for the network need not wait on
      recorder.online()
      if (bundle.version === version) return
      useBundle(bundle)
      void platform.state.set([['bundle', bundle]])
    },
    useState(state) {
      person.merge(state)
      director.changed(['*'])
    },
  })
  const loadState = async (): Promise<void> => {
    if (guiding) await loader.loadState()
  }

  function useBundle(bundle: Bundle): void {
    version = bundle.version
    featuresOf = compileClicks(bundle.clicks)
    director.setBundle(bundle)
  }

  /** The last visit's bundle and person decide at once; the collector is asked behind. */
  async function guide(): Promise<void> {
    const fresh = identity.fresh()
    const [[cached]] = await Promise.all([platform.state.get<Bundle>(['bundle']), recall(fresh)])
    if (!guiding) return
    if (cached) guard(useBundle)(cached)
    void guard(loader.loadBundle)()
    if (!fresh) void guard(loadState)()
  }

  /** Begins what is allowed now, ends what no longer is. */
  async function settle(): Promise<void> {
    const settled = recorder.settle()
    if (consent.tracking === false && consent.guidance === false) identity.reset()
    if (guiding !== !!consent.guidance) {
      guiding = !guiding
      if (guiding) void guard(guide)()
      else {
        loader.stop()
        director.clear()
        useBundle(NOTHING)
        void recall(true, false)
        platform.local.write('guides', '')
        await clear(platform.state, 'dropped')
      }
    }
    await settled
  }

  function leave(elsewhere?: boolean): void {
    director.clear()
    recorder.session.end(elsewhere)
  }

  /** Looks what other tabs have done since: chosen, signed in or out, changed the account. */
  function sync(): void {
    consent.recheck()
    void guard(settle)()
    const { anonymousId } = identity.ids()
    if (identity.recheck()) {
      const same = anonymousId === identity.ids().anonymousId
      if (!same) leave(true)
      void recall(false, same).then(guard(loadState))
    }
  }
  const wake = (): Promise<void> => {
    sync()
    return recall()
  }

  const listen = <E extends Event>(target: EventTarget, name: string, run: (event: E) => unknown): void => {
    const guarded = guard(run) as (event: Event) => void
    const how = { capture: true, passive: true }
    target.addEventListener(name, guarded, how)
    stops.push(() => target.removeEventListener(name, guarded, how))
  }
  listen(window, 'pagehide', () => recorder.depart(true))
  listen(window, 'online', recorder.online)
  listen(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? recorder.depart(false) : wake()))
  // out of the browser's back-forward cache: no storage event has reached it there
  listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && wake())
  for (const name of ['consent', 'identity']) stops.push(platform.onOther(name, guard(sync)))
  // what another tab has said of person or account
  const hear = guard((text: string) => {
    const said = parseJson<{ groupId?: string; traits: Properties }>(text)
    if (said) learn(said.traits, said.groupId)
  })
  for (const type of SAID) stops.push(platform.onOther(type, hear))
  listen(document, 'click', (event) => {
    for (const feature of featuresOf(event, createPageFacts(platform) as Context)) void track(FEATURE_USED, { feature })
  })
  const routed = guard(() => {
    if (options.pages !== false) void page()
    director.changed(['page'])
  })
  stops.push(onRoute(window, routed))
  routed()
  void guard(settle)()
  void recorder.flush()

  /** An asynchronous function throws nothing by itself, and guarded it does not reject either. */
  const async = <A extends unknown[]>(run: (...args: A) => Promise<void>) => guard(async (...args: A) => run(...args)) as (...args: A) => Promise<void>
  const allow = async(async (choice: Parameters<Foothold['consent']>[0]) => {
    consent.set(choice)
    await settle()
  })
  const learn = (traits: Properties, groupId?: string): void => {
    if (groupId) person.setAccount(groupId, traits)
    else person.setTraits(traits)
    director.changed(['*'])
  }
  const toId = (given: unknown): string | undefined => {
    const id = typeof given === 'number' ? String(given) : given
    return id && id === toName(id) ? id : refuse('An id', given)
  }
  /** Sends what a page says of a person or account, but for what it has said before. */
  const introduce = (type: (typeof SAID)[number], fields: Properties, changed: boolean): Promise<void> | undefined => {
    const text = JSON.stringify(fields)
    if (!changed && platform.local.read(type) === text) return undefined
    if (consent.tracking !== false) platform.local.write(type, text)
    return record(type, fields)
  }

  return {
    identify: async(async (userId, given) => {
      const id = toId(userId)
      if (!id) return
      const traits = mask(given, 'traits')
      const { changed, switched } = identity.identify(id)
      if (switched) leave()
      if (switched) platform.local.write('group', '')
      const written = introduce('identify', { traits }, changed)
      const loading = changed && recall(false, !switched).then(loadState)
      learn(traits)
      await loading
      return written
    }),
    group: async(async (groupId, given) => {
      const id = toId(groupId)
      if (!id) return
      const traits = mask(given, 'traits')
      const changed = identity.group(id)
      const written = introduce('group', { groupId: id, traits }, changed)
      // another account: whatever was known of the one before is gone
      learn(traits, id)
      if (changed) await loadState()
      return written
    }),
    alias: async(async (userId, previousId = identity.ids().anonymousId) => {
      const [id, previous] = [toId(userId), toId(previousId)]
      // of this browser's own id it says something only where that is the previous one
      if (id && previous) await record('alias', { userId: id, previousId: previous, anonymousId: undefined })
    }),
    track: async(track),
    page: async(page),
    reset: guard(() => {
      if (guiding) void platform.state.delete([`person:${identity.person()}`])
      identity.reset()
      for (const type of SAID) platform.local.write(type, '')
      leave()
      return recall(true, false)
    }),
    consent: allow,
    optIn: () => allow({ tracking: true }),
    optOut: () => allow({ tracking: false }),
    start: (key) => guard(director.start)(key) ?? NOT_LOADED,
    why: (key) => guard(director.why)(key) ?? NOT_LOADED,
    on(...heard) {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    flush: async(recorder.flush),
    deadLetters: recorder.deadLetters,
    dispose: guard(() => {
      disposed = true
      guiding = false
      for (const stop of stops) stop()
      recorder.dispose()
      loader.stop()
      director.dispose()
    }),
  }
}
