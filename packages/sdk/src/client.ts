// Owns the public object: ties tracking and, once it has come, guidance together for one write key. It must not know how either
// of them works.
import { LIMITS, type Bundle, type EventType, type StateRequest } from '@foothold/protocol'
import type { Report } from './error.ts'
import { createConsent } from './event/consent.ts'
import { createIdentity } from './event/identity.ts'
import type { OnDrop } from './event/dead-letter.ts'
import { createMask } from './event/mask.ts'
import { clear, createRecorder, SAID } from './event/recorder.ts'
import { parseJson, toPlain, toText } from './event/serialize.ts'
import type { Foothold, Properties, TrackedEvent } from './page-api.ts'
import { createGuard } from './guard.ts'
import { NOT_LOADED } from './guide/decision.ts'
import type { Claim } from './guide/arbiter.ts'
import type { Component } from './guide/view.ts'
import type { Guidance, GuidanceModule } from './guide/guidance.ts'
import type { LiveModule } from './guide/live.ts'
import type { StageModule } from './guide/stage.ts'
import type { Reveal } from './guide/world.ts'
import { onRoute } from './moment/route.ts'
import type { Options } from './options.ts'
import type { Platform } from './platform.ts'
import { prove } from './transport/prove.ts'
import type { Answer } from './transport/transport.ts'

/** What is fetched when it is needed; asking again after a failure tries again. */
export interface Parts {
  guide(): Promise<GuidanceModule>
  stage(): Promise<StageModule>
  live(): Promise<LiveModule>
}

/** Whether a bundle has nothing to decide and nobody to watch; an answer that is no bundle says nothing about that. */
const isNothing = ({ body }: Answer): unknown => {
  const { guides, milestones, clicks } = (body ?? {}) as Partial<Bundle>
  return guides && ![guides, milestones, clicks].some((list) => list?.[0])
}

/** Events that guidance hears of when it comes; of more it does not. */
const EARLY_EVENTS = 250
/** Priority of what the page claims the attention for, unless it says another. */
const CLAIM = 100

export function createClient(options: Options, browser: Platform, report: Report, parts: Parts): Foothold {
  const { window, document } = browser
  const guard = createGuard(report)
  /** Shared by all copies of this code on a page. */
  const keys = ((window as unknown as { [at: symbol]: Set<string> })[Symbol.for('foothold')] ??= new Set())
  if (keys.has(options.key)) report('instance_twice', 'One key, two instances: neither hears of the other.')
  keys.add(options.key)
  const consent = createConsent(browser, options)
  const { identityToken } = options
  const transport = identityToken ? prove(browser, identityToken, () => identity.ids().userId) : browser.transport
  const platform: Platform = { ...browser, local: consent.local, transport }
  const identity = createIdentity(platform)
  const mask = createMask(() => options.mask, report)
  /** Every event names its page; the same masking decides what of it. */
  const path = (): string => {
    const { pathname } = window.location
    const masked = options.mask ? mask({ path: pathname }, 'properties')['path'] : toText(pathname)
    return typeof masked === 'string' ? masked : ''
  }
  const world = {
    platform,
    key: options.key,
    identity,
    consent,
    report,
    guard,
    onDrop: guard<Parameters<OnDrop>, void>((...drop) => options.onDrop?.(...drop)),
    path,
    track: guard((event: string, properties?: Properties) => void track(event, properties)),
  }
  const recorder = createRecorder(world)
  const { queue } = recorder
  const reveals = new Map<string, Reveal>()
  const listeners = new Set<readonly [event: string, listener: (event: TrackedEvent) => void]>()
  const components = new Map<string, Component>()
  /** Language that guides should be in. */
  const language = (): string => encodeURIComponent(options.language ?? (document.documentElement.lang || window.navigator.language))
  const stops: (() => void)[] = []
  /** The address changed, or what the page claims and draws. */
  const route = guard(() => guidance?.route())
  let disposed = false
  let guiding = false
  let guidance: Guidance | undefined
  const claims = new Set<Claim>()
  /** What guidance has not heard yet, in its order. */
  let news: [keyof Guidance, unknown[]][] = []
  let failed = false
  let lastAt = 0

  const drain = (): unknown => {
    let answer: unknown
    if (guidance) for (const [method, args] of news.splice(0)) answer = guard(guidance[method] as (...args: unknown[]) => unknown)(...args)
    return answer
  }
  /** Lets guidance know, now or when it has come. @returns its answer, if it is there. */
  function tell<M extends keyof Guidance>(method: M, ...args: Parameters<Guidance[M]>): ReturnType<Guidance[M]> | undefined {
    news.push([method, args])
    return drain() as ReturnType<Guidance[M]>
  }
  /** The same of an event; what comes of it comes after the call. */
  function tellEvent(...event: Parameters<Guidance['record']>): void {
    if (!guidance && news.length >= EARLY_EVENTS) return
    if (news.push(['record', event]) === 1) queueMicrotask(drain)
  }

  function record(type: EventType, fields: Properties, name = '', properties: Properties = {}): Promise<void> {
    if (disposed) return Promise.resolve()
    const written = recorder.record(type, fields, (lastAt = platform.now()))
    // who listens anew meanwhile hears of the next
    for (const [heard, listener] of [...listeners]) {
      if (heard !== '*' && heard !== name) continue
      try {
        // a copy: what a listener does with it is not recorded
        listener({ type, name, properties: structuredClone(properties) })
      } catch (cause) {
        report('host_error', `A listener of "${heard}" threw.`, cause)
      }
    }
    return written
  }

  /**
   * The page view with which a page begins waits until the call is over that has started us, or until something else is tracked:
   * whoever signs in, out or refuses in the same breath has done so before it.
   */
  let opened = options.pages === false
  const open = guard(() => {
    if (opened || disposed) return
    opened = true
    void page()
  })

  const refuse = (what: string, given: unknown): undefined =>
    void report('event_invalid', `${what} must be a text, of at most ${LIMITS.nameLength} characters; got ${typeof given}.`)
  /** @returns whether a call was as it should be; else it is told of. */
  const expect = (method: string, expected: string, is: unknown): boolean => {
    if (!is) report('call_invalid', `${method}() takes ${expected}.`)
    return !!is
  }
  const toName = (given: unknown): string => (typeof given === 'string' ? toText(given.slice(0, LIMITS.nameLength)) : '')

  function track(given: string, raw?: Properties): Promise<void> {
    const event = toName(given)
    if (!event) {
      refuse('An event', given)
      return Promise.resolve()
    }
    const properties = mask(raw, 'properties')
    open()
    const written = record('track', { event, properties }, event, properties)
    tellEvent(event, properties, lastAt)
    return written
  }

  function page(given?: string, raw?: Properties): Promise<void> {
    const { pathname, search, href } = window.location
    const name = toName(given)
    open()
    const properties = mask({ path: pathname, search, url: href, title: document.title, referrer: document.referrer, ...toPlain(raw, report) }, 'properties')
    return record('page', { name, properties }, name, properties)
  }

  /** What is asked before the part is here that reads the answers: questions about somebody, and the address of a bundle. */
  const asked = new Map<string, Promise<Answer>>()
  const bundlePath = (): string => `/v1/bundle/${options.key}?lang=${language()}`
  const ask = (question?: string): Promise<Answer> =>
    asked.get(question ?? bundlePath()) ?? (question ? platform.transport.post('/v1/state', question) : platform.transport.get(bundlePath()))
  const question = (): string => JSON.stringify({ writeKey: options.key, ...identity.ids() } satisfies StateRequest)
  /** On an earlier page nothing was published: nobody need be known, and the part that decides comes when there is something. */
  const quiet = (): unknown => !options.live && platform.local.read('quiet')
  /** Asks the collector about who is here now; of somebody who was made up on this page it knows nothing. */
  const inquire = (): unknown => {
    if (!guiding || identity.fresh()) return undefined
    if (guidance) return guidance.inquire()
    if (quiet()) return undefined
    const words = question()
    return asked.set(words, ask(words))
  }

  /** Turns to who is here now: what this browser knows, and the collector. */
  const turn = guard((keepHistory: boolean): Promise<unknown> =>
    Promise.all([tell('turn', identity.person(), { fresh: identity.fresh(), keepHistory }), inquire()]),
  )

  /** Fetches the part that decides, unless it is here; without it the page is as it was. */
  const fetchGuidance = guard(async () => {
    if (!guiding || guidance) return
    try {
      const waits = quiet()
      const nothing = ask().then((answer) => {
        const is = isNothing(answer)
        platform.local.write('quiet', is ? '1' : '')
        return is
      })
      if (waits && (await nothing)) return
      const { createGuidance } = await parts.guide()
      if (!guiding || guidance) return
      guidance = createGuidance({
        ...world,
        // a host that routes by itself need not load the page; other sites and bare queries are the browser's
        navigate: (path) => (options.navigate && path[0] === '/' ? options.navigate(path) : window.location.assign(path)),
        claims,
        components,
        language,
        loadStage: parts.stage,
        loadLive: options.live ? parts.live : undefined,
        ask,
        question,
        // what waited for the network need not wait on
        reached: () => queue()?.online(),
        reveals,
      })
      drain()
      void inquire()
      asked.clear()
    } catch (cause) {
      if (!failed) report('internal', 'No guidance.', cause)
      failed = true
    }
  })

  /** Begins what is allowed now, ends what no longer is. */
  const settle = guard(async () => {
    const settled = recorder.settle()
    if (consent.tracking === false && consent.guidance === false) identity.reset()
    // what is allowed after the end is allowed for the next
    if (guiding !== (!disposed && !!consent.guidance)) {
      guiding = !guiding
      if (guiding) {
        asked.set(bundlePath(), ask())
        inquire()
        void fetchGuidance()
      } else {
        guidance?.dispose()
        guidance = undefined
        news = []
        asked.clear()
        void turn(false)
        platform.local.write('guides', '')
        await clear(platform.state, 'dropped')
      }
    }
    await settled
  })

  function leave(elsewhere?: boolean): void {
    tell('clear')
    recorder.session.end(elsewhere)
  }

  /** Looks what other tabs have done since: chosen, signed in or out, changed the account. */
  const sync = guard(() => {
    consent.recheck()
    void settle()
    const { anonymousId } = identity.ids()
    if (identity.recheck()) {
      const same = anonymousId === identity.ids().anonymousId
      if (!same) leave(true)
      void turn(same)
    }
  })
  const wake = (): unknown => {
    sync()
    // other tabs may have counted for this person
    return guidance?.turn(identity.person(), { fresh: false, keepHistory: true })
  }

  const listen = <E extends Event>(target: EventTarget, name: string, run: (event: E) => unknown): void => {
    const guarded = guard(run) as (event: Event) => void
    target.addEventListener(name, guarded)
    stops.push(() => target.removeEventListener(name, guarded))
  }
  listen(window, 'pagehide', () => queue()?.depart(true))
  listen(window, 'online', () => {
    void queue()?.online()
    void fetchGuidance()
  })
  listen(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? queue()?.depart(false) : wake()))
  // out of the browser's back-forward cache: no storage event has reached it there
  listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && wake())
  for (const name of ['consent', 'identity']) stops.push(platform.onOther(name, sync))
  // what another tab has said of person or account
  const hear = guard((text: string) => {
    const said = parseJson<{ groupId?: string; traits: Properties }>(text)
    if (said) tell('learn', said.traits, said.groupId)
  })
  for (const type of SAID) stops.push(platform.onOther(type, hear))
  const routed = guard(() => {
    if (options.pages !== false) void page()
    route()
    void fetchGuidance()
  })
  stops.push(onRoute(window, routed))
  void turn(true)
  void fetchGuidance()
  void settle()
  queueMicrotask(open)
  void queue()?.flush()

  /** An asynchronous function throws nothing by itself, and guarded it does not reject either. */
  const async = <A extends unknown[]>(run: (...args: A) => Promise<void>) => {
    const guarded = guard(run)
    return (...args: A): Promise<void> => guarded(...args) ?? Promise.resolve()
  }
  const allow = async(async (choice: Parameters<Foothold['consent']>[0]) => {
    consent.set(choice)
    await settle()
  })
  const toId = (given: unknown): string | undefined => {
    const id = typeof given === 'number' ? String(given) : given
    // what a slip in the host's code writes for nobody would be one person to all who come by it
    return id && id === toName(id) && !/^(\s*|0|NaN|undefined|null|true|false|\[object .*)$/.test(id) ? id : refuse('An id', given)
  }
  /** Takes note of what a page says of a person or an account, and sends it unless it has been said before. */
  const introduce = (type: (typeof SAID)[number]) =>
    async(async (given: string, raw?: Properties) => {
      const id = toId(given)
      if (!id) return undefined
      const traits = mask(raw, 'traits')
      const groupId = type === 'group' ? id : undefined
      const before = identity.note(groupId ? 'groupId' : 'userId', id)
      const changed = before !== id
      const switched = changed && before && !groupId
      if (switched) {
        leave()
        platform.local.write('group', '')
      }
      const fields = { traits, ...(groupId && { groupId }) }
      const text = JSON.stringify(fields)
      let written
      if (changed || platform.local.read(type) !== text) {
        if (consent.tracking !== false) platform.local.write(type, text)
        written = record(type, fields)
      }
      const turned = changed && !groupId && turn(!switched)
      // of another account whatever was known of the one before is gone
      tell('learn', traits, groupId)
      await (turned || (changed && inquire()))
      return written
    })

  return {
    identify: introduce('identify'),
    group: introduce('group'),
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
      return turn(false)
    }),
    consent: allow,
    optIn: () => allow({ tracking: true }),
    optOut: () => allow({ tracking: false }),
    start: (key) => (guiding && tell('start', key, platform.now())) || NOT_LOADED,
    surface(given, options) {
      const name = toName(given)
      const { priority = CLAIM } = options ?? {}
      const isOne = typeof priority === 'number' && priority >= 0
      expect('surface', 'a text, and a priority from 0 to 100', name && isOne)
      // attention that is claimed clumsily is wanted all the same
      const claim = { name, priority: isOne ? priority : CLAIM }
      claims.add(claim)
      route()
      return {
        release() {
          claims.delete(claim)
          route()
        },
      }
    },
    why: (key) => (guidance && tell('why', key)) || NOT_LOADED,
    reveal(name, run) {
      if (!expect('reveal', 'a text and a function', toName(name) && typeof run === 'function')) return () => {}
      reveals.set(name, run)
      return () => void (reveals.get(name) === run && reveals.delete(name))
    },
    component(kind, draw) {
      if (!expect('component', 'a kind and a function', /^(un|f)/.test(typeof draw))) return
      if (draw) components.set(kind, draw as Component)
      else components.delete(kind)
      // one that is on the page changes hands
      route()
    },
    on(...heard) {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    flush: async(async () => queue()?.flush()),
    deadLetters: async () => (await queue()?.deadLetters()) ?? [],
    dispose: guard(() => {
      disposed = true
      keys.delete(options.key)
      guiding = false
      for (const stop of stops) stop()
      recorder.dispose()
      guidance?.dispose()
      guidance = undefined
    }),
  }
}
