import { afterEach, expect, test } from 'vitest'
import { frames } from '../testing/fake-page.ts'
import { createDomWatch } from './dom.ts'

let stop = (): void => {}
afterEach(() => {
  stop()
  document.body.replaceChildren()
})

/** Counts what is told of from now on. */
async function watch(): Promise<() => Promise<number>> {
  let told = 0
  stop = createDomWatch(window).watch(() => void told++)
  await frames()
  return async () => (await frames(), told)
}
const ours = (): HTMLElement => {
  const host = document.createElement('div')
  host.dataset['foothold'] = 'tour'
  return host
}

test('what we draw is no news of the page', async () => {
  const told = await watch()
  const host = ours()
  document.body.append(host)
  host.style.setProperty('--zoom', '1')
  expect(await told()).toBe(0)
})

test('what the page does is told once a frame, also where it takes ours away or moves it together with its own', async () => {
  const host = ours()
  document.body.append(host, document.createElement('p'))
  const told = await watch()
  document.body.append(document.createElement('p'))
  document.querySelector('p')!.id = 'x'
  expect(await told()).toBe(1)
  host.remove()
  expect(await told()).toBe(2)
  document.body.append(host, document.createElement('p'))
  expect(await told()).toBe(3)
  document.querySelector('p')!.append('text')
  expect(await told()).toBe(4)
})
