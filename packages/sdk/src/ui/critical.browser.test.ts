import { afterEach, expect, test, vi } from 'vitest'
import { frames, setPage } from '../testing/fake-page.ts'
import { keepClear } from './critical.ts'
import { onSeen } from './seen.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})
const BAR = '<div data-foothold-critical style="position:fixed;left:0;right:0;top:300px;height:40px"></div>'
const card = (id: string): string => `<div id="${id}" style="position:fixed;left:0;top:0;width:200px;height:100px"></div>`
const byId = (id: string): HTMLElement => document.querySelector<HTMLElement>(`#${id}`)!
const hidden = (id: string): boolean => byId(id).style.visibility === 'hidden'

test('however many keep clear, the page is watched once, and not at all after the last', async () => {
  const watching = new Set<MutationObserver>()
  const Real = MutationObserver
  vi.stubGlobal(
    'MutationObserver',
    class extends Real {
      override observe(...args: Parameters<MutationObserver['observe']>): void {
        if (args[0] === document) watching.add(this)
        super.observe(...args)
      }
      override disconnect(): void {
        watching.delete(this)
        super.disconnect()
      }
    },
  )
  setPage(card('a') + card('b') + card('c'))
  const each = ['a', 'b', 'c'].map((id) => keepClear(byId(id)))
  expect(watching.size).toBe(1)
  each[0]!()
  each[1]!()
  expect(watching.size).toBe(1)
  setPage(card('c') + BAR)
  each[2]!()
  expect(watching.size).toBe(0)
  stops.push(keepClear(byId('c')))
  expect(watching.size).toBe(1)
})

test('what grows over what is critical goes, and is back when it has shrunk; another that lies elsewhere stays', async () => {
  setPage(card('a') + card('b') + BAR)
  byId('b').style.left = '400px'
  stops.push(keepClear(byId('a')), keepClear(byId('b')))
  await frames()
  expect([hidden('a'), hidden('b')]).toEqual([false, false])
  byId('a').style.height = '320px'
  await vi.waitFor(() => expect([hidden('a'), hidden('b')]).toEqual([true, false]))
  byId('a').style.height = '100px'
  await vi.waitFor(() => expect(hidden('a')).toBe(false))
})

test('what is critical comes, moves and goes', async () => {
  setPage(card('a'))
  stops.push(keepClear(byId('a')))
  const bar = Object.assign(document.createElement('div'), { style: 'position:fixed;left:0;right:0;top:50px;height:40px' })
  bar.dataset['footholdCritical'] = ''
  document.body.append(bar)
  await vi.waitFor(() => expect(hidden('a')).toBe(true))
  bar.style.top = '400px'
  await vi.waitFor(() => expect(hidden('a')).toBe(false))
  bar.style.top = '0'
  await vi.waitFor(() => expect(hidden('a')).toBe(true))
  bar.remove()
  await vi.waitFor(() => expect(hidden('a')).toBe(false))
})

test('what is hidden for it is not seen until it is free', async () => {
  setPage(card('a') + card('b') + BAR)
  byId('a').style.height = '320px'
  byId('b').style.left = '200px'
  const seen: string[] = []
  // the first of the two is also the first whose time is up
  for (const id of ['a', 'b'])
    stops.push(
      keepClear(byId(id)),
      onSeen(byId(id), () => void seen.push(id)),
    )
  await vi.waitFor(() => expect(seen).toContain('b'), 5_000)
  expect(seen).toEqual(['b'])
  document.querySelector('[data-foothold-critical]')!.remove()
  await vi.waitFor(() => expect(seen).toEqual(['b', 'a']), 5_000)
  expect(byId('a').getBoundingClientRect().left).toBe(0)
})
