// Owns who may see what: looks at the guides that a change can concern and keeps a decision for each. What comes of the
// decisions on the page is the stage's, which is loaded when the first guide may be shown.
import { MILESTONE_REACHED, toMs, type Bundle } from '@foothold/protocol'
import { compileModel, toTallyNeeds, type Context } from '@foothold/targeting'
import type { Report } from '../error.ts'
import type { Guard } from '../guard.ts'
import { createDomWatch } from '../moment/dom.ts'
import type { Person } from '../person/state.ts'
import type { Platform } from '../platform.ts'
import { CELEBRATE_MS, compileGuide, evaluateEligibility, type Decision, type Entry } from './eligibility.ts'
import type { Stage, StageModule } from './stage.ts'
import { isVisible } from './visible.ts'

export interface Director {
  setBundle(bundle: Bundle): void
  /** Something that conditions may depend on has changed: `subject:name`, or `*` for everything. */
  changed(dependencies: readonly string[], properties?: Record<string, unknown>): void
  /** Starts a guide by hand: moment and frequency do not count, page and audience do. */
  start(key: string): Decision
  /** Why a guide is, or is not, on the page. */
  why(key: string): Decision
  /** Takes everything off the page at once, without outcomes: somebody else is here. */
  clear(): void
  dispose(): void
}

/** What the director and the stage need of the client. */
export interface World {
  platform: Platform
  person: Person
  report: Report
  guard: Guard
  track(event: string, properties: Record<string, unknown>): void
  navigate(path: string): void
  loadStage(): Promise<StageModule>
}

/** What the stage may ask and tell. */
export interface Decisions {
  readonly version: string
  readonly entries: ReadonlyMap<string, Entry>
  readonly decided: ReadonlyMap<string, Decision>
  /** What is known now. @param key - of the guide whose moment brings the properties. */
  context(key: string): Context
  /** Step at which an interrupted tour goes on. */
  resumePoint(entry: Entry): string | undefined
  /** Whether an event or a hand asked for this guide; a showing answers it. */
  firedBy(key: string): 'manual' | 'event' | undefined
  answered(key: string): void
  /** Asks one guide again, at the instant of rendering. */
  again(key: string): Decision | undefined
  changed(dependencies: readonly string[]): void
  start(key: string): void
  watchDom(listener: () => void): () => void
}

/** The moment of an event or a start by hand is over after this: a guide that had to wait longer would come out of the blue. */
const MOMENT_MS = 30_000
const NARROW_PX = 640
/** What is said of a guide while nothing is known of it. */
export const NOT_LOADED: Decision = { show: false, reason: 'not-loaded' }

export function createDirector(world: World): Director {
  const { platform, person, guard } = world
  const { window, document } = platform
  let bundle: Bundle = { version: '', guides: [], segments: [], milestones: [], features: [] }
  let model = compileModel(bundle)
  let entries = new Map<string, Entry>()
  const decisions = new Map<string, Decision>()
  /** The last moment of each guide; `how` goes when a showing has answered it, the properties are asked for as long as it is open. */
  const fired = new Map<string, { how: 'manual' | 'event' | undefined; at: number; properties?: Record<string, unknown> | undefined }>()
  /** What changed before there was somebody or something to decide for. */
  let early = new Set<string>()
  /** What milestones depend on. */
  let leading = new Set<string>()
  let stage: Stage | undefined
  let loading: Promise<void> | undefined
  let disposed = false
  let stopDom: (() => void) | undefined
  const dom = createDomWatch(window)
  /** What a navigation cut off; read once, since reading costs as much as deciding. */
  const rest = platform.local.read('rest')

  const facts = (): Context =>
    model.over({
      ...person.facts(platform.now()),
      // asked of the browser only where a condition asks: the width alone may cost a layout
      place: {
        path: window.location.pathname,
        get query() {
          return Object.fromEntries(new URLSearchParams(window.location.search))
        },
      },
      get viewport() {
        return window.innerWidth < NARROW_PX ? ('narrow' as const) : ('wide' as const)
      },
      get input() {
        return window.matchMedia('(pointer: coarse)').matches ? ('touch' as const) : ('mouse' as const)
      },
      element: (css) => {
        try {
          const found = [...document.querySelectorAll(css)]
          return found.some(isVisible) ? 'visible' : found.length ? 'present' : 'absent'
        } catch {
          return undefined
        }
      },
    })

  /** The facts with the properties of the event that is the guide's moment. */
  const context = (key: string, now = facts()): Context => Object.assign(Object.create(now) as Context, { properties: fired.get(key)?.properties })

  const firedBy = (key: string): 'manual' | 'event' | undefined => {
    const moment = fired.get(key)
    const delay = toMs(entries.get(key)?.guide.when?.delay) ?? 0
    return moment && platform.now() - moment.at < MOMENT_MS + delay ? moment.how : undefined
  }

  function resumePoint({ guide, stepOnPage }: Entry): string | undefined {
    const progress = person.progress(guide.key)
    if (guide.kind !== 'tour' || progress?.state !== 'seen' || !progress.step) return undefined
    const { onLeave = 'resume', ttl = '3d' } = guide.session ?? {}
    if (onLeave === 'end' || platform.now() - progress.at! > toMs(ttl)!) return undefined
    const step = onLeave === 'restart' ? guide.steps[0]!.key : progress.step
    return stepOnPage[step] && step
  }

  function reconsider(concerned: Iterable<Entry>): void {
    const now = facts()
    for (const entry of concerned) {
      const { key } = entry.guide
      decisions.set(key, evaluateEligibility(entry, context(key, now), { fired: firedBy(key), resumes: resumePoint(entry) }))
    }
    if (stage) stage.settle()
    else if (!disposed && (rest || [...decisions.values()].some(({ show }) => show))) {
      loading ??= world.loadStage().then(
        (module) => {
          if (!disposed) stage = module.createStage(world, handle)
          stage?.settle()
        },
        (cause: unknown) => {
          // the page works without guidance; the next change tries again
          loading = undefined
          world.report('internal', 'Guides cannot be drawn: their script does not load.', cause)
        },
      )
    }
  }

  /**
   * Takes note of milestones whose condition now holds.
   *
   * Where no event of this moment is part of the condition, they were reached some time ago, somewhere else; that is no news, and
   * the exact time is the collector's to say.
   */
  function reach(names: ReadonlySet<string>): string[] {
    const reached = model.newlyReached(facts())
    const live = reached.filter((key) => [...model.expand([`milestone:${key}`])].some((name) => name.startsWith('event:') && names.has(name)))
    // all are noted before one is told: telling is an event, and leads here again
    for (const key of reached) person.reach(key, platform.now() - (live.includes(key) ? 0 : CELEBRATE_MS))
    for (const milestone of live) world.track(MILESTONE_REACHED, { milestone })
    return reached.map((key) => `milestone:${key}`)
  }

  function changed(dependencies: readonly string[], properties?: Record<string, unknown>): void {
    for (const name of dependencies) early.add(name)
    if (!person.loaded || !entries.size) return
    const names = early
    early = new Set()
    const concerns = (dependencies: ReadonlySet<string>): boolean => {
      for (const name of names) if (name === '*' || dependencies.has(name)) return true
      return false
    }
    for (const { guide } of entries.values()) {
      if (names.has(`event:${guide.when?.after?.event}`)) fired.set(guide.key, { how: 'event', at: platform.now(), properties })
    }
    if (concerns(leading)) for (const name of reach(names)) names.add(name)
    const concerned = [...entries.values()].filter(({ dependencies }) => concerns(dependencies))
    // most events concern nobody
    if (concerned.length) reconsider(concerned)
  }

  function start(key: string): Decision {
    const entry = entries.get(key)
    if (!entry || !person.loaded) return NOT_LOADED
    stage?.remove(key)
    fired.set(key, { how: 'manual', at: platform.now() })
    reconsider([entry])
    return decisions.get(key)!
  }

  const handle: Decisions = {
    get version() {
      return bundle.version
    },
    get entries() {
      return entries
    },
    decided: decisions,
    context,
    resumePoint,
    firedBy,
    answered: (key) => void fired.set(key, { at: 0, ...fired.get(key), how: undefined }),
    again(key) {
      const entry = entries.get(key)
      if (entry) reconsider([entry])
      return decisions.get(key)
    },
    changed,
    start,
    watchDom: dom.watch,
  }

  return {
    setBundle(next) {
      bundle = next
      model = compileModel(next)
      entries = new Map(next.guides.map((guide) => [guide.key, compileGuide(guide, next, model.expand)]))
      leading = model.expand(next.milestones.map(({ key }) => `milestone:${key}`))
      decisions.clear()
      stopDom?.()
      const onElements = [...entries.values()].filter(({ dependencies }) => dependencies.has('element'))
      stopDom = onElements.length ? dom.watch(guard(() => void (person.loaded && reconsider(onElements)))) : undefined
      stage?.renew()
      person.need(toTallyNeeds([...model.events, ...[...entries.values()].flatMap(({ events }) => events)]))
      changed(['*'])
    },
    changed,
    start,
    why: (key) => stage?.why(key) ?? decisions.get(key) ?? NOT_LOADED,
    clear() {
      stage?.clear()
      decisions.clear()
      fired.clear()
      early.clear()
    },
    dispose() {
      disposed = true
      stopDom?.()
      stage?.dispose()
    },
  }
}
