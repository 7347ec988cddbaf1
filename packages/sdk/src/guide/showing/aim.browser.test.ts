import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { closePages, frames, openPage, setPage, toNodes, type FakePage } from '../../testing/fake-page.ts'
import { turns } from '../../testing/fake-platform.ts'

const pointAt = (target: object, more: object = {}): object[] => [
  {
    kind: 'tour',
    key: 'intro',
    steps: [
      { key: 'a', title: 'Step a', target: { waitFor: '3s', ...target }, ...more },
      { key: 'b', title: 'Step b' },
    ],
  },
]
const css = (selector: string): object => ({ find: [{ css: selector }] })
const byId = (id: string): HTMLElement => document.querySelector<HTMLElement>(`#${id}`)!
const drawn = (page: FakePage): Element | string | undefined => {
  const [view] = page.views()
  return view && ('target' in view ? (view.target ?? 'floats') : view.kind)
}
const comes = (page: FakePage, id: string): Promise<void> => vi.waitFor(() => expect(drawn(page)).toBe(byId(id)))

afterEach(closePages)

test('comes when a menu that only the style sheet opens is open', async () => {
  const page = await openPage(pointAt(css('#t')), {
    html: '<p></p><style>.menu { display: none } #on:checked ~ .menu { display: block }</style><input type="checkbox" id="on"><div class="menu"><b id="t">x</b></div>',
  })
  expect(drawn(page)).toBeUndefined()
  byId('on').click()
  await comes(page, 't')
})

test('comes when what faded in or slid in rests', async () => {
  const page = await openPage(pointAt(css('#t')), {
    html: '<p></p><style>#box { position: fixed; left: 0; transform: translateX(-100%); transition: transform .25s } .open { transform: none !important }</style><div id="box"><b id="t">x</b></div>',
  })
  expect(drawn(page)).toBeUndefined()
  byId('box').classList.add('open')
  await frames()
  expect(drawn(page)).toBeUndefined()
  await comes(page, 't')
  expect(byId('t').getBoundingClientRect().left).toBe(0)
})

test('does not wait for what moves for ever', async () => {
  const page = await openPage(pointAt(css('#t')), {
    html: '<p></p><style>@keyframes swing { to { transform: translateX(9px) } } #t { display: inline-block; animation: swing .5s infinite alternate }</style><b id="t">x</b>',
  })
  expect(drawn(page)).toBe(byId('t'))
})

test('goes while something of the page lies over the target, however long, and comes back', async () => {
  const page = await openPage(pointAt(css('#t')), { html: '<b id="t">x</b><div id="over" style="position:fixed;inset:0" hidden></div>' })
  expect(drawn(page)).toBe(byId('t'))
  byId('over').hidden = false
  await vi.waitFor(() => expect(drawn(page)).toBeUndefined())
  await page.platform.advance(60_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toEqual([])
  byId('over').hidden = true
  await comes(page, 't')
})

test('tells that a target was covered all the time', async () => {
  const page = await openPage(pointAt(css('#t')), { html: '<b id="t">x</b><div style="position:fixed;inset:0"></div>' })
  await page.platform.advance(3_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toMatchObject([{ step: 'a', reason: 'covered', count: 1 }])
  expect(drawn(page)).toBe('floats')
})

test('tells how many elements were not meant', async () => {
  const page = await openPage(pointAt(css('.x')), { html: '<b class="x">1</b><b class="x">2</b>' })
  await page.platform.advance(3_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toMatchObject([{ reason: 'ambiguous', count: 2 }])
})

test('a step that waits for a click waits for a button that takes one', async () => {
  const page = await openPage(pointAt(css('#t'), { interaction: 'advance' }), { html: '<button id="t" disabled>x</button>' })
  expect(drawn(page)).toBeUndefined()
  ;(byId('t') as HTMLButtonElement).disabled = false
  await comes(page, 't')
})

test('a list that shows another row in the same element has lost the target, and finds it where it comes again', async () => {
  const page = await openPage(pointAt({ find: [{ text: 'Ada' }] }), { html: '<p id="one">Ada</p><p id="two">Ben</p>' })
  expect(drawn(page)).toBe(byId('one'))
  byId('one').firstChild!.nodeValue = 'Cleo'
  await vi.waitFor(() => expect(drawn(page)).toBeUndefined())
  byId('two').firstChild!.nodeValue = 'Ada'
  await comes(page, 'two')
})

test('goes with an element that is replaced by its like', async () => {
  const page = await openPage(pointAt(css('#t')), { html: '<b id="t">x</b>' })
  const before = drawn(page)
  setPage('<b id="t">x</b>')
  await comes(page, 't')
  expect(drawn(page)).not.toBe(before)
})

test('hears of what changes in a shadow root, also in one that opens late', async () => {
  const page = await openPage(pointAt(css('x-late >>> #t')), { html: '<x-late></x-late>' })
  expect(drawn(page)).toBeUndefined()
  customElements.define(
    'x-late',
    class extends HTMLElement {
      constructor() {
        super()
        this.attachShadow({ mode: 'open' })
      }
    },
  )
  await frames()
  const root = document.querySelector('x-late')!.shadowRoot!
  const target = Object.assign(document.createElement('b'), { id: 't', textContent: 'x' })
  root.append(target)
  await vi.waitFor(() => expect(drawn(page)).toBe(target))
  target.remove()
  await vi.waitFor(() => expect(drawn(page)).toBeUndefined())
})

test('hears of what changes in a frame, also after it went to another page', async () => {
  const page = await openPage(pointAt({ ...css('#t'), frame: 'iframe' }), { html: '<iframe srcdoc="<p>one"></iframe>' })
  const frame = document.querySelector('iframe')!
  await vi.waitFor(() => expect(frame.contentDocument?.body.textContent).toBe('one'))
  frame.setAttribute('srcdoc', '<p>two')
  await vi.waitFor(() => expect(frame.contentDocument?.body.textContent).toBe('two'))
  await frames()
  const target = Object.assign(frame.contentDocument!.createElement('b'), { id: 't', textContent: 'x' })
  frame.contentDocument!.body.append(target)
  await vi.waitFor(() => expect(drawn(page)).toBe(target))
})

test('says that a frame is of another site', async () => {
  const page = await openPage(pointAt({ ...css('#t'), frame: 'iframe' }), { html: '<iframe sandbox="" srcdoc="<p>one"></iframe>' })
  await vi.waitFor(() => expect(document.querySelector('iframe')!.contentDocument).toBeNull())
  await page.platform.advance(3_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toMatchObject([{ reason: 'cross-origin' }])
})

test('asks the page to bring the target about, once, and waits for that', async () => {
  const calls: unknown[] = []
  let shown = (): void => {}
  const page = await openPage(undefined, { html: '<p></p>' })
  page.reveals.set('open-menu', async (about) => {
    calls.push(about)
    await new Promise<void>((resolve) => (shown = resolve))
    document.body.append(...toNodes('<b id="t">x</b>'))
  })
  await page.publish(pointAt({ ...css('#t'), reveal: 'open-menu' }))
  await page.platform.advance(5_000)
  expect([calls, page.named(GUIDE_EVENTS.targetMissing), drawn(page)]).toEqual([[{ guide: 'intro', step: 'a' }], [], undefined])
  shown()
  await comes(page, 't')
  expect(calls).toHaveLength(1)
  expect(page.platform.pending).toBe(0)
})

test('what is there already is not asked for', async () => {
  const calls: unknown[] = []
  const page = await openPage(undefined, { html: '<b id="t">x</b>' })
  page.reveals.set('open-menu', (about) => calls.push(about))
  await page.publish(pointAt({ ...css('#t'), reveal: 'open-menu' }))
  expect([drawn(page), calls]).toEqual([byId('t'), []])
})

test.each<[string, () => unknown, string[]]>([
  [
    'throws',
    () => {
      throw new Error('no menu')
    },
    ['host_error: reveal("open-menu") threw. no menu'],
  ],
  ['rejects', async () => Promise.reject(new Error('no menu')), ['host_error: reveal("open-menu") threw. no menu']],
  ['never answers', async () => new Promise(() => {}), []],
])('a page whose function %s is not waited for longer than it takes', async (how, run, reports) => {
  const page = await openPage(undefined, { html: '<p></p>' })
  page.reveals.set('open-menu', run)
  await page.publish(pointAt({ ...css('#t'), reveal: 'open-menu' }))
  await page.platform.advance(how === 'never answers' ? 10_000 : 0)
  await page.platform.advance(2_999)
  expect(drawn(page)).toBeUndefined()
  await page.platform.advance(1)
  expect([drawn(page), page.reports]).toEqual(['floats', reports])
})

test.each(['open-menu', 'constructor', '__proto__'])('tells a page that nothing is registered under %s', async (reveal) => {
  const page = await openPage(pointAt({ ...css('#t'), reveal }), { html: '<p></p>' })
  await page.platform.advance(3_000)
  expect([drawn(page), page.reports]).toEqual(['floats', [`reveal_unknown: Nothing is registered under "${reveal}". `]])
})

test('nothing is heard any more when the guide is over', async () => {
  const page = await openPage(pointAt(css('#t')), { html: '<b id="t" hidden>x</b>' })
  let scrolls = 0
  const remove = vi.spyOn(document, 'removeEventListener').mockImplementation(function (this: Document, ...args) {
    if (args[0] === 'scroll') scrolls++
    EventTarget.prototype.removeEventListener.apply(this, args as never)
  })
  page.director.clear()
  remove.mockRestore()
  await turns()
  expect([scrolls, page.platform.pending, page.views()]).toEqual([1, 0, []])
})
