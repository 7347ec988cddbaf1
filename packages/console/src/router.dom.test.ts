import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createRouter, hrefOfClick } from './router.ts'

const click = (html: string, init: MouseEventInit = {}): string | undefined => {
  document.body.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes)
  let answer: string | undefined
  const listen = (event: MouseEvent): void => {
    answer = hrefOfClick(event, location.origin)
    event.preventDefault()
  }
  document.addEventListener('click', listen, { once: true })
  ;(document.querySelector('b') ?? document.querySelector('a')!).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ...init }))
  return answer
}

describe('hrefOfClick', () => {
  it('takes a plain click inside a link of the console', () => {
    expect(click('<a href="/console/people?search=a"><b>x</b></a>')).toBe('/console/people?search=a')
  })
  it.each([
    ['another place of this origin', '<a href="/v1/batch">x</a>'],
    ['a path that only begins alike', '<a href="/consoles">x</a>'],
    ['another origin', '<a href="https://example.com/console">x</a>'],
    ['a new tab', '<a href="/console" target="_blank">x</a>'],
    ['a download', '<a href="/console/x.csv" download>x</a>'],
    ['a place on the page', '<a href="#main">x</a>'],
  ])('leaves %s to the browser', (_, html) => expect(click(html)).toBeUndefined())
  it.each(['metaKey', 'ctrlKey', 'shiftKey', 'altKey'])('leaves a click with %s to the browser', (key) => {
    expect(click('<a href="/console">x</a>', { [key]: true })).toBeUndefined()
  })
})

describe('createRouter', () => {
  beforeEach(() => history.replaceState(null, '', '/console'))

  it('moves, tells its listeners, and refines without a step in the history', () => {
    const router = createRouter(window)
    const heard = vi.fn<() => void>()
    router.subscribe(heard)
    const steps = history.length
    router.go('/console/guides')
    expect(router.place().route).toEqual({ page: 'guides' })
    expect(history.length).toBe(steps + 1)
    router.refine({ kind: 'tour' })
    expect(router.place().search).toBe('?kind=tour')
    expect(history.length).toBe(steps + 1)
    expect(heard).toHaveBeenCalledTimes(2)
  })
})
