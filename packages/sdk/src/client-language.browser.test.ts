import type { Bundle } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { failure, ok, turns } from './testing/fake-platform.ts'
import { closeClients, NEWCOMER, openClient, type OpenClient } from './testing/open-client.ts'
import { toBundle } from './testing/publish.ts'

const html = document.documentElement
afterEach(() => {
  closeClients()
  html.lang = ''
})

const WORDS = { next: 'Lanjut', done: 'Selesai' } as NonNullable<Bundle['words']>[string]
const bundleIn = (language: string): Bundle => {
  const bundle = toBundle(
    [
      {
        kind: 'tour',
        key: 'intro',
        theme: 'brand',
        steps: [{ key: 'a', title: `Title in ${language} ![x](https://cdn.example/x.png) ![y](https://evil.example/y.png)` }],
      },
    ],
    {},
    '1',
  )
  return {
    ...bundle,
    guides: bundle.guides.map((guide) => ({ ...guide, language, direction: 'ltr' as const })),
    language,
    words: { id: WORDS },
    themes: { brand: { scheme: 'dark', tokens: { accent: '#fff' } } },
    media: ['https://cdn.example'],
  }
}
/** A collector that has every language that it is asked for. */
const answer: NonNullable<Parameters<typeof openClient>[0]>['answer'] = (path) => {
  const asked = /^\/v1\/bundle\/\w+\?lang=(.*)$/.exec(path)?.[1]
  return asked === undefined ? ok({ ...NEWCOMER }) : ok(bundleIn(decodeURIComponent(asked).split('-')[0]!) as unknown as Record<string, unknown>)
}
const asked = ({ platform }: OpenClient): string[] => platform.requests.flatMap(({ path }) => (path.startsWith('/v1/bundle') ? path.split('lang=')[1]! : []))
const shown = async (client: OpenClient): Promise<string> => {
  await turns()
  return client.views.map(({ title }) => /Title in (\w+)/.exec(title)![1]).join()
}

test('the language is the option, else that of the page, else that of the browser', async () => {
  html.lang = 'ja'
  const chosen = await openClient({ answer, language: 'id-ID' })
  await turns()
  const paged = await openClient({ answer })
  await turns()
  paged.foothold.dispose()
  html.lang = ''
  const browsers = await openClient({ answer })
  await turns()
  expect([chosen, paged, browsers].flatMap(asked)).toEqual(['id-ID', 'ja', navigator.language])
  expect(await shown(chosen)).toBe('id')
})

test('a page that turns to another language gets the guides of it, once', async () => {
  html.lang = 'id'
  const client = await openClient({ answer })
  expect(await shown(client)).toBe('id')
  html.lang = 'ja'
  expect(await shown(client)).toBe('ja')
  html.lang = 'ja'
  await turns()
  expect(asked(client)).toEqual(['id', 'ja'])
})

test('the last visit counts for its own language', async () => {
  const first = await openClient({ answer, language: 'id' })
  expect(await shown(first)).toBe('id')
  first.foothold.dispose()
  const offline: typeof answer = () => failure(0)
  const other = await openClient({ disk: first.platform.disk, answer: offline, language: 'ja' })
  expect(await shown(other)).toBe('')
  other.foothold.dispose()
  const same = await openClient({ disk: first.platform.disk, answer: offline, language: 'id' })
  expect(await shown(same)).toBe('id')
})

test('a guide has the words of its language, its theme, and pictures from where they may come', async () => {
  const client = await openClient({ answer, language: 'id' })
  await turns()
  const [view] = client.views
  expect(view).toMatchObject({ language: 'id', direction: 'ltr', theme: { scheme: 'dark', tokens: { accent: '#fff' } }, buttons: [{ label: 'Selesai' }] })
  expect(view!.title).toBe('Title in id ![x](https://cdn.example/x.png) y')
})

test("an answer in the language that the page has just left is nobody's", async () => {
  html.lang = 'id'
  let come: (() => void) | undefined
  const slow: typeof answer = (path, body) =>
    path.endsWith('lang=id') ? new Promise((resolve) => (come = () => resolve(answer(path, body)))) : answer(path, body)
  const client = await openClient({ answer: slow })
  await turns()
  html.lang = 'ja'
  expect(await shown(client)).toBe('ja')
  come!()
  expect(await shown(client)).toBe('ja')
  const [kept] = await client.platform.state.get<{ language: string }>(['bundle'])
  expect(kept!.language).toBe('ja')
})
