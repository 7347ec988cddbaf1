// Owns what is on the page: lets the arbiter choose among what is there and what may come, opens showings and keeps them in step
// with the decisions. Loaded with the drawing part, when the first guide may be shown.
import { demandOf, type PublishedGuide as Guide } from '@foothold/protocol'
import type { CompiledGuide } from '@foothold/targeting'
import { createBusy } from '../moment/busy.ts'
import { arbitrate, type Contender } from './arbiter.ts'
import { createArming } from './arming.ts'
import type { Decision } from './decision.ts'
import { createErrands } from './errand.ts'
import type { Kinds } from './showing/kinds.ts'
import { createShowing, type Showing } from './showing/showing.ts'
import { createTabs } from './tabs.ts'
import { findTarget, type Found } from './target.ts'
import type { Ui } from './view.ts'
import type { Decisions, World } from './world.ts'

export interface Stage {
  /** Brings the page in line with the decisions; once for everything that happens in one turn. */
  settle(): void
  /** Lets open showings hear of an event. */
  hear(event: string, properties: Readonly<Record<string, unknown>>): void
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

const ELSEWHERE = 'other-tab'

export function createStage(world: World, decisions: Decisions, ui: Ui, kinds: Kinds): Stage {
  const { platform, guard } = world
  const { window, document } = platform
  const showings = new Map<string, Showing>()
  const losers = new Map<string, Decision>()
  /** Guides that ended unseen, with the address where they did: not tried again there, or each try would tell of a failure. */
  const vain = new Map<string, string>()
  let queued = false
  /** How often the page's elements have changed. */
  let changes = 0
  let failed = false
  const tabs = createTabs(world, (lost) => {
    if (lost) yieldToTab()
    settle()
  })
  const busy = createBusy(window, platform.now, platform.later, guard(settle))
  const arming = createArming(world, decisions, { settle, changes: () => changes })
  const stops = [
    // targets come, go and move; what needs none is not asked
    decisions.watchDom(
      guard(() => {
        changes++
        if ([...showings.values()].some(({ guide }) => demandOf(guide) !== 'waits')) settle()
        else arrange()
      }),
    ),
    platform.onOther(
      'guides',
      guard(() => {
        // in the dark it makes no difference: who turns to this page has it looked at then
        if (document.hidden) return
        world.person.catchUp()
        decisions.changed(['*'])
      }),
    ),
  ]
  const errands = createErrands(world, {
    start: (key) => decisions.start(key),
    run(guide, rest) {
      const entry = decisions.entry(guide)
      if (!entry || !kinds.of(entry.guide.kind)) return false
      ;(showings.get(guide) ?? open(entry)).run(rest)
      return true
    },
    settle,
  })
  const surroundings = {
    ...world,
    busy,
    ui,
    kinds,
    decisions,
    perform: errands.perform,
    leave: errands.leave,
    settle,
    callback: (run: () => unknown) => () => void guard(run)(),
    changed: (guide: string) => {
      const group = decisions.entry(guide)?.guide.group
      decisions.changed([`guide:${guide}`, ...(group ? [`group:${group}`] : [])])
      settle()
    },
  }

  /** Another tab shows what interrupts: here it goes, and comes back where it stands by then when this tab is turned to again. */
  function yieldToTab(): void {
    for (const [key, { guide }] of showings) if (demandOf(guide) === 'interrupts') drop(key)
  }

  function settle(): void {
    if (queued) return
    queued = true
    queueMicrotask(
      guard(() => {
        queued = false
        errands.arrive()
        arming.sweep()
        arrange()
      }),
    )
  }

  /** Ends what may not stay. @returns whether the showing wants the page now. */
  function follow(key: string, showing: Showing): boolean {
    const refusal = decisions.stays(key, showing.asked)
    if (showing.overtaken) showing.remove()
    // what cannot be told any more may be told soon
    else if (refusal && refusal.reason !== 'unknown') showing.end('ended', refusal.reason)
    if (showing.over) {
      showings.delete(key)
      if (showing.vain && decisions.eligible.has(key)) vain.set(key, window.location.href)
      return false
    }
    if (refusal) losers.set(key, { show: false, ...refusal })
    if (!refusal && showing.wants) return true
    showing.sync(true)
    return false
  }

  function arrange(): void {
    losers.clear()
    const contenders: Contender[] = []
    for (const [key, showing] of showings) if (follow(key, showing)) contenders.push({ guide: showing.guide, standing: showing.aside ? 'first' : 'shown' })
    for (const key of decisions.eligible) {
      const entry = showings.has(key) ? undefined : decisions.entry(key)
      if (!entry || isHopeless(entry.guide) || !arming.isRipe(entry)) continue
      const first = decisions.resumePoint(entry) !== undefined || decisions.firedBy(key) === 'manual'
      contenders.push({ guide: entry.guide, standing: first ? 'first' : 'new' })
    }
    const chosen = arbitrate({
      contenders,
      claims: world.claims,
      busy: (guide) => (tabs.elsewhere && demandOf(guide) === 'interrupts' ? ELSEWHERE : busy.reason(() => aimOf(guide)?.element)),
    })
    for (const { guide, outcome } of chosen) if (outcome !== 'show') losers.set(guide.key, { show: false, ...outcome })
    // what goes makes room before anything comes
    for (const { guide, outcome } of chosen) if (outcome !== 'show') showings.get(guide.key)?.sync(true)
    for (const { guide, outcome } of chosen) if (outcome === 'show') show(guide.key)
  }

  /** What was chosen keeps its place while its kind comes: it is chosen again at every turn. */
  function fetchKind({ key, kind }: Guide): void {
    losers.set(key, { show: false, reason: 'not-loaded' })
    kinds.load(kind).then(settle, (cause: unknown) => {
      // the page works without it; the next change tries again
      if (!failed) world.report('internal', 'A kind of guide cannot be drawn: its script does not load.', cause)
      failed = true
    })
  }

  function show(key: string): void {
    let showing = showings.get(key)
    const entry = decisions.entry(key)!
    // also of what is there: the page may draw it from now on
    if (!kinds.of(entry.guide.kind)) return fetchKind(entry.guide)
    if (!showing) {
      // everything is asked again at the instant of rendering
      if (!decisions.again(key)?.show) return settle()
      showing = open(entry)
      if (demandOf(showing.guide) === 'interrupts') tabs.take()
    }
    showing.sync(false)
    if (showing.over) settle()
  }

  function open(entry: CompiledGuide): Showing {
    const { key } = entry.guide
    const showing = createShowing(surroundings, entry, decisions.resumePoint(entry))
    showings.set(key, showing)
    decisions.answered(key)
    arming.drop(key)
    return showing
  }

  /** Looks for what the guide is about now: if that is inside of what the page has open, it may stand there. */
  function aimOf(guide: Guide): Found | undefined {
    const { key } = guide
    const at = showings.get(key)?.step ?? decisions.resumePoint(decisions.entry(key)!)
    const aimed = guide.kind === 'tour' ? (guide.steps.find((step) => step.key === at) ?? guide.steps[0]) : guide.kind === 'hint' ? guide : undefined
    return aimed?.target && findTarget(document, aimed.target)
  }

  const isHopeless = (guide: Guide): boolean =>
    vain.get(guide.key) === window.location.href && !(guide.kind === 'hint' && findTarget(document, guide.target).element)

  function drop(key: string): void {
    vain.delete(key)
    showings.get(key)?.remove()
    showings.delete(key)
  }

  function clear(): void {
    for (const key of showings.keys()) drop(key)
    arming.clear()
    losers.clear()
    vain.clear()
  }

  guard(errands.resume)()

  return {
    settle,
    hear(event, properties) {
      for (const showing of showings.values()) showing.hear(event, properties)
    },
    why(key) {
      const showing = showings.get(key)
      if (showing?.drawn) return { show: true }
      if (showing?.covered) return { show: false, reason: 'busy', detail: showing.covered }
      const lost = losers.get(key)
      if (lost) return lost
      if (arming.has(key)) return { show: false, reason: 'moment' }
      if (showing?.aside !== false && !(vain.has(key) && decisions.eligible.has(key))) return undefined
      return { show: false, reason: 'element', detail: aimOf(decisions.entry(key)!.guide)?.reason ?? 'target' }
    },
    renew() {
      for (const [key, showing] of showings) {
        const entry = decisions.entry(key)
        if (entry) showing.renew(entry)
        else showing.end('ended', 'withdrawn')
        if (showing.over) showings.delete(key)
      }
      arming.clear()
      vain.clear()
    },
    remove: drop,
    clear,
    dispose() {
      clear()
      for (const stop of stops) stop()
      tabs.stop()
      busy.dispose()
      ui.dispose()
    },
  }
}
