// Owns the corners about when a guide comes, goes on and goes (pains 3, 5–8, 17, 18, 20, 21, 24, 25).
import { sure } from '../visit.mjs'

const placed = async (t) => {
  await t.start()
  await t.placed()
}

export const FLOW = {
  async skipped(t) {
    await t.start()
    await t.placed('a')
    await t.next()
    await t.placed('b')
    const [, number, of] = /(\d+)\s*(?:of|\/)\s*(\d+)/.exec((await t.look('b')).card.text) ?? []
    sure(number === of, `the last step that there is says "${number} of ${of}"`)
    await t.next()
    await t.gone('something is shown for a step that there is not')
  },
  async impression(t) {
    const shown = async () => (await t.told()).includes(await t.run(() => window.tour.words.shown))
    await t.start()
    // in the page: the way to it and back may take longer than a glimpse
    const seen = await t.run(
      (patienceMs) =>
        new Promise((resolve) => {
          const end = performance.now() + patienceMs
          const look = () => {
            const { card } = window.torture.look()
            if (!card && performance.now() < end) return void requestAnimationFrame(look)
            window.torture.stop()
            resolve(Boolean(card))
          }
          look()
        }),
      10_000,
    )
    sure(seen, 'no card')
    await t.gone()
    await t.watch(700)
    sure(!(await shown()), 'a glimpse counts as shown')
    await placed(t)
    await t.until('what is shown does not count', shown)
  },
  async reload(t) {
    await t.start()
    await t.placed('a')
    await t.until('it is not seen', async () => (await t.told()).includes('guide.seen'))
    await t.next()
    await t.placed('b')
    await t.reload()
    await t.placed('b')
  },
  async 'two-pages'(t) {
    await t.start()
    await t.placed('a')
    await t.clickTarget('a')
    await t.page.waitForURL('**/settings')
    await t.arrive()
    await t.placed('b')
  },
  async 'route-change'(t) {
    await placed(t)
    await t.run(() => window.go(`${location.pathname}/other`))
    await t.gone('the card stays on the other page')
    await t.free('#other')
    await t.page.click('#other', { timeout: 2_000 })
    sure((await t.clicks()) === 1, 'the page does not hear the click')
  },
  async escape(t) {
    await placed(t)
    await t.run(() => document.activeElement.blur())
    await t.page.keyboard.press('Escape')
    await t.gone('Escape does nothing')
    await t.page.click('#other', { timeout: 2_000 })
    sure((await t.clicks()) === 1, 'the page does not hear the click')
  },
  async delayed(t) {
    await t.until('the delay does not run', () => t.run(() => window.tour.why('delayed').reason === 'moment'))
    await t.run(() => window.fill())
    await t.never(1_000, 'it came though its condition was false by then')
  },
  async 'while-shown'(t) {
    await t.placed()
    await t.run(() => window.fill())
    await t.gone('it stays though its condition is false')
  },
  async several(t) {
    await t.start(0)
    await t.start(1)
    await t.until('no card', async () => Boolean((await t.look()).card))
    await t.watch(600)
    sure((await t.run(() => window.torture.shown())) === 1, 'both are on the page')
  },
  async 'host-surface'(t) {
    sure(await t.run(() => Boolean((window.claimed = window.tour.claim('news')))), 'the page cannot claim attention')
    await t.start()
    await t.never(500, 'it came while the page claimed attention')
    await t.run(() => window.claimed.release())
    await t.placed()
  },
  async identity(t) {
    await t.run(() => window.tour.identify('ada', { role: 'admin' }))
    await placed(t)
    await t.run(() => void window.tour.identify('bob', { role: 'member' }))
    await t.gone('the next person sees it')
  },
  async early(t) {
    await t.placed()
  },
  async again(t) {
    await t.placed()
    await t.stop()
    await t.gone()
    await t.reload()
    await t.never(1_000, 'it came again')
  },
  async snoozed(t) {
    await t.placed()
    await t.press('Later')
    await t.gone()
    await t.placed(undefined, { withinMs: 6_000 })
  },
  async 'click-through'(t) {
    await placed(t)
    await t.clickTarget()
    await t.until('the page does not hear the click', async () => (await t.clicks()) > 0)
    sure((await t.clicks()) === 1, 'the page hears one click twice')
  },
  async 'click-blocked'(t) {
    await placed(t)
    await t.clickTarget()
    await t.watch(100)
    sure((await t.clicks()) === 0, 'the page heard the click')
  },
  async 'click-advances'(t) {
    await t.start()
    await t.placed('a')
    // an entrance may run on for a while
    await t.watch(500)
    await t.clickTarget('a')
    await t.placed('b')
    sure((await t.clicks()) === 1, 'the page does not hear the click')
  },
  async elsewhere(t) {
    await placed(t)
    await t.free('#other')
    await t.page.click('#other', { timeout: 2_000 })
    sure((await t.clicks()) === 1, 'the page does not hear the click')
    await t.placed()
  },
  async goal(t) {
    await placed(t)
    await t.until('it is not told that it was seen', async () => (await t.told()).includes('guide.seen'))
    await t.clickTarget()
    await t.until('the goal is not told', async () => (await t.told()).includes('project.saved'))
    const told = await t.told()
    sure(told.indexOf('guide.seen') < told.indexOf('project.saved'), 'told in the wrong order')
  },
}
