// Owns the corners about what lies over what, whose styles reach where, and what the page forbids (pains 9, 10, 19, 22, 23).
import { sure } from '../visit.mjs'

const placed = async (t) => {
  await t.start()
  await t.placed()
}
/** Placed, can be pressed, and goes when it is pressed. */
const usable = async (t) => {
  await placed(t)
  await t.press()
  await t.gone('pressing the button did nothing')
}
/** Something of the page opens over the guide, is free of it, closes, and the guide is back. */
const givesWay = (open, css, pressed, shut) => async (t) => {
  await placed(t)
  await t.run(open)
  await t.uncovered(css)
  await t.free(pressed)
  await t.run(shut)
  await t.placed()
}
const walk = async (t) => {
  await t.start()
  await t.placed('a')
  await t.next()
  await t.placed('b')
  await t.next()
  await t.gone()
}

export const LAYER = {
  async dialog(t) {
    await usable(t)
    sure(await t.run(() => document.querySelector('#dialog').open), 'the dialog was closed')
  },
  async 'dialog-in-dialog'(t) {
    await usable(t)
    sure(await t.run(() => document.querySelector('#inner').open && document.querySelector('#outer').open), 'a dialog was closed')
  },
  'dialog-later': givesWay(
    () => document.querySelector('#dialog').showModal(),
    '#stay',
    '#stay',
    () => document.querySelector('#dialog').close(),
  ),
  async 'popover-menu'(t) {
    await t.start()
    await t.placed('a')
    await t.press()
    await t.until('the menu was shut', () => t.run(() => document.querySelector('#menu').matches(':popover-open')))
    await t.placed('b')
  },
  'z-index': placed,
  async critical(t) {
    await t.start()
    await t.until('no card beside what is critical', async () => {
      const { card, gap, said } = await t.look()
      return Boolean(card?.whole && said && gap < 80) && (await t.run(() => window.torture.under('#alert'))) === 0
    })
    await t.free('#pay')
  },
  'menu-open': givesWay(
    () => window.menu(true),
    '#menu',
    '#rename',
    () => window.menu(false),
  ),
  'host-modal': givesWay(
    () => (document.querySelector('#modal').hidden = false),
    '#modal',
    '#agree',
    () => (document.querySelector('#modal').hidden = true),
  ),
  async print(t) {
    await placed(t)
    await t.page.emulateMedia({ media: 'print' })
    await t.gone('the card is printed')
    await t.page.emulateMedia({ media: 'screen' })
    await t.placed()
  },
  async 'unset-all'(t) {
    await placed(t)
    const { filled, contrast, inCard } = await t.dress()
    sure(filled && inCard, 'the card has lost its dress')
    sure(contrast >= 4.5, `words with a contrast of ${contrast.toFixed(1)}`)
  },
  async 'host-rules'(t) {
    await placed(t)
    const { largest, spaced, turned } = await t.dress()
    sure(largest < 30 && !spaced && !turned, 'the rules of the page reach the card')
  },
  async 'dark-host'(t) {
    await placed(t)
    const { contrast } = await t.dress()
    sure(contrast >= 4.5, `words with a contrast of ${contrast.toFixed(1)}`)
  },
  async untouched(t) {
    const state = () => t.run(() => window.torture.pageState())
    const before = await state()
    const same = async (when) => {
      const changed = (await state()).find((line, i) => line !== before[i])
      sure(!changed, `${when}: ${changed?.slice(0, 120)}`)
    }
    await placed(t)
    await same('while it is shown')
    await t.stop()
    await t.gone()
    await same('after it has gone')
  },
  async rtl(t) {
    await placed(t)
    sure((await t.look()).card.direction === 'rtl', 'the card reads from left to right')
  },
  'strict-csp': walk,
  prototypes: walk,
  async blocked(t) {
    await placed(t)
    await t.stop()
    await t.gone()
    await t.context.route('**/v1/**', (route) => route.abort())
    await t.reload()
    await placed(t)
  },
}
