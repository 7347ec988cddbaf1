import { LANGUAGES } from '@foothold/protocol/languages'
import { MORE_WORDS, WORDS, type Guide } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { EMPTY_CONTENT, toBundle, type Content } from './bundle.ts'
import { languagesOf, localise, pickLanguage, wordsOf } from './localise.ts'
import { textsOf } from './texts.ts'

const tour = {
  kind: 'tour',
  key: 'intro',
  steps: [
    { key: 'pick', title: 'Pick', body: 'One', actions: [{ label: 'Go', do: [{ track: 'x', properties: { title: 'stays' } }] }] },
    { key: 'title', title: 'Named like a field' },
  ],
  translations: { id: { 'pick.title': 'Pilih', 'pick.actions.0.label': 'Mulai', 'title.title': 'Judul', nothing: 'x' }, ar: { 'pick.title': 'اختر' } },
} as unknown as Guide
const plain = { kind: 'hint', key: 'plain', title: 'Plain' } as unknown as Guide
const content = (guides: Guide[], language?: string): Content => ({ guides, model: { ...EMPTY_CONTENT.model, ...(language ? { language } : {}) } })

test.each([
  ['id-ID', ['en', 'id'], 'id'],
  ['ID', ['en', 'id'], 'id'],
  ['pt', ['en', 'pt-BR'], 'pt-BR'],
  ['pt-PT', ['en', 'pt-BR', 'pt'], 'pt'],
  ['zh_Hant_TW', ['en', 'zh', 'zh-Hant'], 'zh-Hant'],
  ['fr', ['en', 'id'], undefined],
  ['', ['en'], undefined],
  [undefined, ['en'], undefined],
  ['../../etc', ['en'], undefined],
  ['__proto__', ['en'], undefined],
  ['x'.repeat(100_000), ['en'], undefined],
])('%s of %j is %s', (wanted, languages, picked) => expect(pickLanguage(wanted, languages)).toBe(picked))

test('a guide has its texts of the language, and as they are written where nobody has translated them', () => {
  const { guides, languages } = localise(content([tour, plain]), 'id')
  expect(guides).toEqual([
    {
      kind: 'tour',
      key: 'intro',
      steps: [
        { key: 'pick', title: 'Pilih', body: 'One', actions: [{ label: 'Mulai', do: [{ track: 'x', properties: { title: 'stays' } }] }] },
        { key: 'title', title: 'Judul' },
      ],
    },
    plain,
  ])
  expect(Object.fromEntries(languages)).toEqual({ intro: { language: 'id', direction: 'ltr' }, plain: { language: 'en', direction: 'ltr' } })
  // what was authored is as it was
  expect((tour as { steps: { title: string }[] }).steps[0]!.title).toBe('Pick')
})

test('every text of the kinds that ask, announce and help has a place of its own', () => {
  const places = (guide: object): string[] => [...textsOf(guide)].map(({ place }) => place)
  const actions = [{ label: 'OK', do: [{ go: 'end' }] }]
  expect(
    places({
      kind: 'survey',
      questions: [
        { key: 'score', ask: 'nps', title: 'How?', low: 'Bad', high: 'Good' },
        {
          key: 'why',
          ask: 'single',
          title: 'Why?',
          options: [{ key: 'price', label: 'Price' }],
          other: 'Else',
          next: [{ answer: { contains: 'price' }, to: 'words' }],
        },
        { key: 'words', ask: 'text', title: 'Words', placeholder: 'Write' },
      ],
      thanks: { title: 'Thanks', actions },
    }),
  ).toEqual([
    ...['score.title', 'score.low', 'score.high', 'why.title', 'why.price.label', 'why.other', 'words.title', 'words.placeholder'],
    ...['thanks.title', 'thanks.actions.0.label'],
  ])
  const session = { from: '2026-12-01T09:00:00Z', until: '2026-12-01T10:00:00Z', link: '/live' }
  const entries = [
    { key: 'start', title: 'Start', body: 'Here', guide: 'intro' },
    { key: 'live', title: 'Live', session },
  ]
  expect(
    places({ kind: 'resource-center', launcher: { label: 'Help', place: 'top-end' }, title: 'Help', sections: [{ key: 'all', title: 'All', entries }] }),
  ).toEqual(['launcher.label', 'title', 'all.title', 'all.start.title', 'all.start.body', 'all.live.title'])
  expect(places({ kind: 'announcement', media: { image: '/x.png', alt: 'A chart' }, title: 'New', actions })).toEqual(['media.alt', 'title', 'actions.0.label'])
})

test('badges are in the language of the bundle, and their other languages stay here', () => {
  const model = {
    ...EMPTY_CONTENT.model,
    milestones: [{ key: 'sailed', when: { event: 'sailed' } }],
    badges: [{ key: 'captain', name: 'Captain', body: 'Sail once', milestone: 'sailed', translations: { ar: { name: 'قبطان' } } }],
  }
  const board = {
    kind: 'leaderboard',
    key: 'crew',
    why: 'x',
    goal: null,
    when: {},
    title: 'Crew',
    badges: ['captain'],
    translations: { ar: { title: 'الفريق' } },
  }
  const badges = (language: string): unknown =>
    (toBundle('1', { guides: [board], model } as unknown as Content, language).guides[0] as { badges?: unknown }).badges
  expect(badges('ar')).toEqual([{ key: 'captain', name: 'قبطان', body: 'Sail once', milestone: 'sailed' }])
  expect(badges('en')).toEqual([{ key: 'captain', name: 'Captain', body: 'Sail once', milestone: 'sailed' }])
})

test('Arabic is from right to left, and a language that the model names is that of the texts', () => {
  expect(localise(content([tour]), 'ar').languages.get('intro')).toEqual({ language: 'ar', direction: 'rtl' })
  expect(localise(content([plain], 'de'), 'de').languages.get('plain')).toEqual({ language: 'de', direction: 'ltr' })
  expect(languagesOf(content([tour, plain], 'de'))).toEqual(['de', 'ar', 'id'])
})

test('a project that says nothing of languages sends nothing of them', () => {
  expect(localise(content([plain]), 'en').languages.size).toBe(0)
})

test('twelve languages have every word of ours, each with its numbers', () => {
  expect(Object.keys(LANGUAGES)).toHaveLength(12)
  const numbers = (words: string): string[] => (words.match(/\{[nm]\}/g) ?? []).sort()
  for (const [language, words] of Object.entries(LANGUAGES)) {
    const all = { ...WORDS, ...MORE_WORDS }
    expect(Object.keys(words).sort(), language).toEqual(Object.keys(all).sort())
    for (const [name, english] of Object.entries(all)) expect(numbers(words[name as keyof typeof all]), `${language} ${name}`).toEqual(numbers(english))
  }
  expect([wordsOf('en-GB', ['tour']), wordsOf('nl', ['tour'])]).toEqual([undefined, undefined])
  expect(wordsOf('pt-BR', ['tour'])?.next).toBe('Próximo')
})

test('words of the kinds that come later go only with one of them', () => {
  expect(Object.keys(wordsOf('id', ['tour', 'announcement'])!)).toEqual(Object.keys(WORDS))
  expect(wordsOf('id', ['tour', 'survey'])).toMatchObject({ next: 'Lanjut', send: 'Kirim' })
})
