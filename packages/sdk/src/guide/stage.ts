// Owns what is on the page: arms delays and nearness, lets the arbiter choose, opens showings and keeps them in step with
// the decisions. Loaded with the drawing part, when the first guide may be shown.
import { toMs, type Action, type PublishedGuide as Guide } from '@foothold/protocol'
import { createBusy } from '../moment/busy.ts'
import { onNear } from '../moment/near.ts'
import { arbitrate } from './arbiter.ts'
import { demandOf } from './attention.ts'
import type { Decisions, World } from './world.ts'
import type { CompiledGuide } from '@foothold/targeting'
import type { Decision } from './decision.ts'
import type { Kinds } from './showing/kinds.ts'
import { createShowing, type Showing } from './showing/showing.ts'
import { findTarget, type Found } from './target.ts'
import type { Ui } from './view.ts'

export interface Stage {
  /** Brings the page in line with the decisions; once for everything that happens in one turn. */
  settle(): void
  /** What the stage knows of a guide beyond its gates: that it is on the page, or why it was not chosen the last time. */
  why(key: string): Decision | undefined
  /** The published guides changed: an open one goes on in its new version, a withdrawn one goes. */
  renew(): void
  remove(key: string): void
  clear(): void
  dispose(): void
}

/** What the lazily loaded part exports. */
export interface StageModule {
  createStage(world: World, decisions: Decisions): Stage
}

/** What is left of an action list after a navigation is dropped when that takes longer than this. */
const REST_MS = 60_000

/** What has a course of its own waits for its page. */
const isCourse = ({ kind }: Guide): boolean => kind === 'tour' || kind === 'survey'

export function createStage(world: World, decisions: Decisions, ui: Ui, kinds: Kinds): Stage {
  const { platform, guard } = world
  const { window, document } = platform
  const showings = new Map<string, Showing>()
  /** Delays and nearness that run for eligible guides; dropped when the guide stops being eligible. */
  const arming = new Map<string, { ripe: boolean; stop: () => void }>()
  const losers = new Map<string, Decision>()
  /** Guides that ended unseen, with the address where they did: not tried again there, or each try would tell of a failure. */
  const vain = new Map<string, string>()
  let queued = false
  /** How often the page's elements have changed. */
  let changes = 0
  let failed = false
  /** Address that a list of actions has left with something still to do. */
  let left: string | undefined

  const busy = createBusy(window, platform.now, platform.later, guard(settle))
  // targets come, go and move; what needs none is not asked
  const stopDom = decisions.watchDom(
    guard(() => {
      changes++
      if ([...showings.values()].some(({ guide }) => guide.kind === 'tour' || guide.kind === 'hint')) settle()
      else choose()
    }),
  )

  const surroundings = {
    ...world,
    busy,
    ui,
    kinds,
    decisions,
    perform,
    callback: (run: () => void) => () => void guard(run)(),
    changed: (guide: string) => {
      const group = decisions.entry(guide)?.guide.group
      decisions.changed([`guide:${guide}`, ...(group ? [`group:${group}`] : [])])
      settle()
    },
  }

  function perform(actions: readonly Action[]): void {
    for (const [i, action] of actions.entries()) {
      if ('track' in action) world.track(action.track, { ...action.properties })
      else if ('start' in action) decisions.start(action.start)
      else if ('navigate' in action) {
        // the rest is for the page that comes, by a load or by the host's router
        const rest = actions.slice(i + 1)
        if (rest.length) {
          platform.local.write('rest', JSON.stringify({ rest, at: platform.now() }))
          left = window.location.href
        }
        return world.navigate(action.navigate)
      }
    }
  }

  /** Goes on with the actions that a navigation cut off. */
  function performRest(): void {
    const text = platform.local.read('rest')
    left = undefined
    if (!text) return
    platform.local.write('rest', '')
    const { rest, at } = JSON.parse(text) as { rest: Action[]; at: number }
    if (platform.now() - at < REST_MS) perform(rest)
  }

  function settle(): void {
    if (queued) return
    queued = true
    queueMicrotask(
      guard(() => {
        queued = false
        if (left && left !== window.location.href) performRest()
        for (const [key, showing] of showings) {
          if (follow(key, showing)) continue
          showings.delete(key)
          if (showing.vain && decisions.eligible.has(key)) vain.set(key, window.location.href)
        }
        for (const [key, { stop }] of arming) {
          if (decisions.eligible.has(key)) continue
          stop()
          arming.delete(key)
        }
        choose()
      }),
    )
  }

  /** Keeps an open showing in step with its decision. @returns whether it is still there. */
  function follow(key: string, showing: Showing): boolean {
    const decision = decisions.decided.get(key)
    const reason = !decision || decision.show ? undefined : decision.reason
    if (reason === 'audience' || reason === 'unknown' || reason === 'slot') showing.end('ended', reason)
    else if (reason === 'page' && !isCourse(showing.guide)) showing.end('ended', reason)
    else showing.sync(showing.guide.kind === 'tour' && [...showings.values()].some(({ guide }) => guide.kind === 'celebration'))
    return !showing.over
  }

  function choose(): void {
    losers.clear()
    const eligible = [...decisions.eligible].flatMap((key) => {
      const entry = showings.has(key) ? undefined : decisions.entry(key)
      return entry && !hopeless(entry.guide) && ripe(key) ? entry : []
    })
    const chosen = arbitrate({
      eligible: eligible.map((entry) => ({
        guide: entry.guide,
        first: decisions.resumePoint(entry) !== undefined || decisions.firedBy(entry.guide.key) === 'manual',
      })),
      present: [...showings.values()].filter(({ present }) => present).map(({ guide }) => guide),
      busy: (guide) => busy.reason(guide.kind === 'hint' ? findTarget(document, guide.target).element : undefined),
    })
    for (const { guide, outcome } of chosen) {
      if (outcome === 'show') {
        if (kinds.of(guide.kind)) open(decisions.entry(guide.key)!)
        else fetchKinds(guide.key)
      } else losers.set(guide.key, { show: false, ...outcome })
    }
  }

  /** What was chosen keeps its place while its kind comes: it is chosen again at every turn. */
  function fetchKinds(key: string): void {
    losers.set(key, { show: false, reason: 'not-loaded' })
    kinds.load().then(settle, (cause: unknown) => {
      // the page works without it; the next change tries again
      if (!failed) world.report('internal', 'A kind of guide cannot be drawn: its script does not load.', cause)
      failed = true
    })
  }

  const hopeless = (guide: Guide): boolean =>
    vain.get(guide.key) === window.location.href && !(guide.kind === 'hint' && findTarget(document, guide.target).element)

  /** Whether a guide's delay is over and, where it waits for the pointer, the pointer is near; arms both. */
  function ripe(key: string): boolean {
    const { guide } = decisions.entry(key)!
    const { delay, near } = guide.when ?? {}
    if (decisions.firedBy(key) === 'manual' || (!delay && near === undefined)) return true
    const armed = arming.get(key)
    if (armed) return armed.ripe
    const mine = { ripe: false, stop: (): void => {} }
    arming.set(key, mine)
    const ready = guard(() => {
      mine.ripe = true
      // everything is asked again at the instant of rendering
      decisions.again(key)
    })
    const approach = guard(() => {
      if (guide.kind !== 'hint' || near === undefined) return ready()
      let found: Found | undefined
      let looked = -1
      // asked in each frame in which the pointer moves: nothing new comes of it before the page has changed
      const find = (): Element | undefined => {
        if (found?.element || looked !== changes) found = findTarget(document, guide.target, false, found)
        looked = changes
        return found?.element
      }
      mine.stop = onNear(window, find, near, ready)
    })
    if (delay) mine.stop = platform.later(toMs(delay)!, approach)
    else approach()
    return false
  }

  function open(entry: CompiledGuide): void {
    const { key } = entry.guide
    if (demandOf(entry.guide) === 'interrupts') {
      for (const other of showings.values()) if (demandOf(other.guide) === 'beside') other.end('ended', 'outranked')
    }
    const showing = createShowing(surroundings, entry, decisions.resumePoint(entry))
    showings.set(key, showing)
    decisions.answered(key)
    arming.delete(key)
    showing.sync()
  }

  function remove(key: string): void {
    vain.delete(key)
    showings.get(key)?.remove()
    showings.delete(key)
  }

  function clear(): void {
    for (const key of showings.keys()) remove(key)
    for (const { stop } of arming.values()) stop()
    arming.clear()
    losers.clear()
    vain.clear()
  }

  guard(performRest)()

  return {
    settle,
    why: (key) =>
      showings.get(key)?.present
        ? { show: true }
        : (losers.get(key) ??
          (arming.has(key)
            ? { show: false, reason: 'moment' }
            : vain.has(key) && decisions.eligible.has(key)
              ? { show: false, reason: 'element', detail: 'target' }
              : undefined)),
    renew() {
      for (const [key, showing] of showings) {
        if (decisions.entry(key)) remove(key)
        else showing.end('ended', 'withdrawn')
      }
      clear()
    },
    remove,
    clear,
    dispose() {
      clear()
      stopDom()
      busy.dispose()
      ui.dispose()
    },
  }
}
