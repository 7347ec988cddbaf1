// Owns a celebration on the page. It must not know how it is drawn.
import { plainButton, type CreateCourse, type GuideOf } from './course.ts'

export const createCelebration: CreateCourse<GuideOf<'celebration'>> = (life, guide) => ({
  view: () =>
    life.isCovered()
      ? undefined
      : {
          kind: 'celebration',
          ...life.common('', guide),
          buttons: life.buttons(guide.actions ?? [plainButton(life.words.continue, 'end')], () => life.end('completed')),
          confetti: guide.confetti,
        },
})
