// Owns one appearance of one guide to one person: where it stands, what is drawn of it, how it ends. It must not know preact.
import {
  GUIDE_EVENTS,
  toMs,
  type Action,
  type Button,
  type PublishedGuide as Guide,
  type GuideProgress,
  type PublishedStep as Step,
  type Target,
  type PublishedTask as Task,
} from '@foothold/protocol'
import type { CompiledGuide, Context } from '@foothold/targeting'
import type { Busy } from '../moment/busy.ts'
import type { Decisions, World } from './world.ts'
import { nextStep, resolveStep, stepsReachable, type Flow } from './flow.ts'
import { findTarget } from './target.ts'
import { fillText } from './text.ts'
import type { ButtonView, Ui, View } from './view.ts'
import { WORDS } from './words.ts'

/** What a showing needs of the rest. */
export interface Surroundings extends Pick<World, 'platform' | 'person' | 'track'> {
  busy: Busy
  ui: Ui
  decisions: Pick<Decisions, 'version' | 'context' | 'holds' | 'expose'>
  /** Runs what a showing cannot do by itself, in order; what follows a navigation waits for the new page. */
  perform(actions: readonly Action[]): void
  /** Wraps what the page will call. */
  callback(run: () => void): () => void
  /** A showing came, went or freed the attention of the person. */
  changed(guide: string): void
}

/** The guide as an arm of its experiment has it: of a tour perhaps fewer steps, in another order. */
function arrange(guide: Guide, arm: string | undefined): Guide {
  const keys = guide.experiment?.variants?.find(({ key }) => key === arm)?.steps
  return keys && guide.kind === 'tour' ? { ...guide, steps: keys.flatMap((key) => guide.steps.find((step) => step.key === key) ?? []) } : guide
}

type End = 'completed' | 'dismissed' | 'snoozed' | 'ended'

export interface Showing {
  readonly guide: Guide
  /** Whether it has the person's attention: drawn, or about to be. A tour whose step belongs to another page has not. */
  readonly present: boolean
  readonly over: boolean
  /** Whether it ended without anybody having seen it: to try again at once would come to the same. */
  readonly vain: boolean
  /** Draws what should be seen now; call after anything changed. @param aside - draw nothing while something else has the attention. */
  sync(aside?: boolean): void
  end(how: End, reason?: string, until?: number): void
  /** Takes it away without an outcome (another person came). */
  remove(): void
}

/** @param step - where an interrupted tour goes on; default its first step. */
export function createShowing(stage: Surroundings, entry: CompiledGuide, step?: string): Showing {
  const { platform, person } = stage
  const arm = stage.decisions.context(entry.guide.key).arm(entry.guide.key)
  const guide = arrange(entry.guide, arm)
  const id = platform.createId(platform.now())
  let at = step ?? (guide.kind === 'tour' ? guide.steps[0]!.key : '')
  const visited: string[] = []
  const seenParts = new Set<string>()
  let rendered = false
  let aside = false
  let drawn = false
  /** Counts calls of `sync`: one that was overtaken by a call from inside draws nothing. */
  let revision = 0
  let ended = false
  let acted = false
  let collapsed = platform.local.read(`collapsed.${guide.key}`) ?? (platform.window.innerWidth < 640 ? '1' : '0')
  let opened = guide.kind !== 'hint' || !guide.beacon
  /** When the target of the present step was first looked for in vain, and whether its time is up. */
  let missing: { cancel: () => void; late: boolean } | undefined
  /** The target whose click counts as "next". */
  let listening: Element | undefined

  const tell = (event: string, more: Record<string, unknown> = {}): void =>
    stage.track(event, { guide: guide.key, kind: guide.kind, version: stage.decisions.version, showing: id, ...(guide.experiment && { arm }), ...more })
  const keep = (change: Partial<GuideProgress>): void => {
    const old = person.progress(guide.key)
    person.setProgress(guide.key, { ...(old ?? { seen: 0, state: 'unseen' }), at: platform.now(), ...change })
  }
  const text = (source: string | undefined): string => {
    const { traits = {}, account = {} } = stage.decisions.context(guide.key)
    return source ? fillText(source, { user: traits, account }) : ''
  }

  const flow = (steps: readonly Step[]): Flow => {
    const context = stage.decisions.context(guide.key)
    return { steps, holds: (rule) => stage.decisions.holds(rule, context) }
  }

  /** A finished checklist stays to be read; whatever takes it away then is no outcome of its own. */
  const finished = (): boolean => guide.kind === 'checklist' && person.progress(guide.key)?.state === 'completed'

  function seen(part: string): void {
    if (seenParts.has(part)) return
    if (!seenParts.size) {
      tell(GUIDE_EVENTS.seen)
      if (guide.experiment) stage.decisions.expose(guide.key)
      const progress = person.progress(guide.key)
      // going on after a reload is the same showing to the person
      if (!step)
        keep({
          seen: (progress?.seen ?? 0) + 1,
          ...(finished() ? {} : { state: 'seen' }),
          lastSeenAt: platform.now(),
          ...(guide.kind === 'tour' ? { step: at } : {}),
        })
      stage.changed(guide.key)
    }
    seenParts.add(part)
    if (guide.kind === 'tour') tell(GUIDE_EVENTS.stepSeen, { step: part })
  }

  function end(how: End, reason?: string, until?: number): void {
    if (ended) return
    remove()
    // something taken away before anybody saw it leaves no trace in the person's progress
    if (!finished() && (how !== 'ended' || seenParts.size)) {
      const old = person.progress(guide.key)
      const { step: _step, until: _until, ...rest } = old ?? { seen: 0, state: 'unseen' as const }
      person.setProgress(guide.key, { ...rest, state: how, at: platform.now(), ...(until === undefined ? {} : { until }) })
      tell(GUIDE_EVENTS[how], {
        ...(guide.kind === 'tour' ? { step: at } : {}),
        ...(reason ? { reason } : {}),
        ...(until ? { until: new Date(until).toISOString() } : {}),
      })
    }
    stage.changed(guide.key)
  }

  function remove(): void {
    if (ended) return
    ended = true
    missing?.cancel()
    listen(undefined)
    stage.ui.render(id, undefined)
  }

  /** Goes to "next", "back", "end" or a step; a guide without steps has only its end. @param unseen - the way back does not lead here. */
  function move(to: string, unseen = false): void {
    // nothing was completed where nothing could be shown
    const finish = (): void => (unseen && !seenParts.size ? end('ended', 'target-missing') : end('completed'))
    if (guide.kind !== 'tour') return finish()
    const { steps } = guide
    let key: string | undefined
    if (to === 'back') key = visited.pop() ?? steps[steps.findIndex((one) => one.key === at) - 1]?.key ?? at
    else {
      if (!unseen) visited.push(at)
      key = to === 'next' ? nextStep(flow(steps), at) : resolveStep(steps, at, to)
    }
    if (!key) return finish()
    at = key
    missing?.cancel()
    missing = undefined
    keep({ step: at, state: 'seen' })
    sync()
  }

  /** Runs actions in their order. After a navigation only the guides to start wait for the new page. */
  function run(actions: readonly Action[]): void {
    acted = true
    const away = actions.findIndex((action) => 'navigate' in action)
    actions.forEach((action, i) => {
      if ('go' in action) move(action.go)
      else if ('dismiss' in action) end('dismissed')
      else if ('snooze' in action) end('snoozed', undefined, platform.now() + toMs(action.snooze)!)
      else if (i === away) stage.perform(actions.slice(i).filter((one) => 'navigate' in one || 'start' in one))
      else if (away < 0 || i < away || 'track' in action) stage.perform([action])
    })
  }

  const toButtons = (buttons: readonly Button[] | undefined, after?: () => void): ButtonView[] =>
    (buttons ?? []).map((button, i) => ({
      label: text(button.label),
      look: button.look ?? (i === 0 ? 'primary' : 'secondary'),
      act: stage.callback(() => {
        run(button.do)
        after?.()
      }),
    }))
  /** The button of an author who wrote none. */
  const plain = (label: string, go: string): Button => ({ label, do: [{ go }] })

  const complete = (): void => end('completed')

  /** Looks for the target; says what to draw: an element, nothing yet, or the step without it. */
  function aim(target: Target | undefined): Element | 'wait' | 'float' {
    if (!target) return 'float'
    const found = findTarget(platform.document, target)
    if (found.element) {
      missing?.cancel()
      missing = undefined
      return found.element
    }
    if (!missing) {
      const mine = {
        late: false,
        cancel: platform.later(
          toMs(target.waitFor)!,
          stage.callback(() => ((mine.late = true), tell(GUIDE_EVENTS.targetMissing, { step: at, reason: found.reason }), sync())),
        ),
      }
      missing = mine
    }
    if (!missing.late) return 'wait'
    if (target.onMissing === 'float') return 'float'
    if (target.onMissing === 'end') end('ended', `target-${found.reason}`)
    else if (target.onMissing === 'skip') move('next', true)
    else if (target.onMissing !== 'wait') move(target.onMissing.slice(3), true)
    return 'wait'
  }

  /** Counts a click on the target as "next", at the moment of the click, whatever the page does then. */
  function listen(element: Element | undefined): void {
    if (listening === element) return
    listening?.removeEventListener('click', clicked, true)
    listening = element
    element?.addEventListener('click', clicked, true)
  }
  const clicked = stage.callback(() => move('next'))

  const common = (
    part: string,
    source: { title: string; body?: string | undefined },
  ): { part: string; title: string; body: string; seen: () => void; dismiss: () => void } => ({
    part,
    title: text(source.title),
    body: text(source.body),
    seen: stage.callback(() => seen(part)),
    dismiss: stage.callback(() => end('dismissed')),
  })

  function stepView(steps: readonly Step[], context: Context): View | undefined {
    const current = steps.find(({ key }) => key === at)!
    listen(undefined)
    if (!entry.stepOnPage.get(at)!(context)) return undefined
    const target = aim(current.target)
    if (target === 'wait' || ended || current.key !== at) return undefined
    const element = target === 'float' ? undefined : target
    if (stage.busy.reason(element) === 'dialog') return undefined
    const advance = current.interaction === 'advance'
    if (advance) listen(element)
    const path = stepsReachable(flow(steps))
    const index = path.indexOf(at)
    const last = nextStep(flow(steps), at) === undefined
    const usual = [
      ...(advance && element ? [] : [plain(last ? WORDS.done : WORDS.next, 'next')]),
      ...(index > 0 || visited.length ? [plain(WORDS.back, 'back')] : []),
    ]
    const buttons = toButtons(current.actions ?? usual)
    return {
      kind: 'tour',
      ...common(at, current),
      buttons,
      target: element,
      layer: stage.busy.layerOf(element),
      placement: current.placement,
      number: index < 0 ? path.length : index + 1,
      of: path.length,
      block: current.interaction === 'block',
    }
  }

  function project(): View | undefined {
    const context = stage.decisions.context(guide.key)
    switch (guide.kind) {
      case 'tour':
        return stepView(guide.steps, context)
      case 'hint': {
        const target = aim(guide.target)
        if (target === 'wait' || ended) return undefined
        // a hint without the thing it is about helps nobody, whatever a tour would do
        if (target === 'float') return void end('ended', 'target-missing')
        if (stage.busy.reason(target) === 'dialog') return undefined
        const open = (): void => ((opened = true), sync())
        return {
          kind: 'hint',
          ...common('', guide),
          buttons: toButtons(guide.actions ?? [plain(WORDS.gotIt, 'end')], complete),
          target,
          layer: stage.busy.layerOf(target),
          placement: guide.placement,
          closed: !opened,
          open: stage.callback(open),
        }
      }
      case 'empty-state': {
        const slot = platform.document.querySelector(`[data-foothold-slot="${CSS.escape(guide.slot)}"]`)
        return slot ? { kind: 'empty-state', ...common('', guide), buttons: toButtons(guide.actions), slot } : undefined
      }
      case 'celebration': {
        // our own dialog is one of the page's, once it is open
        if (!drawn && stage.busy.reason() === 'dialog') return undefined
        return {
          kind: 'celebration',
          ...common('', guide),
          buttons: toButtons(guide.actions ?? [plain(WORDS.continue, 'end')], complete),
          confetti: guide.confetti,
        }
      }
      case 'checklist':
        return checklistView(guide, context)
    }
  }

  function checklistView(list: Extract<Guide, { kind: 'checklist' }>, context: Context): View {
    const done: Record<string, number> = { ...person.progress(guide.key)?.tasks }
    const open = (task: Task): boolean => !Object.hasOwn(done, task.key)
    const fresh = list.tasks.filter((task) => open(task) && stage.decisions.holds(task.completeWhen, context))
    for (const task of fresh) {
      done[task.key] = platform.now()
      tell(GUIDE_EVENTS.taskCompleted, { task: task.key })
    }
    if (fresh.length) keep({ tasks: done })
    const all = !list.tasks.some(open)
    if (all && fresh.length) {
      keep({ state: 'completed' })
      tell(GUIDE_EVENTS.completed)
    }
    const firstOpen = list.tasks.find(open)
    return {
      kind: 'checklist',
      ...common('', list),
      buttons: [],
      collapsed: collapsed === '1',
      toggle: stage.callback(() => {
        collapsed = collapsed === '1' ? '0' : '1'
        platform.local.write(`collapsed.${guide.key}`, collapsed)
        sync()
      }),
      tasks: list.tasks.map((task) => ({
        key: task.key,
        title: text(task.title),
        body: text(task.body),
        done: !open(task),
        locked: list.order === 'sequential' && task !== firstOpen && open(task),
        buttons: toButtons(task.actions),
      })),
    }
  }

  function sync(nowAside = aside): void {
    if (ended) return
    aside = nowAside
    const mine = ++revision
    const view = aside ? undefined : project()
    if (ended || mine !== revision) return
    drawn = view !== undefined
    stage.ui.render(id, view)
    if (view && !rendered) {
      rendered = true
      tell(GUIDE_EVENTS.rendered)
    }
  }

  return {
    guide,
    get over() {
      return ended
    },
    get vain() {
      return ended && !seenParts.size && !acted
    },
    get present() {
      return !ended && (guide.kind !== 'tour' || entry.stepOnPage.get(at)?.(stage.decisions.context(guide.key)) !== false)
    },
    sync,
    end: (how, reason, until) => end(how === 'ended' && reason === 'audience' && guide.kind === 'empty-state' && acted ? 'completed' : how, reason, until),
    remove,
  }
}
