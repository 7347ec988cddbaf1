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
  entries(): Iterable<Entry>
  entry(key: string): Entry | undefined
  of(key: string): Decision | undefined
  context(): Context
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

/** The moment of an event is over after this: a guide that had to wait longer would come out of the blue. */
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
  const fired = new Map<string, { how: 'manual' | 'event'; at: number }>()
  let properties: Record<string, unknown> | undefined
  let stage: Stage | undefined
  let loading: Promise<void> | undefined
  let disposed = false
  let stopDom: (() => void) | undefined
  const dom = createDomWatch(window)

  const context = (): Context =>
    model.over({
      ...person.facts(platform.now()),
      place: { path: window.location.pathname, query: Object.fromEntries(new URLSearchParams(window.location.search)) },
      viewport: window.innerWidth < NARROW_PX ? 'narrow' : 'wide',
      input: window.matchMedia('(pointer: coarse)').matches ? 'touch' : 'mouse',
      element: (css) => {
        try {
          const found = [...document.querySelectorAll(css)]
          return found.some(isVisible) ? 'visible' : found.length ? 'present' : 'absent'
        } catch {
          return undefined
        }
      },
      properties,
    })

  const firedBy = (key: string): 'manual' | 'event' | undefined => {
    const moment = fired.get(key)
    return moment && (moment.how === 'manual' || platform.now() - moment.at < MOMENT_MS) ? moment.how : undefined
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
    const now = context()
    for (const entry of concerned) {
      const { key } = entry.guide
      decisions.set(key, evaluateEligibility(entry, now, { fired: firedBy(key), resumes: resumePoint(entry) }))
    }
    if (stage) stage.settle()
    else if (!disposed && [...decisions.values()].some(({ show }) => show)) {
      loading ??= world.loadStage().then(
        (module) => {
          if (!disposed) stage = module.createStage(world, handle)
          stage?.settle()
        },
        (cause: unknown) => {
          // the page works without guidance; the next change tries again
          loading = undefined
          world.report('internal', 'The part that draws guides cannot be loaded.', cause)
        },
      )
    }
  }

  /**
   * Takes note of milestones whose condition now holds.
   *
   * @param live - whether an event of this moment completed them. Otherwise they were reached some time ago, somewhere else;
   * that is no news, and the exact time is the collector's to say.
   */
  function reach(live: boolean): string[] {
    const keys = model.newlyReached(context())
    for (const key of keys) {
      person.reach(key, live ? platform.now() : platform.now() - CELEBRATE_MS)
      if (live) world.track(MILESTONE_REACHED, { milestone: key })
    }
    return keys.map((key) => `milestone:${key}`)
  }

  function changed(dependencies: readonly string[], event?: Record<string, unknown>): void {
    if (!person.loaded || !entries.size) return
    properties = event
    for (const { guide } of entries.values()) {
      const after = guide.when?.after?.event
      if (after && dependencies.includes(`event:${after}`)) fired.set(guide.key, { how: 'event', at: platform.now() })
    }
    const names = [...dependencies, ...reach(dependencies.some((name) => name.startsWith('event:')))]
    const all = names.includes('*')
    reconsider([...entries.values()].filter((entry) => all || names.some((name) => entry.dependencies.has(name))))
    properties = undefined
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
    entries: () => entries.values(),
    entry: (key) => entries.get(key),
    of: (key) => decisions.get(key),
    context,
    resumePoint,
    firedBy,
    answered: (key) => void fired.delete(key),
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
    why: (key) => stage?.lost(key) ?? decisions.get(key) ?? NOT_LOADED,
    clear() {
      stage?.clear()
      decisions.clear()
      fired.clear()
    },
    dispose() {
      disposed = true
      stopDom?.()
      stage?.dispose()
    },
  }
}
