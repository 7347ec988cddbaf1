// Owns one appearance of one guide to one person, as all kinds have it: events, progress, actions, the end. It must not know
// preact, nor what is particular to a kind.
import { GUIDE_EVENTS, toMs, WORDS, type Action, type GuideProgress, type PublishedGuide as Guide } from '@foothold/protocol'
import type { CompiledGuide } from '@foothold/targeting'
import { fillText, keepMedia } from '../text.ts'
import type { CreateCourse, End, Life, Surroundings } from './course.ts'

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

/** @param from - step at which an interrupted tour goes on; default its first one. */
export function createShowing(stage: Surroundings, entry: CompiledGuide, from?: string): Showing {
  const { platform, person } = stage
  const { guide } = entry
  const { key, kind, language, direction } = guide
  const { words: all, themes, media } = stage.decisions.bundle
  const words = (language && all?.[language]) || WORDS
  const look = { words, language, direction, theme: themes?.[guide.theme ?? 'default'] }
  const arm = stage.decisions.context(key).arm(key)
  const id = platform.createId(platform.now())
  const seenParts = new Set<string>()
  let rendered = false
  let aside = false
  let drawn = false
  /** Counts calls of `sync`: one that was overtaken by a call from inside draws nothing. */
  let revision = 0
  let ended = false
  let acted = false

  const tell = (event: string, more: Record<string, unknown> = {}): void =>
    stage.track(event, { guide: key, kind, version: stage.decisions.version, showing: id, ...(guide.experiment && { arm }), ...more })
  const keep = (change: Partial<GuideProgress>): void => {
    const old = person.progress(key)
    person.setProgress(key, { ...(old ?? { seen: 0, state: 'unseen' }), at: platform.now(), ...change })
  }
  const text = (source: string | undefined): string => {
    const { traits = {}, account = {} } = stage.decisions.context(key)
    return source ? keepMedia(fillText(source, { user: traits, account, language }), platform.document.baseURI, media) : ''
  }
  const atStep = (): { step?: string } => (course.step === undefined ? {} : { step: course.step })

  function seen(part: string): void {
    if (seenParts.has(part)) return
    if (!seenParts.size) {
      tell(GUIDE_EVENTS.seen)
      if (guide.experiment) stage.decisions.expose(key)
      // going on after a reload is the same showing to the person
      if (!from) {
        const count = (person.progress(key)?.seen ?? 0) + 1
        keep({ seen: count, ...(course.isFinished?.() ? {} : { state: 'seen' }), lastSeenAt: platform.now(), ...atStep() })
      }
      stage.changed(key)
    }
    seenParts.add(part)
    if (course.step !== undefined) tell(GUIDE_EVENTS.stepSeen, { step: part })
  }

  function end(how: End, reason?: string, until?: number): void {
    if (ended) return
    remove()
    // something taken away before anybody saw it leaves no trace in the person's progress
    if (!course.isFinished?.() && (how !== 'ended' || seenParts.size)) {
      const old = person.progress(key)
      const { step: _step, until: _until, ...rest } = old ?? { seen: 0, state: 'unseen' as const }
      person.setProgress(key, { ...rest, state: how, at: platform.now(), ...(until === undefined ? {} : { until }) })
      tell(GUIDE_EVENTS[how], {
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
    course.stop?.()
    stage.ui.render(id, undefined)
  }

  /** Runs actions in their order. After a navigation only the guides to start wait for the new page. */
  function run(actions: readonly Action[]): void {
    acted = true
    const away = actions.findIndex((action) => 'navigate' in action)
    actions.forEach((action, i) => {
      if ('go' in action) course.move ? course.move(action.go) : end('completed')
      else if ('dismiss' in action) end('dismissed')
      else if ('snooze' in action) end('snoozed', undefined, platform.now() + toMs(action.snooze)!)
      else if (i === away) stage.perform(actions.slice(i).filter((one) => 'navigate' in one || 'start' in one))
      else if (away < 0 || i < away || 'track' in action) stage.perform([action])
    })
  }

  function sync(nowAside = aside): void {
    if (ended) return
    aside = nowAside
    const mine = ++revision
    const view = aside ? undefined : course.view(stage.decisions.context(key))
    if (ended || mine !== revision) return
    drawn = view !== undefined
    stage.ui.render(id, view)
    if (view && !rendered) {
      rendered = true
      tell(GUIDE_EVENTS.rendered)
    }
  }

  const life: Life = {
    stage,
    entry,
    arm,
    from,
    get over() {
      return ended
    },
    get drawn() {
      return drawn
    },
    get wasSeen() {
      return seenParts.size > 0
    },
    tell,
    keep,
    words,
    text,
    common: (part, source) => ({
      ...look,
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
        act: stage.callback(() => {
          run(button.do)
          after?.()
        }),
      })),
    end,
    sync,
  }
  const course = (stage.kinds.of(kind)!.create as CreateCourse)(life, guide)

  return {
    guide,
    get over() {
      return ended
    },
    get vain() {
      return ended && !seenParts.size && !acted
    },
    get present() {
      return !ended && course.isHere?.(stage.decisions.context(key)) !== false
    },
    sync,
    end: (how, reason, until) => end((how === 'ended' && reason === 'audience' && acted && course.endedByUse) || how, reason, until),
    remove,
  }
}
