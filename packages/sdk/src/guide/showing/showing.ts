// Owns one appearance of one guide to one person, as all kinds have it: events, progress, actions, the end. It must not know
// how it is drawn, nor what is particular to a kind.
import { SHOWING_EVENTS, isInterruption, toMs, WORDS, type Action, type GuideProgress, type PublishedGuide as Guide } from '@foothold/protocol'
import type { CompiledGuide } from '@foothold/targeting'
import type { Cover } from '../../moment/busy.ts'
import { pointIn } from '../flow.ts'
import { fillText, keepMedia } from '../text.ts'
import type { Course, CreateCourse, End, Life, Surroundings } from './course.ts'

export interface Showing {
  readonly guide: Guide
  /** Somebody asked for it by hand. */
  readonly asked: boolean
  /** Whether there is something to show here now, or soon. A tour whose step belongs to another page has nothing. */
  readonly wants: boolean
  /** Whether it has leave to be drawn, and why it is not nevertheless. */
  readonly aside: boolean
  readonly covered: Cover | undefined
  /** Of what goes in steps: where it stands. */
  readonly step: string | undefined
  readonly drawn: boolean
  readonly over: boolean
  /** Whether it ended without anybody having seen it: to try again at once would come to the same. */
  readonly vain: boolean
  /** Whether another tab has brought the guide to its end since. */
  readonly overtaken: boolean
  /** Draws what should be seen now; call after anything changed. @param aside - draw nothing while something else has the attention. */
  sync(aside: boolean): void
  hear(event: string, properties: Readonly<Record<string, unknown>>): void
  /** Runs actions in their order, up to one that leaves the page. @param after - what comes of it, unless one of them decides that. */
  run(actions: readonly Action[], after?: () => void): void
  /** Goes on in another version of the guide. */
  renew(entry: CompiledGuide): void
  end(how: End, reason?: string, until?: number): void
  /** Takes it away without an outcome (another person came). */
  remove(): void
}

/** Whether an action decides what becomes of the guide. */
const decides = (action: Action): boolean => 'go' in action || 'dismiss' in action || 'snooze' in action

/** The words and the look of a guide, as the bundle has them for it. */
function dressOf({ language, direction, theme }: Guide, { words: all, themes, media }: Surroundings['decisions']['bundle']) {
  const words = (language && all?.[language]) || WORDS
  return { words, media, look: { words, language, direction, theme: themes?.[theme ?? 'default'] } }
}

/** @param from - step at which an interrupted tour goes on; default its first one. */
export function createShowing(stage: Surroundings, begun: CompiledGuide, from?: string): Showing {
  const { platform, person, decisions } = stage
  let entry = begun
  let { guide } = begun
  const { key, kind } = guide
  let dress = dressOf(guide, decisions.bundle)
  const arm = decisions.context(key).arm(key)
  const asked = decisions.firedBy(key) === 'manual'
  const id = platform.createId(platform.now())
  const seenParts = new Set<string>()
  let rendered = false
  let aside = true
  let drawn = false
  let covered: Cover | undefined
  /** Counts calls of `sync`: one that was overtaken by a call from inside draws nothing. */
  let revision = 0
  let ended = false
  let acted = false
  /** When it last wrote to the person's progress. */
  let keptAt = platform.now()

  const tell = (event: string, more: Record<string, unknown> = {}): void =>
    stage.track(event, { guide: key, kind, version: decisions.version, showing: id, ...(guide.experiment && { arm }), ...more })
  const write = (progress: GuideProgress): void => {
    keptAt = platform.now()
    person.setProgress(key, { ...progress, at: keptAt })
  }
  const keep = (change: Partial<GuideProgress>): void => write({ ...(person.progress(key) ?? { seen: 0, state: 'unseen' }), ...change })
  const text = (source: string | undefined): string => {
    const { traits = {}, account = {} } = decisions.context(key)
    return source ? keepMedia(fillText(source, { user: traits, account, language: dress.look.language }), platform.document.baseURI, dress.media) : ''
  }
  const atStep = (): { step?: string } => (course.step === undefined ? {} : { step: course.step })

  function seen(part: string): void {
    if (seenParts.has(part)) return
    if (!seenParts.size) {
      const { seen: before = 0 } = person.progress(key) ?? {}
      // going on after a reload is the same showing to the person, if any of it was seen by then
      if (!from || !before) {
        tell(SHOWING_EVENTS.seen, isInterruption(guide) && !asked ? { interruption: true } : {})
        keep({ seen: before + 1, ...(course.isFinished?.() ? {} : { state: 'seen' }), lastSeenAt: platform.now(), ...course.point })
      }
      stage.changed(key)
    }
    seenParts.add(part)
    if (course.step !== undefined) tell(SHOWING_EVENTS.stepSeen, { step: part })
  }

  function end(how: End, reason?: string, until?: number): void {
    if (ended) return
    remove()
    // something taken away before anybody saw it leaves no trace in the person's progress
    if (!course.isFinished?.() && (how !== 'ended' || seenParts.size)) {
      const { step: _step, ahead: _ahead, revision: _revision, until: _until, draft: _draft, ...rest } = person.progress(key) ?? { seen: 0, state: 'unseen' }
      write({ ...rest, state: how, ...(until === undefined ? {} : { until }) })
      tell(SHOWING_EVENTS[how], {
        ...atStep(),
        ...(reason ? { reason } : {}),
        ...(until ? { until: new Date(until).toISOString() } : {}),
      })
    }
    stage.changed(key)
  }

  function remove(): void {
    if (ended) return
    ended = true
    drawn = false
    course.stop?.()
    stage.ui.render(id, undefined)
  }

  function run(actions: readonly Action[], after?: () => void): void {
    acted = true
    for (const [i, action] of actions.entries()) {
      if ('go' in action) course.move ? course.move(action.go) : end('completed')
      else if ('dismiss' in action) end('dismissed')
      else if ('snooze' in action) end('snoozed', undefined, platform.now() + toMs(action.snooze)!)
      else if ('navigate' in action) {
        const rest = actions.slice(i + 1)
        if (!rest.some(decides)) after?.()
        return stage.leave(action.navigate, key, rest)
      } else stage.perform(action)
    }
    after?.()
  }

  function sync(nowAside: boolean): void {
    if (ended) return
    aside = nowAside
    covered = undefined
    const mine = ++revision
    const view = aside ? undefined : course.view(decisions.context(key))
    if (ended || mine !== revision) return
    drawn = view !== undefined
    stage.ui.render(id, view)
    if (view && !rendered) {
      rendered = true
      tell(SHOWING_EVENTS.rendered)
    }
  }

  const life: Life = {
    stage,
    get entry() {
      return entry
    },
    arm,
    from,
    get over() {
      return ended
    },
    isCovered: (target) => (covered = stage.busy.cover(target)) !== undefined,
    get wasSeen() {
      return seenParts.size > 0
    },
    tell,
    keep,
    get words() {
      return dress.words
    },
    text,
    common: (part, source) => ({
      ...dress.look,
      part,
      title: text(source.title),
      body: text(source.body),
      seen: stage.callback(() => seen(part)),
      dismiss: stage.callback(() => end('dismissed')),
    }),
    buttons: (buttons = [], after) =>
      buttons.map((button, i) => ({
        label: text(button.label),
        look: button.look ?? (i === 0 ? 'primary' : 'secondary'),
        act: stage.callback(() => run(button.do, after)),
      })),
    end,
    sync() {
      if (!aside) sync(false)
      // another step may want the page, or want it no more
      if (!drawn) stage.settle()
    },
  }
  const begin = (before?: Course): Course => (stage.kinds.of(kind)!.create as CreateCourse)(life, guide, before)
  let course = begin()

  return {
    get guide() {
      return guide
    },
    asked,
    get wants() {
      return !ended && course.isWanting?.(decisions.context(key)) !== false
    },
    get aside() {
      return aside
    },
    get step() {
      return course.step
    },
    get covered() {
      return covered
    },
    get drawn() {
      return drawn
    },
    get over() {
      return ended
    },
    get vain() {
      return ended && !seenParts.size && !acted
    },
    get overtaken() {
      const { state = 'unseen', at = 0 } = person.progress(key) ?? {}
      return at > keptAt && state !== 'unseen' && state !== 'seen' && !course.isFinished?.()
    },
    sync,
    hear: (event, properties) => course.hear?.(event, properties),
    run,
    renew(next) {
      dress = dressOf(next.guide, decisions.bundle)
      if (JSON.stringify(next.guide) === JSON.stringify(guide)) return
      const point = course.point
      if (next.guide.kind !== kind || (next.guide.kind === 'tour' && point && !pointIn(next.guide, point))) return end('ended', 'migrated')
      course.stop?.()
      entry = next
      guide = next.guide
      course = begin(course)
    },
    end: (how, reason, until) => end((how === 'ended' && reason === 'audience' && acted && course.endedByUse) || how, reason, until),
    remove,
  }
}
