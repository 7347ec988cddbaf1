// Owns a hint on the page: whether it is open, and that it lives with its target. It must not know how it is drawn.
import { createAim } from './aim.ts'
import { plainButton, type CreateCourse, type GuideOf } from './course.ts'

export const createHint: CreateCourse<GuideOf<'hint'>> = (life, guide, before) => {
  const { callback } = life.stage
  const complete = (): void => life.end('completed')
  const aim = createAim(life, { step: () => '', skip: () => life.end('ended', 'target-missing') })
  let opened = !guide.beacon || !!before?.opened
  return {
    get opened() {
      return opened
    },
    isWanting: () => !aim.isIdle(guide.target),
    view() {
      const target = aim.at(guide.target)
      if (target === 'wait' || life.over) return undefined
      // a hint without the thing it is about helps nobody, whatever a tour would do
      if (target === 'float') return void life.end('ended', 'target-missing')
      if (life.isCovered(target)) return undefined
      return {
        kind: 'hint',
        ...life.common('', guide),
        buttons: life.buttons(guide.actions ?? [plainButton(life.words.gotIt, 'end')], complete),
        target,
        placement: guide.placement,
        closed: !opened,
        open: callback(() => ((opened = true), life.sync())),
      }
    },
    stop: aim.reset,
  }
}
