// Owns a tour on the page: the step it stands at, the way there and back. It must not know how a step is drawn.
import type { PublishedStep as Step } from '@foothold/protocol'
import { nextStep, resolveStep, stepsReachable, type Flow } from '../flow.ts'
import { createAim } from './aim.ts'
import { plainButton, type CreateCourse, type GuideOf } from './course.ts'

/** The steps as an arm of the experiment has them: perhaps fewer, in another order. */
function stepsOf({ steps, experiment }: GuideOf<'tour'>, arm: string | undefined): Step[] {
  const keys = experiment?.variants?.find(({ key }) => key === arm)?.steps
  return keys ? keys.flatMap((key) => steps.find((step) => step.key === key) ?? []) : steps
}

export const createTour: CreateCourse<GuideOf<'tour'>> = (life, guide) => {
  const { stage, entry } = life
  const { busy, decisions } = stage
  const steps = stepsOf(guide, life.arm)
  let at = life.from ?? steps[0]!.key
  const visited: string[] = []
  /** The target whose click counts as "next". */
  let listening: Element | undefined
  const aim = createAim(life, { step: () => at, skip: (to) => move(to, true) })

  const flow = (): Flow => {
    const context = decisions.context(guide.key)
    return { steps, holds: (rule) => decisions.holds(rule, context) }
  }

  /** @param unseen - the way back does not lead here. */
  function move(to: string, unseen = false): void {
    let key: string | undefined
    if (to === 'back') key = visited.pop() ?? steps[steps.findIndex((one) => one.key === at) - 1]?.key ?? at
    else {
      if (!unseen) visited.push(at)
      key = to === 'next' ? nextStep(flow(), at) : resolveStep(steps, at, to)
    }
    // nothing was completed where nothing could be shown
    if (!key) return unseen && !life.wasSeen ? life.end('ended', 'target-missing') : life.end('completed')
    at = key
    aim.reset()
    life.keep({ step: at, state: 'seen' })
    life.sync()
  }

  /** Counts a click on the target as "next", at the moment of the click, whatever the page does then. */
  function listen(element: Element | undefined): void {
    if (listening === element) return
    listening?.removeEventListener('click', clicked, true)
    listening = element
    element?.addEventListener('click', clicked, true)
  }
  const clicked = stage.callback(() => move('next'))

  return {
    get step() {
      return at
    },
    isHere: (context) => entry.stepOnPage.get(at)?.(context) !== false,
    view(context) {
      const current = steps.find(({ key }) => key === at)!
      listen(undefined)
      if (!entry.stepOnPage.get(at)!(context)) return undefined
      const advance = current.interaction === 'advance'
      const target = aim.at(current.target, advance)
      if (target === 'wait' || life.over || current.key !== at) return undefined
      const element = target === 'float' ? undefined : target
      if (busy.reason(element) === 'dialog') return undefined
      if (advance) listen(element)
      const path = stepsReachable(flow())
      const index = path.indexOf(at)
      const last = nextStep(flow(), at) === undefined
      const usual = [
        ...(advance && element ? [] : [plainButton(last ? life.words.done : life.words.next, 'next')]),
        ...(index > 0 || visited.length ? [plainButton(life.words.back, 'back')] : []),
      ]
      return {
        kind: 'tour',
        ...life.common(at, current),
        buttons: life.buttons(current.actions ?? usual),
        target: element,
        layer: busy.layerOf(element),
        placement: current.placement,
        number: index < 0 ? path.length : index + 1,
        of: path.length,
        block: current.interaction === 'block',
      }
    },
    move,
    stop() {
      aim.reset()
      listen(undefined)
    },
  }
}
