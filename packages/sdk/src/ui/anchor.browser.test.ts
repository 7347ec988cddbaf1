import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { boxOf } from '../moment/tree.ts'
import { frames, setPage, toNodes } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { hintView, hosts, inside, stepView } from '../testing/fake-view.ts'
import { keepAt } from './anchor.ts'
import { createUi } from './mount.tsx'

const html = document.documentElement
let ui = createUi(window, ALL_KINDS)
const byId = (id: string): HTMLElement => document.querySelector<HTMLElement>(`#${id}`)!
const rect = (selector: string): DOMRect => inside(selector).getBoundingClientRect()
/** How far the ring is from lying around an element, in px. */
const ringGap = (element: Element): number => {
  const [ring, box] = [rect('.ring'), boxOf(element)]
  return Math.max(...(['left', 'top', 'right', 'bottom'] as const).map((side) => Math.abs(ring[side] - box[side])))
}
/** The gap between the card and an element below or above it. */
const cardGap = (element: Element): number => Math.max(rect('.card').top - boxOf(element).bottom, boxOf(element).top - rect('.card').bottom)
const show = (id: string, more: Parameters<typeof stepView>[1] = {}): HTMLElement => {
  ui.render('s', stepView(byId(id), more))
  return byId(id)
}
const original = window.matchMedia.bind(window)
const motion = (reduced: boolean): void => {
  vi.restoreAllMocks()
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    Object.defineProperty(original(query), 'matches', { value: query.includes('reduce') ? reduced : original(query).matches }),
  )
}

beforeEach(async () => {
  await page.viewport(1000, 700)
  ui = createUi(window, ALL_KINDS)
  motion(true)
})
afterEach(() => {
  ui.dispose()
  vi.restoreAllMocks()
  document.body.replaceChildren()
  for (const element of [html, document.body]) element.removeAttribute('style')
  document.adoptedStyleSheets = []
  scrollTo(0, 0)
})

test.each<[string, string]>([
  ['fixed', '<button id="t" style="position:fixed;right:300px;top:300px">x</button>'],
  ['sticky', '<div style="height:2000px"><button id="t" style="position:sticky;top:200px">x</button></div>'],
  ['moved by a transform', '<div style="transform:translate(200px,200px) rotate(3deg)"><button id="t">x</button></div>'],
  ['made larger', '<div style="zoom:1.7;padding:100px"><button id="t">x</button></div>'],
  ['scaled', '<div style="transform:scale(.6);padding:100px"><button id="t">x</button></div>'],
  ['contained', '<div style="contain:strict;width:600px;height:400px;padding:90px"><button id="t">x</button></div>'],
  ['in a frame of the table of the page', '<table style="margin:200px"><tr><td><button id="t">x</button></td></tr></table>'],
  ['part of a drawing', '<svg width="400" height="400"><rect id="t" x="90" y="90" width="80" height="40"/></svg>'],
  ['inline over two lines', '<p style="width:90px;margin:200px">some <b id="t">words that break the line</b></p>'],
])('stands at a target that is %s', async (_, markup) => {
  setPage(markup)
  const target = show('t')
  await frames()
  expect(ringGap(target)).toBeLessThanOrEqual(4.5)
  expect(cardGap(target)).toBeCloseTo(12, -0.5)
})

test.each([
  ['down', 'height:200px;width:300px', 'height:900px;padding:150px 20px', 40],
  ['across', 'height:120px;width:200px', 'width:900px;padding:20px 150px', 40],
])('the ring lies around the part of the target that its scroller leaves, scrolled %s', async (way, outer, inner, by) => {
  setPage(
    `<div id="box" style="position:absolute;left:300px;top:200px;overflow:auto;${outer}"><div style="${inner}"><button id="t" style="width:60px;height:60px">x</button></div></div>`,
  )
  show('t')
  await frames()
  const box = byId('box')
  const whole = rect('.ring')
  way === 'down' ? (box.scrollTop = 150 + by - 10) : (box.scrollLeft = 150 + by - 10)
  await frames()
  const cut = rect('.ring')
  expect(way === 'down' ? cut.height : cut.width).toBeCloseTo((way === 'down' ? whole.height : whole.width) - by + 10, -0.5)
  way === 'down' ? (box.scrollTop = 500) : (box.scrollLeft = 500)
  await frames()
  expect([inside('.ring'), inside('.card')].map((element) => getComputedStyle(element).visibility)).toEqual(['hidden', 'hidden'])
  expect(rect('.card').right).toBeLessThan(0)
})

test('what is scrolled away and hidden does not count as seen', async () => {
  const calls: string[] = []
  setPage('<div id="box" style="height:100px;overflow:auto"><button id="t">x</button><div style="height:900px"></div></div><b id="u">y</b>')
  ui.render('s', stepView(byId('t'), {}, calls))
  byId('box').scrollTop = 400
  await frames()
  const other: string[] = []
  ui.render('o', stepView(byId('u'), {}, other))
  await vi.waitFor(() => expect(other).toEqual(['seen']), 2_000)
  expect(calls).toEqual([])
})

test('follows what scrolls inside of a shadow root', async () => {
  setPage('<x-list style="position:absolute;left:200px;top:100px"></x-list>')
  const root = document.querySelector('x-list')!.attachShadow({ mode: 'open' })
  root.append(
    ...toNodes('<div id="box" style="height:200px;width:300px;overflow:auto"><div style="height:900px;padding-top:120px"><button>x</button></div></div>'),
  )
  const target = root.querySelector('button')!
  ui.render('s', stepView(target))
  await frames()
  root.querySelector('div')!.scrollTop = 50
  await frames()
  expect(ringGap(target)).toBeLessThanOrEqual(4.5)
})

test('stands at a target in a frame, follows what scrolls there, and goes with what the frame cuts', async () => {
  setPage('<p></p>')
  const frame = document.createElement('iframe')
  frame.setAttribute('srcdoc', '<body style="margin:0;height:2000px"><button style="margin:80px">x</button>')
  frame.style.cssText = 'position:absolute;left:200px;top:150px;width:300px;height:250px;border:10px solid;padding:5px;transform:scale(.8)'
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  const target = frame.contentDocument!.querySelector('button')!
  ui.render('s', stepView(target))
  await frames()
  expect(ringGap(target)).toBeLessThanOrEqual(4.5)
  frame.contentWindow!.scrollTo(0, 60)
  await vi.waitFor(() => expect(ringGap(target)).toBeLessThanOrEqual(4.5))
  frame.contentWindow!.scrollTo(0, 900)
  await vi.waitFor(() => expect(getComputedStyle(inside('.card')).visibility).toBe('hidden'))
})

test.each<[string, string, number]>([
  ['in view', '<button id="t" style="margin:200px">x</button><div style="height:3000px"></div>', 0],
  ['higher than the screen, and half in view', '<div id="t" style="margin-top:100px;height:2000px">x</div>', 0],
  ['partly in view', '<div style="height:690px"></div><button id="t" style="height:100px">x</button><div style="height:3000px"></div>', 1],
  [
    'under a bar',
    '<div style="height:300px"></div><button id="t">x</button><div style="height:3000px"></div><div style="position:fixed;top:0;width:100%;height:60px"></div>',
    1,
  ],
])('scrolls only where it must: a target %s', async (_, markup, moves) => {
  setPage(markup)
  if (markup.includes('fixed')) scrollTo(0, 280)
  const before = scrollY
  const target = show('t')
  await frames()
  expect(Number(scrollY !== before)).toBe(moves)
  const { top, bottom } = boxOf(target)
  expect(!moves || (top >= (markup.includes('fixed') ? 60 : 0) && bottom <= innerHeight)).toBe(true)
})

test.each<[string, string]>([
  ['a header that stays', '<header style="position:sticky;top:0;height:90px;background:#fff">h</header>'],
  ['a header that is fixed', '<header style="position:fixed;top:0;width:100%;height:90px;background:#fff">h</header>'],
])('brings what is higher than the screen below %s', async (_, header) => {
  setPage(`${header}<div style="height:1500px"></div><div id="t" style="height:900px;width:50%">x</div><div style="height:900px"></div>`)
  const target = show('t')
  await frames()
  expect(boxOf(target).top).toBeCloseTo(102, 0)
})

test('brings a target under the header of a list that scrolls by itself', async () => {
  setPage(
    '<div style="height:300px;overflow:auto"><div style="position:sticky;top:0;height:40px;background:#fff">h</div><div style="height:900px"></div><div id="t" style="height:800px">x</div><div style="height:900px"></div></div>',
  )
  const target = show('t')
  await frames()
  expect(boxOf(target).top - 8).toBeGreaterThanOrEqual(40)
  expect(scrollY).toBe(0)
})

test('leaves the distance that the page wants kept', async () => {
  html.style.scrollPaddingTop = '150px'
  setPage('<div style="height:1500px"></div><div id="t" style="height:1200px;scroll-margin-top:30px">x</div><div style="height:900px"></div>')
  const target = show('t')
  await frames()
  expect(boxOf(target).top).toBeCloseTo(180, 0)
})

test.each([
  [true, 1, 1],
  [false, 3, Infinity],
])('goes at once where motion is not welcome, else glides: %s', async (reduced, least, most) => {
  motion(reduced)
  setPage('<div style="height:3000px"></div><button id="t">x</button><div style="height:900px"></div>')
  const seen = new Set<number>()
  show('t')
  await vi.waitFor(async () => {
    await frames()
    seen.add(scrollY)
    expect(boxOf(byId('t')).bottom).toBeLessThan(innerHeight)
  }, 4_000)
  expect(seen.size).toBeGreaterThanOrEqual(least)
  expect(seen.size).toBeLessThanOrEqual(most)
})

test('a hint does not scroll the page, and stays away while its target is out of sight', async () => {
  setPage('<div style="height:100px;overflow:auto"><div style="height:900px"></div><button id="t">x</button></div>')
  ui.render('h', hintView(byId('t')))
  await frames()
  expect([scrollY, document.querySelector('div')!.scrollTop, getComputedStyle(inside('.card')).visibility]).toEqual([0, 0, 'hidden'])
})

test('a dot stands at its target on a narrow screen, too', async () => {
  await page.viewport(375, 700)
  setPage('<button id="t" style="margin:200px 100px">x</button>')
  ui.render('h', hintView(byId('t'), { closed: true }))
  await frames()
  expect(Math.abs(rect('.dot').left - boxOf(byId('t')).right)).toBeLessThan(20)
})

test.each([40, 350, 660])('on a narrow screen the target can be seen beside the sheet: %i px down', async (at) => {
  await page.viewport(375, 700)
  setPage(`<div style="height:3000px"><button id="t" style="margin-top:${at}px;height:40px">x</button></div>`)
  const target = show('t', { body: 'word '.repeat(60) })
  await frames()
  const [card, box] = [rect('.card'), boxOf(target)]
  expect([card.left, card.right]).toEqual([0, 375])
  expect(box.bottom <= card.top || box.top >= card.bottom).toBe(true)
  expect([box.top >= 0, box.bottom <= 700]).toEqual([true, true])
})

test.each([
  ['bottom', 'margin-top:40px', ['bottom:0;height:50px', 'bottom:50px;height:30px'], 620],
  ['top', 'position:fixed;bottom:0', ['top:0;height:50px'], 50],
])('on a narrow screen a sheet at the %s stands beside what must not be covered there, and goes where it would be covered', async (side, place, bars, edge) => {
  await page.viewport(375, 700)
  const bar = (style: string): string => `<div data-foothold-critical style="position:fixed;left:0;right:0;${style}">!</div>`
  setPage(`<button id="t" style="${place};height:40px">x</button>${bars.map(bar).join('')}`)
  show('t')
  await frames()
  const at = (): number => Math.round(rect('.card')[side as 'top' | 'bottom'])
  const visible = (): boolean => getComputedStyle(inside('.card')).visibility === 'visible'
  expect([at(), visible()]).toEqual([edge, true])
  const all = [...document.querySelectorAll<HTMLElement>('[data-foothold-critical]')]
  all[0]!.style.inset = '0'
  all[0]!.style.height = 'auto'
  await vi.waitFor(() => expect([visible(), rect('.card').right <= 0]).toEqual([false, true]))
  for (const one of all) one.remove()
  await vi.waitFor(() => expect([at(), visible()]).toEqual([side === 'top' ? 0 : 700, true]))
})

test('a card beside a bar that must not be covered stands on another side, and goes where there is none', async () => {
  setPage(
    '<button id="t" style="position:fixed;left:300px;top:300px;width:80px;height:30px">x</button><div id="bar" data-foothold-critical style="position:fixed;left:0;right:0;top:340px;height:60px">!</div>',
  )
  const target = show('t')
  await frames()
  expect(rect('.card').bottom).toBeLessThanOrEqual(boxOf(target).top)
  byId('bar').style.cssText = 'position:fixed;inset:0'
  await frames()
  expect(getComputedStyle(inside('.card')).visibility).toBe('hidden')
  byId('bar').remove()
  await frames()
  expect(getComputedStyle(inside('.card')).visibility).toBe('visible')
})

test('what has no target goes while it would lie over what must not be covered', async () => {
  setPage('')
  ui.render('s', stepView(undefined))
  document.body.append(...toNodes('<div data-foothold-critical style="position:fixed;inset:300px 0 auto;height:80px">!</div>'))
  await vi.waitFor(() => expect(getComputedStyle(inside('.card')).visibility).toBe('hidden'))
  document.querySelector<HTMLElement>('[data-foothold-critical]')!.hidden = true
  await vi.waitFor(() => expect(getComputedStyle(inside('.card')).visibility).toBe('visible'))
})

test('a long text scrolls inside a card that stands beside its target', async () => {
  setPage('<button id="t" style="position:fixed;left:300px;top:250px;width:80px;height:30px">x</button>')
  const target = show('t', { body: 'word '.repeat(900) })
  await frames()
  expect(cardGap(target)).toBeCloseTo(12, 0)
  expect(rect('.card').bottom).toBeLessThanOrEqual(688)
  expect(rect('.foot').bottom).toBeLessThan(rect('.card').bottom)
  expect(inside('.text').scrollHeight).toBeGreaterThan(inside('.text').clientHeight)
})

test('a card is placed anew when what is in it grows', async () => {
  setPage('<button id="t" style="position:fixed;left:300px;top:600px;width:80px;height:30px">x</button>')
  const target = show('t', { placement: 'top' })
  await frames()
  inside('.text').append(...toNodes('<p style="height:150px"></p>'))
  await vi.waitFor(() => expect(cardGap(target)).toBeCloseTo(12, 0))
})

test('dims the page around a target that must not be used', async () => {
  setPage('<button id="t" style="position:fixed;left:300px;top:250px;width:80px;height:30px">x</button>')
  show('t')
  expect(getComputedStyle(inside('.ring')).boxShadow).not.toContain('0.45')
  show('t', { block: true })
  expect(getComputedStyle(inside('.ring')).boxShadow).toContain('0.45')
})

/** Runs something behind each frame, as it was painted. @returns what ends it. */
function afterFrames(run: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', run)
  port1.start()
  let frame = requestAnimationFrame(function next() {
    port2.postMessage('')
    frame = requestAnimationFrame(next)
  })
  return () => {
    cancelAnimationFrame(frame)
    port1.close()
  }
}

test('is in its place in every frame, from the first one, while its container scrolls', async () => {
  setPage(
    '<div id="box" style="position:absolute;left:100px;top:50px;width:500px;height:500px;overflow:auto"><div style="height:4000px;padding-top:300px"><button id="t">x</button></div></div>',
  )
  const target = show('t')
  const gaps: number[] = []
  // between two frames, as a wheel does
  const stop = afterFrames(() => {
    gaps.push(ringGap(target))
    byId('box').scrollTop += 9
  })
  await vi.waitFor(() => expect(gaps.length).toBeGreaterThan(20), 3_000)
  stop()
  expect(Math.max(...gaps)).toBeLessThanOrEqual(5)
})

test('follows an animation that moves the target, in every frame from the third', async () => {
  setPage('<button id="t" style="position:fixed;left:100px;top:300px;width:80px;height:30px">x</button>')
  const target = show('t')
  await frames()
  const animation = target.animate([{ left: '100px' }, { left: '500px' }], { duration: 500, fill: 'forwards' })
  const gaps: number[] = []
  const stop = afterFrames(() => gaps.push(ringGap(target)))
  await animation.finished
  await frames()
  stop()
  expect(ringGap(target)).toBeLessThanOrEqual(5)
  expect(gaps.length).toBeGreaterThan(3)
  // until it is noticed that it moves
  expect(gaps.filter((gap) => gap > 5).length).toBeLessThanOrEqual(3)
})

test('asks nothing while nothing moves', async () => {
  setPage('<button id="t" style="margin:200px">x</button>')
  const target = show('t')
  for (let i = 0; i < 12; i++) await frames()
  const asked = vi.spyOn(target, 'getBoundingClientRect')
  const framed = vi.spyOn(window, 'requestAnimationFrame')
  for (let i = 0; i < 10; i++) await frames()
  expect(asked).not.toHaveBeenCalled()
  // only those of this test
  expect(framed.mock.calls).toHaveLength(20)
})

test('shifts nothing on the page, whatever the layout of its body', async () => {
  document.body.style.cssText = 'display:grid;gap:50px;grid-auto-rows:1fr;height:600px'
  setPage('<main id="t">x</main><footer>y</footer>')
  const before = document.querySelector('footer')!.getBoundingClientRect().top
  show('t')
  await frames()
  expect(document.querySelector('footer')!.getBoundingClientRect().top).toBe(before)
})

test.each([
  '* { all: unset !important }',
  'div { display: none !important }',
  'div { color: #f0f !important; font-size: 44px !important; text-transform: uppercase !important; letter-spacing: 1em !important; visibility: hidden !important; zoom: 3 !important; direction: rtl !important }',
  '* { transform: scale(2) !important; opacity: 0 !important; position: relative !important }',
  'body > * { content-visibility: hidden !important; contain: strict !important; filter: blur(9px) !important }',
])('looks the same on a page that says %s', async (rule) => {
  setPage('<p id="t" style="margin:200px">x</p>')
  const look = async (): Promise<unknown> => {
    ui.render('s', stepView(undefined))
    await frames()
    const { width, height, left, top } = rect('.card')
    const { color, fontSize, textTransform, letterSpacing, direction } = getComputedStyle(inside('h2'))
    const { width: wide } = rect('.button')
    const hit = document.elementFromPoint(rect('.button').left + 3, rect('.button').top + 3)
    ui.render('s', undefined)
    return { width, height, left, top, color, fontSize, textTransform, letterSpacing, direction, wide, hit: hit?.hasAttribute('data-foothold') }
  }
  document.body.style.cssText = 'font: 16px serif; letter-spacing: normal'
  const before = await look()
  const sheet = new CSSStyleSheet()
  // the font is the page's own, and the page has none any more
  sheet.replaceSync(`${rule} html, body { font: 16px serif !important; display: block !important }`)
  document.adoptedStyleSheets = [sheet]
  expect(await look()).toEqual(before)
  expect(hosts()).toEqual([])
})

test('what lies at points of the page is asked before the card is on it, which would cost its layout twice', () => {
  setPage('<button id="a">A</button>')
  const cards: boolean[] = []
  const ask = document.elementFromPoint.bind(document)
  vi.spyOn(document, 'elementFromPoint').mockImplementation((x, y) => {
    cards.push(!!hosts()[0]?.shadowRoot?.querySelector(':popover-open'))
    return ask(x, y)
  })
  show('a')
  expect(cards).toEqual([false])
})

test.each([1000, 390])('a card that is no longer kept has nothing of it left, at %i px: it may live on in another place', async (width) => {
  await page.viewport(width, 700)
  setPage(
    '<button id="t" style="position:absolute;left:100px;top:600px">x</button><div id="card" style="position:fixed;left:0;top:0"><p class="text">Text</p><i></i></div>',
  )
  const card = byId('card')
  const before = card.cloneNode(true) as HTMLElement
  const stop = keepAt(byId('t'), 'bottom', { card, arrow: card.querySelector('i')! })
  await frames()
  expect(card.style.transform).not.toBe('')
  stop()
  expect(card.getAttributeNames()).toEqual(before.getAttributeNames())
  expect(card.style.cssText).toBe(before.style.cssText)
  byId('t').style.top = '100px'
  await frames()
  expect(card.style.cssText).toBe(before.style.cssText)
})
