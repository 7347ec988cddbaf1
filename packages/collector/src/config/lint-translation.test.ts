import { expect, test } from 'vitest'
import { load, MODEL, NOW, short, TIP, TOUR, type Loose } from '../testing/lint.ts'
import { loadFiles } from './load.ts'
import { sourceHash } from './localise.ts'

const hint = { ...TIP, title: 'Hello', body: 'World', actions: [{ label: 'Go', do: [{ go: 'end' }] }] }
const inside = (translations: unknown): string[] => load([{ ...hint, translations }]).map(short)
const all = { title: 'Halo', body: 'Dunia', 'actions.0.label': 'Mulai' }
const beside = (file: Loose, guide: Loose = hint): string[] => loaded(file, guide).issues.map(short)
const loaded = (file: Loose, guide: Loose = hint): ReturnType<typeof loadFiles> =>
  loadFiles(
    [
      { path: 'model.json', text: JSON.stringify(MODEL) },
      { path: 'tour.json', text: JSON.stringify(TOUR) },
      { path: 'tip.json', text: JSON.stringify(guide) },
      { path: 'tip.id.json', text: JSON.stringify(file) },
    ],
    { now: NOW },
  )

test('translations of every text say nothing', () => {
  expect(inside({ id: all, ar: all })).toEqual([])
  expect(beside({ translates: 'tip', language: 'id', texts: all })).toEqual([])
})

test.each([
  [{ id: { titel: 'Halo', ...all } }, 'error unknown_reference /translations/id/titel: The guide has no text "titel"; did you mean "title"?'],
  [{ id: { why: 'x', ...all } }, 'error unknown_reference /translations/id/why: The guide has no text "why": it has title, body, actions.0.label.'],
  [
    { id: { title: 'Halo' } },
    'warning translation_missing /translations/id: Not in "id" yet, so people get them as they are written here: body, actions.0.label.',
  ],
  [
    { id: { ...all, title: 'Halo {{user.name}}' } },
    'warning placeholder_without_fallback /translations/id/title: {{user.name}} stays empty for people who have no such value: write {{user.name|…}} with a word for them.',
  ],
  [{ ID: all }, 'error invalid_value /translations/ID: Expected a language such as "id" or "pt-BR", found "ID".'],
  [{ id: { ...all, title: '' } }, 'error invalid_value /translations/id/title: "title" needs at least 1 character (found 0).'],
])('%j', (translations, issue) => expect(inside(translations).join('\n')).toContain(issue))

test('a file beside a guide belongs to it, and to its texts as they are', () => {
  expect(beside({ translates: 'tipp', language: 'id', texts: all })).toContain(
    'error unknown_reference /translates: There is no guide "tipp"; did you mean "tip"?',
  )
  expect(beside({ translates: 'tip', language: 'id', texts: { title: 'Halo' } })).toEqual([
    'warning translation_missing /key: Not in "id" yet, so people get them as they are written here: body, actions.0.label.',
  ])
  const source = { title: sourceHash('Hello'), body: sourceHash('Earth') }
  expect(beside({ translates: 'tip', language: 'id', texts: all, source })).toEqual([
    `warning translation_stale /source/body: "body" was translated from another text; now it is "World". When the translation is right again, write "${sourceHash('World')}".`,
  ])
  expect(beside({ translates: 'tip', language: 'id', text: all })).toEqual(
    expect.arrayContaining([
      'error unknown_field /text: Unknown field "text"; did you mean "texts"?',
      'error required /texts: Missing "texts": expected a record.',
    ]),
  )
})

test('what stands in files and in the guide comes together, the files first', () => {
  const { guides } = loaded({ translates: 'tip', language: 'id', texts: { title: 'Halo' } }, { ...hint, translations: { id: { title: 'Hai', body: 'Dunia' } } })
  expect(guides.find(({ key }) => key === 'tip')!.translations).toEqual({ id: { title: 'Halo', body: 'Dunia' } })
})
