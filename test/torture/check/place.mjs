// Owns the corners about the place of the card: scrolling, sticky and fixed parts, transforms, narrow screens, frames without
// flicker (pains 11, 12, 13, 24).
import { sure } from '../visit.mjs'

const seen = async (t) => {
  await t.start()
  await t.placed(undefined, { seen: true })
}
const whileScrolling = async (t) => {
  await t.start()
  await t.placed()
  for (const top of [300, 900]) {
    await t.run((top) => scrollTo({ top, behavior: 'instant' }), top)
    await t.placed()
  }
}

export const PLACE = {
  'nested-scroll': seen,
  'horizontal-scroll': seen,
  async 'scrolled-away'(t) {
    await t.start()
    await t.placed()
    await t.run(() => document.querySelector('.box').scrollTo({ top: 400, behavior: 'instant' }))
    await t.gone('the card points at something that is not to be seen')
    await t.run(() => document.querySelector('.box').scrollTo({ top: 0, behavior: 'instant' }))
    await t.placed()
  },
  fixed: whileScrolling,
  sticky: whileScrolling,
  transformed: seen,
  contain: seen,
  'css-zoom': seen,
  async 'layout-shift'(t) {
    await t.start()
    await t.placed()
    const { gap } = await t.look()
    const frames = await t.record(async () => {
      await t.run(() => window.push())
      await t.placed()
      await t.watch(200)
    })
    const moved = frames.findIndex(({ target }, i) => i && target.top !== frames[i - 1].target.top)
    const late = frames.filter((frame, i) => moved >= 0 && i >= moved && (!frame.seen || Math.abs(frame.gap - gap) > 2))
    sure(!late.length || late.at(-1).at - frames[moved].at <= 150, 'the card came late')
  },
  'sticky-header': seen,
  async 'tall-target'(t) {
    await t.start()
    await t.whole()
  },
  async 'no-scroll'(t) {
    const { scroll } = await t.look()
    await t.start()
    await t.placed()
    await t.watch(500)
    sure(String((await t.look()).scroll) === String(scroll), 'the page scrolled though the target was in view')
  },
  async narrow(t) {
    await t.start()
    await t.until('card and target are not both in view', async () => {
      const { card, target, under, free } = await t.look()
      if (!card?.whole || !target) return { why: card ? 'the card is cut' : 'no card' }
      if (!free || under > 0.01) return { why: 'the target is covered or out of view' }
      return card.onTop > 0.9 || { why: 'something lies over the card' }
    })
    const { buttons } = await t.dress()
    sure(
      buttons.every(({ width, height }) => width >= 44 && height >= 44),
      `a button of ${buttons.map(({ width, height }) => `${Math.round(width)} × ${Math.round(height)}`).join(', ')} px`,
    )
  },
  async resized(t) {
    await t.start()
    await t.placed()
    await t.page.setViewportSize({ width: 390, height: 700 })
    await t.whole()
    await t.page.setViewportSize({ width: 1280, height: 720 })
    await t.placed()
  },
  async 'long-words'(t) {
    await t.start()
    await t.whole()
    const { cut, inCard } = await t.dress()
    sure(!cut, 'words run out of the card')
    sure(inCard, 'a button is off the screen')
  },
  async 'text-200'(t) {
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 640, height: 360 },
    ]) {
      await t.page.setViewportSize(viewport)
      await t.start()
      await t.whole()
      const { cut, inCard } = await t.dress()
      sure(!cut && inCard, `at ${viewport.width} px something of the card cannot be reached`)
      await t.stop()
      await t.gone()
    }
  },
  async flicker(t) {
    for (const [key, title, go] of [
      ['a', 'Save your work', t.start],
      ['b', 'Open it', t.next],
    ]) {
      const frames = await t.record(async () => {
        await go()
        await t.placed(key)
      }, key)
      const { left, top } = (await t.look(key)).card
      const elsewhere = frames.find(({ seen }) => seen?.text.includes(title) && Math.hypot(seen.left - left, seen.top - top) > 30)
      sure(!elsewhere, `the card was ${elsewhere && Math.round(Math.hypot(elsewhere.seen.left - left, elsewhere.seen.top - top))} px from its place`)
    }
  },
}
