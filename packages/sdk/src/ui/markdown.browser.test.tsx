import { afterEach, expect, test } from 'vitest'
import { fillText } from '../guide/text.ts'
import { draw as drawInto } from './draw.ts'
import { Markdown } from './markdown.tsx'

const root = document.createElement('div')
const draw = (text: string): HTMLElement => {
  drawInto(root, Markdown({ text }))
  return root
}
const shape = (text: string): string => [...draw(text).firstElementChild!.children].map(outline).join('')
const outline = (node: Node): string =>
  node instanceof Element ? `<${node.localName}>${[...node.childNodes].map(outline).join('')}</>` : (node.textContent ?? '')

afterEach(() => drawInto(root, null))

test.each([
  ['plain', '<p>plain</>'],
  ['a **b** *c* `d`', '<p>a <strong>b</> <em>c</> <code>d</></>'],
  ['**a *b* c**', '<p><strong>a <em>b</> c</></>'],
  ['one\n\ntwo', '<p>one</><p>two</>'],
  ['- a\n- b', '<ul><li>a</><li>b</></>'],
  ['1. a\n2. b', '<ol><li>a</><li>b</></>'],
  ['[a](https://x.y/z)', '<p><a>a</></>'],
  ['[a](https://x.y/A_(b)) c', '<p><a>a</> c</>'],
  ['[a](ftp://x.y/(1)) b', '<p>a b</>'],
  ['![a](/b_(c).png)', '<p><img></></>'],
  ['(see [a](/b))', '<p>(see <a>a</>)</>'],
  [String.raw`\*a\* \[b\]\(c\)`, '<p>*a* [b](c)</>'],
  ['2 * 3 = 6', '<p>2 * 3 = 6</>'],
  ['**open', '<p>**open</>'],
  ['![a chart](/x.png)', '<p><img></></>'],
  ['![how](https://x.y/a.mp4?b)', '<p><video></></>'],
  ['![how](https://x.y/embed/abc)', '<p><iframe></></>'],
  ['![](/x.png)', '<p>![](/x.png)</>'],
  ['![a](mailto:x)', '<p>a</>'],
  [String.raw`\![a](/x)`, '<p>!<a>a</></>'],
  ['<b>no</b> <img src=x onerror=alert(1)>', '<p><b>no</b> <img src=x onerror=alert(1)></>'],
  ['&lt;b&gt;', '<p>&lt;b&gt;</>'],
])('%s', (text, expected) => expect(shape(text)).toBe(expected))

test.each(['https://x.y', 'http://x.y', 'mailto:a@b.c', 'tel:+47', '/projects/7', '?tab=a', '#x'])('%s is a link', (url) => {
  const link = draw(`[label](${url})`).querySelector('a')!
  expect(link.getAttribute('href')).toBe(url)
  expect(link.rel).toBe('noopener')
})

test('an address keeps its brackets', () => expect(draw('[a](https://x.y/A_(b)_c)').querySelector('a')!.href).toBe('https://x.y/A_(b)_c'))

const SCRIPT = ['java', 'script:alert(1)'].join('')
test.each([
  SCRIPT,
  SCRIPT.toUpperCase(),
  `\t${SCRIPT}`,
  'data:text/html,x',
  'vbscript:x',
  '//evil.com',
  String.raw`\/\/evil.com`,
  'file:///etc',
  'blob:x',
  `https:${SCRIPT}`,
  'x',
])('%s is no link', (url) => {
  const drawn = draw(`[label](${url})`)
  expect(drawn.querySelector('a')).toBeNull()
  expect(drawn.textContent).toContain('label')
})

test.each(['a*b', '*', 'a**', '_x_', '`', '](https://evil.com)', '[x](https://evil.com)', '\\', '<b>', '- a', '1. a', 'a\n\n- b', 'u_1.x-y'])(
  'the value %j is shown as it is, wherever the author put it',
  (value) => {
    const shown = value.replace(/\s+/g, ' ')
    for (const author of ['{{user.x}}', '**{{user.x}}**', '*{{user.x}}*', '`{{user.x}}`', '[{{user.x}}](https://x.y)']) {
      const drawn = draw(fillText(author, { user: { x: value }, account: {} }))
      expect(drawn.textContent).toBe(shown)
      expect(drawn.querySelector('a')?.getAttribute('href') ?? 'https://x.y').toBe('https://x.y')
      expect(drawn.querySelector('li')).toBeNull()
    }
  },
)

test('a picture has its words, a film its name and controls, a player a sandbox', () => {
  expect(draw('![a **chart**](/x.png)').querySelector('img')!.alt).toBe('a **chart**')
  const film = draw('![how](/x.webm)').querySelector('video')!
  expect([film.controls, film.autoplay, film.getAttribute('aria-label')]).toEqual([true, false, 'how'])
  const player = draw('![how](https://x.y/embed/abc)').querySelector('iframe')!
  expect([player.title, player.sandbox.contains('allow-top-navigation'), player.sandbox.length]).toEqual(['how', false, 3])
})

test('a value in an address is in the address', () => {
  expect(
    draw(fillText('[me](/u/{{user.id}}/a)', { user: { id: 'u_1.b-(c)' }, account: {} }))
      .querySelector('a')!
      .getAttribute('href'),
  ).toBe('/u/u_1.b-(c)/a')
  expect(draw(fillText('[me]({{user.site}})', { user: { site: SCRIPT }, account: {} })).querySelector('a')).toBeNull()
})

test('a long hostile text costs little', () => {
  const start = performance.now()
  for (const part of ['*', '**a', '[', '[a](', '`', '\\', '[]()']) draw(part.repeat(8_000 / part.length))
  expect(performance.now() - start).toBeLessThan(2_000)
})
