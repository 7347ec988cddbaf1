// Owns a tour on the page: the step it stands at, the way there and back, what leads on. It must not know how a step is drawn.
import type { PublishedStep as Step } from '@foothold/protocol'
import type { Context } from '@foothold/targeting'
import { nextStep, pointIn, progressAt, resolveStep, stepsAhead, walkOn, wayTo, type Flow } from '../flow.ts'
import { findTarget } from '../target.ts'
import { onAdvance } from './advance.ts'
import { createAim } from './aim.ts'
import { plainButton, type CreateCourse, type GuideOf } from './course.ts'

/** The steps as an arm of the experiment has them: perhaps fewer, in another order. */
function stepsOf({ steps, experiment }: GuideOf<'tour'>, arm: string | undefined): Step[] {
  const keys = experiment?.variants?.find(({ key }) => key === arm)?.steps
  return keys ? keys.flatMap((key) => steps.find((step) => step.key === key) ?? []) : steps
}

export const createTour: CreateCourse<GuideOf<'tour'>> = (life, guide, before) => {
  const { stage, entry } = life
  const { decisions, platform } = stage
  const { location } = platform.window
  const steps = stepsOf(guide, life.arm)
  const stepOf = (key: string): Step => steps.find((step) => step.key === key)!
  /** Steps that nothing could be shown of. */
  const skipped = new Set<string>()
  /** Where each step was drawn: the way back may lead over pages. */
  const places = new Map<string, string>()
  /** An element that was there when somebody came back to the step leads on only once it comes anew. */
  let armed = true
  let stopListening: (() => void) | undefined
  let listening: Element | undefined
  const aim = createAim(life, { step: () => at, skip: (to) => move(to, true) })

  const flow = (): Flow => {
    const context = decisions.context(guide.key)
    return {
      steps,
      holds: (rule) => decisions.holds(rule, context),
      isMissing: (key) => skipped.has(key) && isAbsent(key),
    }
  }
  const isAbsent = (key: string): boolean => {
    const { target } = stepOf(key)
    return !!target && !findTarget(platform.document, target).element
  }
  /** For the count, what would be skipped as things are now is no step; on the way each has its time to come. */
  const counted = (context: Context): Flow => ({
    ...flow(),
    isMissing: (key) => (skipped.has(key) || (stepOf(key).target?.onMissing === 'skip' && isHere(key, context))) && isAbsent(key),
  })
  const from = before?.point ? pointIn({ ...guide, steps }, before.point) : life.from
  let at = steps.some(({ key }) => key === from) ? from! : steps[0]!.key
  let walked: readonly string[] = wayTo(flow(), at)
  const isHere = (key: string, context: Context): boolean => entry.stepOnPage.get(key)?.(context) !== false

  /** @param missing - nothing of this step could be shown: the way back does not lead here. */
  function move(to: string, missing = false): void {
    let key: string | undefined
    if (missing) skipped.add(at)
    if (to === 'back') {
      key = walked.at(-1) ?? at
      walked = walked.slice(0, -1)
    } else {
      key = to === 'next' ? nextStep(flow(), at) : resolveStep(steps, at, to)
      if (key && !missing) walked = walkOn(walked, at, key)
    }
    // nothing was completed where nothing could be shown
    if (!key) return missing && !life.wasSeen ? life.end('ended', 'target-missing') : life.end('completed')
    at = key
    armed = to !== 'back'
    aim.reset()
    listen(undefined)
    life.keep({ ...course.point, state: 'seen' })
    const place = to === 'back' && !isHere(at, decisions.context(guide.key)) && places.get(at)
    if (place) stage.leave(place, guide.key, [])
    life.sync()
  }
  const next = (): void => move('next')

  function listen(element: Element | undefined): void {
    if (listening === element) return
    stopListening?.()
    listening = element
    const { advance } = stepOf(at)
    stopListening = element && onAdvance(element, advance && 'input' in advance ? advance.input : undefined, stage.callback(next), decisions)
  }

  /** Whether the page has come to be what the step waits for. */
  function isReached({ advance }: Step, context: Context): boolean {
    if (!advance || !('element' in advance)) return false
    const found = context.element?.(advance.element)
    const is = advance.is === 'present' ? found === 'present' || found === 'visible' : found === advance.is
    armed ||= !is
    return is && armed
  }

  const course = {
    get step() {
      return at
    },
    get point() {
      return { step: at, ahead: stepsAhead(flow(), at), revision: guide.revision }
    },
    isWanting: (context: Context) => isHere(at, context) && !aim.isIdle(stepOf(at).target, stepOf(at).interaction === 'advance'),
    hear(event: string, properties: Readonly<Record<string, unknown>>) {
      const { advance } = stepOf(at)
      if (advance && 'event' in advance && advance.event === event && decisions.passes(advance.where, properties)) next()
    },
    view(context: Context) {
      const current = stepOf(at)
      const { advance, interaction } = current
      listen(undefined)
      if (!isHere(at, context)) return undefined
      if (isReached(current, context)) return void next()
      const target = aim.at(current.target, interaction === 'advance')
      if (target === 'wait' || life.over || current.key !== at) return undefined
      const element = target === 'float' ? undefined : target
      if (life.isCovered(element)) return undefined
      const onTarget = interaction === 'advance' || (!!advance && 'input' in advance)
      if (onTarget) listen(element)
      places.set(at, location.pathname + location.search + location.hash)
      const back = walked.at(-1)
      const { number, of } = progressAt(counted(context), at, walked)
      const usual = [
        ...(onTarget ? (element ? [] : ['next']) : advance ? [] : ['next']).map((to) => plainButton(number === of ? life.words.done : life.words.next, to)),
        ...(back && (isHere(back, context) || places.has(back)) ? [plainButton(life.words.back, 'back', 'secondary')] : []),
      ]
      return {
        kind: 'tour' as const,
        ...life.common(at, current),
        buttons: life.buttons(current.actions ?? usual),
        target: element,
        placement: current.placement,
        number,
        of,
        block: interaction === 'block',
      }
    },
    move,
    stop() {
      aim.reset()
      listen(undefined)
    },
  }
  return course
}
