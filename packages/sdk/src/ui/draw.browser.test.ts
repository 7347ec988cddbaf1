import { afterEach, beforeEach, expect, test } from 'vitest'
import { draw, type Child } from './draw.ts'
import { Fragment, jsx } from './jsx.ts'

const root = document.createElement('div')
beforeEach(() => document.body.append(root))
afterEach(() => {
  draw(root, null)
  root.remove()
})

const li = (key: string, children: Child = key): Child => jsx('li', { children }, key)
const list = (...keys: string[]): Child => jsx('ul', { children: keys.map((key) => li(key)) })
const texts = (): string => [...root.querySelectorAll('li')].map(({ textContent }) => textContent).join()

test.each([
  [
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
  ],
  [['a', 'b', 'c'], ['b']],
  [['b'], ['a', 'b', 'c']],
  [
    ['a', 'b'],
    ['c', 'd'],
  ],
  [['a'], []],
  [
    ['__proto__', 'constructor'],
    ['constructor', '__proto__'],
  ],
  [
    ['a', 'b', 'c', 'd', 'e'],
    ['e', 'x', 'c', 'b', 'y'],
  ],
])('of %j becomes %j, and what stays is the same element', (before, after) => {
  draw(root, list(...before))
  const was = new Map([...root.querySelectorAll('li')].map((element) => [element.textContent, element]))
  draw(root, list(...after))
  expect(texts()).toBe(after.join())
  const changed = [...root.querySelectorAll('li')].filter((element) => before.includes(element.textContent) && element !== was.get(element.textContent))
  expect(changed).toEqual([])
})

test('two with one key are two', () => {
  draw(root, jsx('ul', { children: [li('a', '1'), li('a', '2')] }))
  expect(texts()).toBe('1,2')
  draw(root, jsx('ul', { children: [li('a', '3')] }))
  expect(texts()).toBe('3')
})

test('what comes and goes before an element does not make it another one', () => {
  const picture = (more: boolean, words: Child): Child =>
    jsx('form', { children: [more ? jsx('p', { children: words }) : null, words, jsx('p', { children: 'stays' })] })
  draw(root, picture(false, 'a'))
  const last = root.querySelector('p')
  draw(root, picture(true, ['a', jsx('b', { children: 'b' }), 'c']))
  expect(root.textContent).toBe('abcabcstays')
  expect(root.querySelector('p:last-child')).toBe(last)
})

test('the focus, the text typed and the place scrolled to stay', () => {
  const picture = (value: string, label: string): Child => [
    jsx('b', { children: label }),
    jsx('input', { value, 'aria-label': label }),
    jsx('div', { class: label, children: 'x' }),
  ]
  draw(root, picture('a', 'one'))
  const field = root.querySelector('input')!
  field.focus()
  field.setSelectionRange(0, 0)
  draw(root, picture('a', 'two'))
  expect(document.activeElement).toBe(field)
  expect([field.selectionStart, field.ariaLabel]).toEqual([0, 'two'])
  field.value = 'typed'
  draw(root, picture('a', 'two'))
  expect(field.value).toBe('a')
})

test('an attribute is there, is not, or says "false" where that is a word of its own', () => {
  draw(root, jsx('details', { open: true, hidden: false, 'aria-expanded': false, 'aria-busy': true, title: undefined, tabIndex: -1 }))
  const details = root.querySelector('details')!
  expect(details.getAttributeNames().toSorted()).toEqual(['aria-busy', 'aria-expanded', 'open', 'tabindex'])
  expect([details.ariaExpanded, details.ariaBusy, details.tabIndex]).toEqual(['false', 'true', -1])
  // the person may have shut it since
  details.open = false
  draw(root, jsx('details', { open: true }))
  expect(details.open).toBe(false)
  expect(details.getAttributeNames()).toEqual([])
})

test('an element hears once, and what the last picture says', () => {
  const heard: string[] = []
  const button = (name?: string): Child => jsx('button', { onClick: name && (() => void heard.push(name)) })
  for (const name of ['one', 'two', undefined, 'three']) {
    draw(root, button(name))
    root.querySelector('button')!.click()
  }
  expect(heard).toEqual(['one', 'two', 'three'])
})

test('what is attached finds all in place, is attached anew where its keys change, and undone while it is still there', () => {
  const log: string[] = []
  const picture = (key: number, inner = true): Child =>
    jsx('section', {
      keys: [key],
      attach: (element: HTMLElement) => {
        log.push(`${key} ${element.isConnected} ${element.textContent}`)
        return (gone: boolean) => void log.push(`undo ${key} ${gone} ${element.isConnected}`)
      },
      children: inner ? jsx('i', { keys: [], attach: () => (log.push('inner'), () => void log.push('undo inner')), children: 'x' }) : null,
    })
  draw(root, picture(1))
  draw(root, picture(1))
  draw(root, picture(2))
  draw(root, null)
  expect(log).toEqual(['inner', '1 true x', 'undo 1 false true', '2 true x', 'undo 2 true true', 'undo inner'])
  expect(root.childNodes.length).toBe(0)
})

test('a picture in a picture is drawn as one', () => {
  draw(root, jsx('svg', { viewBox: '0 0 16 16', children: jsx('path', { d: 'M4 4l8 8' }) }))
  const path = root.querySelector('path')!
  expect([path.namespaceURI, path.getTotalLength() > 11, root.querySelector('svg')!.viewBox.baseVal.width]).toEqual(['http://www.w3.org/2000/svg', true, 16])
})

test('texts are texts, whatever is in them; nothing is drawn of yes, no and nothing', () => {
  draw(root, jsx(Fragment, { children: ['<img src=x onerror=alert(1)>', 0, true, false, null, undefined, '', jsx('p', {})] }))
  expect(root.textContent).toBe('<img src=x onerror=alert(1)>0')
  expect(root.children.length).toBe(1)
})

test('a bar of progress at its beginning is one, and not one of which nothing is known', () => {
  draw(root, jsx('progress', { max: 3, value: 0 }))
  const bar = root.querySelector('progress')!
  expect(bar.position).toBe(0)
  draw(root, jsx('progress', { max: 3, value: 2 }))
  expect(bar.position).toBeCloseTo(2 / 3)
})

test('what has a number for its key is not what only stands at that place', () => {
  const picture = (more: boolean): Child => jsx('ul', { children: [more ? jsx('li', { children: 'comes and goes' }) : null, li('0', 'stays')] })
  draw(root, picture(true))
  const stays = [...root.querySelectorAll('li')].at(-1)
  draw(root, picture(false))
  expect(texts()).toBe('stays')
  expect(root.querySelector('li')).toBe(stays)
  draw(root, picture(true))
  expect(texts()).toBe('comes and goes,stays')
  expect([...root.querySelectorAll('li')].at(-1)).toBe(stays)
})

test('what the page has put elsewhere goes all the same', () => {
  draw(root, list('a', 'b', 'c'))
  const [a, b] = root.querySelectorAll('li')
  document.body.append(a!)
  b!.remove()
  draw(root, list('c'))
  expect([texts(), a!.isConnected]).toEqual(['c', false])
})
