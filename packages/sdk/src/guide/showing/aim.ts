// Owns waiting for the target of what is shown now: how long, what the page is asked to do for it, and what comes then. It must
// not know how elements are found.
import { SHOWING_EVENTS, toMs, type Target } from '@foothold/protocol'
import { restOf } from '../../moment/rest.ts'
import { findTarget, type Found } from '../target.ts'
import type { Life } from './course.ts'

export interface Aim {
  /**
   * Looks for the target.
   *
   * @param usable - it has to take a click.
   * @returns an element, or to draw nothing yet, or to draw it without.
   */
  at(target: Target | undefined, usable?: boolean): Element | 'wait' | 'float'
  /** Whether the author lets it wait on, its time is up, and nothing is there: nobody knows when it goes on. */
  isIdle(target: Target | undefined, usable?: boolean): boolean
  /** Forgets how long it was waited: something else is aimed at. */
  reset(): void
}

/** A function of the page that takes longer to bring a target about is not waited for any more. */
const REVEAL_MS = 10_000

/** @param course - `step` for the events, `skip` for what else the author wants where nothing is found. */
export function createAim(life: Life, course: { step(): string; skip(to: string): void }): Aim {
  const { platform, callback, decisions, reveals, report } = life.stage
  const { window, document } = platform
  /** What was found; another object for each thing that is aimed at. */
  let aim: { kept?: Found; revealing?: boolean } = {}
  /** When the target was first looked for in vain, and whether its time is up. */
  let missing: { cancel: () => void; late: boolean } | undefined
  /** Elements that are not usable yet, and what ends listening for that. */
  let watched: { near: Element[]; stop: () => void } | undefined
  let frame = 0

  const again = callback(() => life.sync())
  const soon = (): void => void (frame ||= window.requestAnimationFrame(() => ((frame = 0), again())))

  function found(): void {
    missing?.cancel()
    watched?.stop()
    missing = watched = undefined
  }

  /** Hears of what makes an element usable without any change of the page's elements. */
  function watch({ near, coming, roots }: Found): void {
    roots.forEach(decisions.watchRoot)
    if (watched && near.length === watched.near.length && near.every((element, i) => element === watched!.near[i])) return
    watched?.stop()
    const observer = new window.IntersectionObserver(soon)
    for (const element of near) observer.observe(element)
    for (const one of coming) void one.then(soon, () => {})
    document.addEventListener('scroll', soon, { capture: true, passive: true })
    const stop = (): void => {
      observer.disconnect()
      document.removeEventListener('scroll', soon, { capture: true })
      window.cancelAnimationFrame(frame)
      frame = 0
    }
    watched = { near, stop }
  }

  /** Asks the page to bring the target about; once for each thing that is aimed at. */
  function reveal(name: string): void {
    const bring = reveals.get(name)
    const mine = aim
    // it may be registered later
    if (!bring || mine.revealing !== undefined) return
    mine.revealing = true
    const done = callback(() => {
      cancel()
      if (!mine.revealing) return
      mine.revealing = false
      if (mine === aim && !life.over) life.sync()
    })
    const cancel = platform.later(REVEAL_MS, done)
    void (async () => {
      try {
        await bring({ guide: life.entry.guide.key, step: course.step() })
      } catch (cause) {
        report('host_error', `reveal("${name}") threw.`, cause)
      }
      done()
    })()
  }

  return {
    isIdle: (target, usable) => !!missing?.late && target?.onMissing === 'wait' && !findTarget(document, target, usable).element,
    reset() {
      found()
      aim = {}
    },
    at(target, usable) {
      if (!target) return 'float'
      const now = findTarget(document, target, usable, aim.kept)
      if (now.element) {
        found()
        now.roots.forEach(decisions.watchRoot)
        // what is drawn already follows
        const rest = aim.kept ? undefined : restOf(now.element)
        if (rest) void rest.then(again)
        else aim.kept = now
        return rest ? 'wait' : now.element
      }
      watch(now)
      if (target.reveal) reveal(target.reveal)
      // something of the page that was opened over it will be closed
      if (aim.revealing || (aim.kept?.element && now.reason === 'covered')) return 'wait'
      delete aim.kept
      missing ??= {
        late: false,
        cancel: platform.later(
          toMs(target.waitFor)!,
          callback(() => late(target, usable)),
        ),
      }
      if (!missing.late) return 'wait'
      if (target.onMissing === 'float') return 'float'
      if (target.onMissing === 'end') life.end('ended', `target-${now.reason}`)
      else if (target.onMissing !== 'wait') course.skip(target.onMissing === 'skip' ? 'next' : target.onMissing.slice(3))
      return 'wait'
    },
  }

  function late(target: Target, usable?: boolean): void {
    const { reason, near } = findTarget(document, target, usable)
    // it came in this very moment, unheard
    if (!reason) return life.sync()
    missing!.late = true
    if (target.reveal && aim.revealing === undefined) report('reveal_unknown', `Nothing is registered under "${target.reveal}".`)
    life.tell(SHOWING_EVENTS.targetMissing, { step: course.step(), reason, ...(near.length && { count: near.length }) })
    life.stage.settle()
  }
}
