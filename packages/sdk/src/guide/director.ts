// Owns who may see what: looks at the guides that a change can concern and keeps a decision for each. What comes of the
// decisions on the page is the stage's, which is loaded when the first guide may be shown.
import { BUNDLE_SPEC, EXPERIMENT_EXPOSED, HELD_OUT_OF_ALL, type Bundle, type PublishedGuide, type Rule } from '@foothold/protocol'
import {
  compileRule,
  compileGuide,
  compileModel,
  compileWhere,
  createDependencyIndex,
  evaluateGuide,
  evaluateShown,
  HELD_OUT,
  toValues,
  type CompiledGuide,
  type Context,
  type Evaluate,
  type Refusal,
} from '@foothold/targeting'
import { createDomWatch } from '../moment/dom.ts'
import { claimOver } from './arbiter.ts'
import { createBackstage } from './backstage.ts'
import { NOT_LOADED, noSuchGuide, type Decision } from './decision.ts'
import { createMoments } from './moments.ts'
import { createPageFacts, onDevice } from './page-facts.ts'
import { reach } from './reach.ts'
import { findResumePoint } from './resume-point.ts'
import { createWake } from './wake.ts'
import type { Decisions, World } from './world.ts'

export interface Director {
  setBundle(bundle: Bundle): void
  /** Something that conditions may depend on has changed: `subject:name`, or `*` for everything. */
  changed(dependencies: readonly string[], properties?: Record<string, unknown>): void
  /** Starts a guide by hand: moment and frequency do not count, page and audience do. @param at - epoch ms; default now. */
  start(key: string, at?: number): Decision
  /** Why a guide is, or is not, on the page. */
  why(key: string): Decision
  /** Takes everything off the page at once, without outcomes: somebody else is here. */
  clear(): void
  dispose(): void
}

export function createDirector(world: World): Director {
  const { platform, person, guard } = world
  let bundle: Bundle = { spec: BUNDLE_SPEC, version: '', guides: [], segments: [], milestones: [], features: [], flags: [], tallies: [] }
  let model = compileModel(bundle)
  let index = createDependencyIndex<PublishedGuide>([], () => [])
  let leading = createDependencyIndex<Bundle['milestones'][number]>([], () => [])
  const entries = new Map<string, CompiledGuide>()
  const rules = new WeakMap<Rule, Evaluate>()
  const decisions = new Map<string, Decision>()
  /** Of the decisions: keys of the guides that may be shown. */
  const eligible = new Set<string>()
  /** What changed before there was somebody or something to decide for. */
  let early = new Set<string>()
  /** A guide waits for its moment alone. */
  let soon = false
  let stopDom: (() => void) | undefined
  const dom = createDomWatch(platform.window)
  const backstage = createBackstage(world, (module) => module.createStage(world, handle))
  const moments = createMoments(platform.now, (key) => entries.get(key)?.guide)
  const wake = createWake(
    platform,
    guard((keys) => reconsider(bundle.guides.filter(({ key }) => keys.includes(key)))),
  )
  /** What a navigation cut off; read once, since reading costs as much as deciding. */
  const rest = platform.local.read('rest')

  const page = createPageFacts(platform)
  const facts = (): Context => model.over(Object.assign(Object.create(page) as typeof page, person.facts(platform.now())))

  /** The facts with the moment of the guide. */
  const context = (key: string, now = facts()): Context => {
    now.properties = moments.propertiesOf(key)
    now.fired = moments.firedBy(key) ?? null
    return now
  }

  function entry(key: string): CompiledGuide | undefined {
    const known = entries.get(key)
    if (known) return known
    const guide = bundle.guides.find((one) => one.key === key)
    return guide && compile(guide)
  }

  function compile(guide: PublishedGuide): CompiledGuide {
    const known = entries.get(guide.key)
    if (known) return known
    const compiled = compileGuide(guide)
    entries.set(guide.key, compiled)
    return compiled
  }

  const resumePoint = (compiled: CompiledGuide): string | undefined => findResumePoint(compiled, world, () => context(compiled.guide.key))

  /** An arm that the person was exposed to stays the person's own. */
  function expose(key: string, arm = context(key).arm(key)): void {
    if (arm && person.expose(key, arm)) world.track(EXPERIMENT_EXPOSED, { guide: key, arm })
  }

  /** Asks for what may change an answer by time alone. */
  function timed(key: string, now = facts()): { asked: Context; until: () => number | undefined } {
    const asked = context(key, now)
    let until: number | undefined
    asked.wake = (at) => void (until = Math.min(until ?? at, at))
    return { asked, until: () => until }
  }

  /** When a limit of how often lets a guide come again; the gates before it have times of their own. */
  function opening({ guide, gates }: CompiledGuide, refusal: Refusal, now: ReturnType<typeof facts>): { until: number } | undefined {
    if (refusal.reason !== 'frequency' && refusal.reason !== 'attention') return undefined
    const { asked, until } = timed(guide.key, now)
    gates.find(({ closed }) => closed === refusal)?.evaluate(asked)
    const at = until()
    return at ? { until: at } : undefined
  }

  function decide(guide: PublishedGuide, now = facts()): void {
    const { key } = guide
    const compiled = compile(guide)
    const { asked, until } = timed(key, now)
    const refusal = evaluateGuide(compiled, asked, resumePoint(compiled))
    wake.set(key, until())
    decisions.set(key, refusal ? { show: false, ...refusal, ...opening(compiled, refusal, now) } : { show: true })
    soon ||= refusal?.reason === 'moment' && compiled.gates.every(({ gate, evaluate }) => gate.name === 'moment' || evaluate(asked))
    if (refusal) eligible.delete(key)
    else eligible.add(key)
    // shares are drawn last: who is held out would have seen it. Both sides are noted here: what comes between this and being seen
    // (a target that is missing, another guide, a page that is left) would take people from one side alone
    if (refusal?.reason === 'holdout') expose(key, refusal.detail === 'own' ? HELD_OUT : HELD_OUT_OF_ALL)
    else if (!refusal && guide.experiment && asked.fired !== 'manual') expose(key)
  }

  function reconsider(concerned: Iterable<PublishedGuide>): void {
    const now = facts()
    for (const guide of concerned) decide(guide, now)
    wake.wind()
    if (backstage.stage) backstage.stage.settle()
    else if (rest || eligible.size) backstage.open()
    else if (soon) backstage.prefetch()
  }

  function changed(dependencies: readonly string[], properties?: Record<string, unknown>): void {
    for (const name of dependencies) early.add(name)
    if (!person.loaded || !bundle.guides.length) return
    const names = early
    early = new Set()
    const values = properties && toValues(properties)
    if (properties) for (const name of dependencies) backstage.stage?.hear(name.slice(6), properties)
    if ([...leading.of(names)].length) for (const name of reach(world, model.newlyReached(facts()), bundle.milestones, names)) names.add(name)
    const concerned = [...index.of(names)]
    for (const { key, when } of concerned) if (names.has(`event:${when?.after?.event}`)) moments.note(key, 'event', platform.now(), values)
    // actions may wait for this page, or the page claims the attention
    if (names.has('page')) backstage.stage?.settle()
    // most events concern nobody
    if (concerned.length) reconsider(concerned)
  }

  function start(key: string, at = platform.now()): Decision {
    backstage.stage?.remove(key)
    // also of what has not come yet: it may come within the moment
    moments.note(key, 'manual', at)
    const guide = entry(key)?.guide
    if (!guide || !person.loaded) return unknown(key)
    reconsider([guide])
    return told(key, decisions.get(key)!)
  }

  /** A decision, unless the page claims the attention: the stage knows of that when it has come, and at the end of a turn. */
  function told(key: string, decision: Decision): Decision {
    const detail = decision.show && claimOver(entry(key)!.guide, world.claims)
    return detail ? { show: false, reason: 'outranked', detail } : decision
  }

  const unknown = (key: string): Decision => (bundle.version && !entry(key) ? noSuchGuide(key, bundle.guides) : NOT_LOADED)

  function forget(): void {
    decisions.clear()
    eligible.clear()
    wake.clear()
  }

  const stopDevice = onDevice(
    platform,
    guard(() => changed(['device'])),
  )

  const handle: Decisions = {
    get version() {
      return bundle.version
    },
    get bundle() {
      return bundle
    },
    entry,
    holds(rule, now) {
      if (!rules.has(rule)) rules.set(rule, compileRule(rule))
      return rules.get(rule)!(now)
    },
    passes: (where, values) => compileWhere(where)(values, platform.now()),
    decided: decisions,
    eligible,
    context,
    resumePoint,
    firedBy: moments.firedBy,
    answered: moments.answered,
    stays(key, asked) {
      const compiled = entry(key)
      if (!compiled) return undefined
      const time = timed(key)
      const refusal = evaluateShown(compiled, time.asked, asked)
      const until = time.until()
      if (until) {
        wake.set(key, until)
        wake.wind()
      }
      return refusal
    },
    again(key) {
      const guide = entry(key)?.guide
      if (guide) decide(guide)
      return decisions.get(key)
    },
    changed,
    start,
    watchDom: dom.watch,
    watchRoot: dom.include,
  }

  return {
    setBundle(next) {
      if (next.spec !== BUNDLE_SPEC) return
      bundle = next
      model = compileModel(next)
      index = createDependencyIndex(next.guides, ({ dependencies }) => dependencies)
      leading = createDependencyIndex(next.milestones, ({ dependencies }) => dependencies)
      entries.clear()
      forget()
      stopDom?.()
      const onElements = [...index.of(['element'])]
      stopDom = onElements.length ? dom.watch(guard(() => void (person.loaded && reconsider(onElements)))) : undefined
      backstage.stage?.renew()
      person.need(next.tallies, next.version, new Set(next.guides.filter(({ experiment }) => experiment?.unit === 'account').map(({ key }) => key)))
      changed(['*'])
    },
    changed,
    start,
    why: (key) => told(key, backstage.stage?.why(key) ?? decisions.get(key) ?? unknown(key)),
    clear() {
      backstage.stage?.clear()
      forget()
      moments.clear()
      early.clear()
    },
    dispose() {
      wake.clear()
      stopDom?.()
      stopDevice()
      backstage.dispose()
    },
  }
}
