// Owns the corners about finding the target: late, hidden, covered, moving, replaced, elsewhere in the tree (pains 1, 2, 4, 14, 15).
import { sure } from '../visit.mjs'

/** Nothing is shown before something happens on the page; then the card is there. */
const onlyAfter = (what, happen) => async (t) => {
  await t.start()
  await t.never(400, `a card ${what}`)
  await t.run(happen)
  await t.placed()
}

export const TARGET = {
  'late-mount': onlyAfter('before its target is there', () => window.mount()),
  async 'late-step'(t) {
    await t.start()
    await t.placed('a')
    await t.next()
    const frames = await t.watch(400)
    sure(!frames.at(-1).seen || !frames.at(-1).seen.text.includes('Save your work'), 'the card of a step without its target')
    await t.run(() => window.mount())
    await t.placed('b')
  },
  hidden: onlyAfter('at a hidden target', () => window.show()),
  'zero-size': onlyAfter('at a target without size', () => window.fill()),
  covered: onlyAfter('at a covered target', () => window.unveil()),
  async animating(t) {
    await t.run(() => window.slide())
    const frames = await t.record(async () => {
      await t.start()
      await t.run(() =>
        Promise.all(
          document
            .querySelector('#save')
            .getAnimations()
            .map(({ finished }) => finished),
        ),
      )
      await t.placed()
    })
    sure(!frames.some(({ seen, gap }) => seen && gap > 60), 'the card was elsewhere while its target moved')
  },
  async ambiguous(t) {
    await t.start()
    await t.placed()
  },
  async replaced(t) {
    await t.start()
    await t.placed()
    await t.run(() => window.replace())
    await t.placed()
  },
  async removed(t) {
    await t.start()
    await t.placed()
    const frames = await t.record(async () => {
      await t.run(() => window.removeTarget())
      await t.gone('the card stays without its target')
    })
    sure(!frames.some(({ seen }) => seen && seen.left < 30 && seen.top < 30), 'the card jumped into the corner of the screen')
  },
  async recycled(t) {
    await t.start()
    await t.placed()
    await t.run(() => document.querySelector('#list').scrollTo(0, 400))
    await t.gone('the card points at a row that shows something else')
    await t.run(() => document.querySelector('#list').scrollTo(0, 0))
    await t.placed()
  },
  async 'virtual-list'(t) {
    await t.start()
    await t.placed()
  },
  async shadow(t) {
    await t.start()
    await t.placed()
  },
  async frame(t) {
    await t.start()
    await t.placed()
  },
}
