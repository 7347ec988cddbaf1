import { LANGUAGES } from '@foothold/protocol/languages'
import { MORE_WORDS, WORDS, type Guide } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { EMPTY_CONTENT, type Content } from './bundle.ts'
import { languagesOf, localise, pickLanguage, wordsOf } from './localise.ts'

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
