// Owns the corners about keyboard, announcement, typing, motion and colours of the system (pain 16).
import { sure } from '../visit.mjs'

const TABS = 12

export const ACCESS = {
  async focus(t) {
    await t.page.focus('#before')
    await t.start()
    await t.placed()
    const met = new Set([await t.focus()])
    for (let i = 0; i < TABS; i++) {
      await t.page.keyboard.press('Tab')
      met.add(await t.focus())
    }
    sure(met.has('card'), 'the keyboard does not get to the card')
    sure(met.has('save'), 'the keyboard does not get to the target')
    await t.page.keyboard.press('Escape')
    await t.gone('Escape does nothing')
    sure((await t.focus()) === 'before' || met.has('after'), 'the focus is lost')
  },
  async named(t) {
    await t.start()
    await t.placed()
    const { role, name } = await t.dress()
    sure(/dialog|region/.test(role), `the card has the role "${role}"`)
    sure(name.includes('Save your work'), `the card is called "${name}"`)
  },
  async typing(t) {
    await t.page.focus('#field')
    await t.page.keyboard.type('so')
    await t.start()
    await t.page.keyboard.type(' far', { delay: 60 })
    await t.placed(undefined, { withinMs: 6_000 })
    await t.page.keyboard.type('!')
    const value = await t.page.inputValue('#field')
    sure(value === 'so far!', `the field has "${value}"`)
  },
  async calm(t) {
    await t.page.emulateMedia({ reducedMotion: 'reduce' })
    await t.start()
    await t.until('no card', async () => Boolean((await t.look()).card))
    sure((await t.dress()).moving === 0, 'the card moves')
    await t.placed()
  },
  async 'forced-colors'(t) {
    await t.page.emulateMedia({ forcedColors: 'active' })
    await t.start()
    await t.placed()
    sure((await t.dress()).edged, 'the card has no edge')
  },
}
