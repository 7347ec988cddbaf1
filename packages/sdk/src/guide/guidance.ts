// Owns guidance for one client: ties what is published, person, decisions and declared clicks together. Loaded when guidance is
// allowed; it must not know who allowed it, nor what is sent.
import { FEATURE_USED, type Bundle, type PersonState } from '@foothold/protocol'
import type { Context } from '@foothold/targeting'
import { compileClicks } from '../moment/click.ts'
import { createPerson, type Person } from '../person/state.ts'
import type { Answer } from '../transport/transport.ts'
import type { Decision } from './decision.ts'
import { createDirector } from './director.ts'
import type { Live, LiveModule } from './live.ts'
import { createLoader } from './loader.ts'
import { createPageFacts } from './page-facts.ts'
import type { World } from './world.ts'

/** What the client tells, in the order in which it happened. */
export interface Guidance {
  /** Turns to somebody, or asks storage about the same person again. */
  turn: Person['load']
  /** Takes note of what the page says of the person, or of an account. */
  learn(traits: Record<string, unknown>, groupId?: string): void
  /** Takes note of an event. @param at - epoch ms. */
  record(event: string, properties: Record<string, unknown>, at: number): void
  /** Asks the collector what it knows of who is here now. */
  inquire(): Promise<void> | undefined
  /** The address changed, or what the page claims the attention for. */
  route(): void
  /** Starts a guide by hand. @param at - epoch ms of the call: its moment passes, also while something is not loaded. */
  start(key: string, at: number): Decision
  why(key: string): Decision
  /** Takes everything off the page at once, without outcomes: somebody else is here. */
  clear(): void
  /** Ends it; nothing is shown or written any more. */
  dispose(): void
}

/** What guidance needs of the client. */
export interface GuidanceWorld extends Omit<World, 'person'> {
  /** Asks the collector for the state of a person, or without a question for the bundle. Never rejects. */
  ask(question?: string): Promise<Answer>
  /** Loads what hears of news as they come; nothing where the page does not ask for it. */
  loadLive: (() => Promise<LiveModule>) | undefined
  /** Language that guides should be in, ready for an address. */
  language(): string
  /** Hears that the collector answers. */
  reached(): void
}

/** What the lazily loaded part exports. */
export interface GuidanceModule {
  createGuidance(world: GuidanceWorld): Guidance
}

export function createGuidance(world: GuidanceWorld): Guidance {
  const { platform, guard, language } = world
  const { document, state } = platform
  let disposed = false
  const person = createPerson({ ...platform, state: { ...state, update: async (key, change) => (disposed ? undefined : state.update(key, change)) } })
  const director = createDirector({ ...world, person })
  const page = createPageFacts(platform) as Context
  let featuresOf = compileClicks()
  const clicked = guard((event: Event) => {
    for (const feature of featuresOf(event, page)) world.track(FEATURE_USED, { feature })
  })
  const anything = (): void => director.changed(['*'])
  document.addEventListener('click', clicked, true)

  let version = ''
  let asked = language()
  /** Takes a bundle unless it is the one that is there. */
  function useBundle(bundle: Bundle): boolean {
    const name = `${bundle.version} ${bundle.language}`
    if (disposed || name === version) return false
    version = name
    featuresOf = compileClicks(bundle.clicks)
    director.setBundle(bundle)
    return true
  }
  function takeState(remote: PersonState): void {
    person.merge(remote, platform.now())
    anything()
  }
  const loader = createLoader(
    world,
    (bundle) => {
      world.reached()
      if (useBundle(bundle)) void state.set([['bundle', { ...bundle, asked }]])
    },
    takeState,
  )
  // the last visit's bundle decides at once, if it is in the language of this one; the collector is asked at the same time
  void loader.loadBundle(
    state.get<Bundle & { asked?: string }>(['bundle']).then(([bundle]) => bundle && (bundle.asked ?? asked) === asked && guard(useBundle)(bundle)),
  )
  const turned = guard(() => {
    if (asked === language()) return
    asked = language()
    void loader.loadBundle(Promise.resolve())
  })
  let live: Live | undefined
  void guard(async () => {
    const part = await world.loadLive?.()
    if (part && !disposed) live = part.createLive(world, loader, takeState, () => version)
  })()
  const languages = new MutationObserver(turned)
  languages.observe(document.documentElement, { attributeFilter: ['lang'] })

  return {
    async turn(id, options) {
      live?.turn()
      await person.load(id, options)
      anything()
    },
    learn(traits, groupId) {
      live?.turn()
      if (groupId) person.setAccount(groupId, traits)
      else person.setTraits(traits)
      anything()
    },
    record(event, properties, at) {
      person.record(event, properties, at)
      director.changed([`event:${event}`], properties)
    },
    inquire: loader.loadState,
    route: () => director.changed(['page']),
    start: director.start,
    why: director.why,
    clear: director.clear,
    dispose() {
      disposed = true
      loader.stop()
      live?.stop()
      languages.disconnect()
      document.removeEventListener('click', clicked, true)
      director.dispose()
    },
  }
}
