// Owns an announcement on the page: where its banner stands, when its modal may come. It must not know how it is drawn.
import { createAim } from './aim.ts'
import { plainButton, type CreateCourse, type GuideOf } from './course.ts'
import { toMedia } from './media.ts'

export const createAnnouncement: CreateCourse<GuideOf<'announcement'>> = (life, guide) => {
  const { form, media, place, sticky } = guide
  // at the bottom it would be the end of the page, where few come by
  const { push = place !== 'bottom' } = guide
  const lost = (): void => life.end('ended', 'target-missing')
  const aim = createAim(life, { step: () => '', skip: lost })
  const banner = form === 'banner'
  return {
    view() {
      let element: Element | undefined
      if (guide.target) {
        const target = aim.at(guide.target)
        if (target === 'wait' || life.over) return undefined
        // a place beside nothing is no place
        if (target === 'float') return void lost()
        element = target
      }
      if (!banner && life.isCovered()) return undefined
      return {
        kind: 'announcement',
        ...life.common('', guide),
        form,
        corner: banner ? undefined : ((place ?? 'bottom-end') as never),
        edge: banner && !element ? (place === 'bottom' ? 'bottom' : 'top') : undefined,
        beside: element
          ? { element, where: place === 'after' ? 'after' : 'before' }
          : push && banner
            ? { element: undefined, where: place === 'bottom' ? 'last' : 'first' }
            : undefined,
        sticky,
        media: toMedia(life, media),
        buttons: life.buttons(guide.actions ?? (banner ? [] : [plainButton(life.words.gotIt, 'end')]), () => life.end('completed')),
      }
    },
    stop: aim.reset,
  }
}
