// Puts what is known to break out of texts into every place of a text, and looks at all that would be drawn of it.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fillText, keepMedia } from '../guide/text.ts'
import { inline, Markdown } from './markdown.tsx'

const few = JSON.parse(readFileSync(new URL('../../../../test/vectors/xss.json', import.meta.url), 'utf8')) as { payloads: string[] }
const folder = new URL('../../../../../shared/vectors/hostile/', import.meta.url)
const absent = !existsSync(folder)
const read = <T,>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T

const TAGS = ['div', 'p', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'a', 'img', 'video', 'iframe']
const ATTRIBUTES = [
  'children',
  'class',
  'id',
  'part',
  'href',
  'target',
  'rel',
  'src',
  'alt',
  'title',
  'aria-label',
  'controls',
  'playsInline',
  'preload',
  'loading',
  'allow',
  'sandbox',
]
const PAGE = 'https://app.example/here'

/** Everything in what would be drawn that is no text of ours and no element of the few that there are. */
function* faults(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const one of node) yield* faults(one)
  else if (typeof node === 'object' && node !== null) {
    const { type, props } = node as { type: string; props: Record<string, unknown> & { href?: string; src?: string } }
    if (!TAGS.includes(type)) yield `element ${type}`
    for (const name of Object.keys(props)) if (!ATTRIBUTES.includes(name)) yield `attribute ${name}`
    for (const [name, schemes] of [
      ['href', ['http:', 'https:', 'mailto:', 'tel:']],
      ['src', ['http:', 'https:']],
    ] as const) {
      const address = props[name]
      // what is no address at all leads nowhere
      if (address !== undefined && URL.canParse(address, PAGE) && !schemes.includes(new URL(address, PAGE).protocol as never)) yield `${name} ${address}`
    }
    if (props.src !== undefined && new URL(props.src, PAGE).origin !== new URL(PAGE).origin) yield `src ${props.src}`
    yield* faults(props['children'])
  }
}

const PLACES = ['{{user.x}}', '**{{user.x}}**', '[{{user.x}}](/x)', '[x]({{user.x}})', '![{{user.x}}](/x.png)', '![x]({{user.x}})', '[x](/a?{{user.x}})']
function check(payload: string): void {
  const authored = ['X', '**X**', '`X`', '- X\n- X', '[X](/x)', '[x](X)', '![X](/x.png)', '![x](X)', '[x](X "X")'].map((text) =>
    text.replaceAll('X', () => payload),
  )
  const filled = PLACES.map((text) => fillText(text, { user: { x: payload }, account: {} }))
  for (const text of [...authored, ...filled]) {
    const kept = keepMedia(text, PAGE)
    expect([text, ...faults([Markdown({ text: kept }), inline(kept)])]).toEqual([text])
  }
}

test.each(few.payloads)('%s is words', check)

test('what is looked for would be found', () => {
  const bad = [
    { type: 'script', props: {} },
    { type: 'p', props: { onclick: 'x', children: [{ type: 'a', props: { href: ['java', 'script:x'].join('') } }] } },
    { type: 'img', props: { src: 'https://evil.example/x' } },
  ]
  expect([...faults(bad)]).toHaveLength(4)
})

describe.skipIf(absent)(`published payloads${absent ? ' (skipped: ../shared/vectors is not beside this checkout)' : ''}`, () => {
  test('of PayloadsAllTheThings are words, all of them', () => {
    const { payloads } = read<{ payloads: string[] }>('xss-payloads.json')
    expect(payloads.length).toBeGreaterThan(400)
    payloads.forEach(check)
  })
  test('of DOMPurify are words, all of them', () => {
    const { cases } = read<{ cases: { payload: string }[] }>('xss-dompurify.json')
    expect(cases.length).toBeGreaterThan(200)
    for (const { payload } of cases) check(payload)
  })
})
