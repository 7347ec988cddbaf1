import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage, type FakePage } from '../testing/fake-page.ts'
import { turns } from '../testing/fake-platform.ts'

const score = { key: 'score', ask: 'nps', next: [{ answer: { lte: 6 }, to: 'missing' }, { else: 'liked' }] }
const missing = {
  key: 'missing',
  ask: 'multiple',
  required: false,
  options: [
    { key: 'time', label: 'Time' },
    { key: 'feature', label: 'A feature' },
  ],
  other: 'Else',
  next: [{ answer: { contains: 'feature' }, to: 'words' }, { else: 'end' }],
}
const liked = {
  key: 'liked',
  ask: 'single',
  options: [
    { key: 'speed', label: 'Speed' },
    { key: 'constructor', label: 'Building' },
  ],
  next: [{ answer: { gte: 9 }, of: 'score', to: 'words' }, { else: 'end' }],
}
const words = { key: 'words', ask: 'text', required: false }
const survey = (more: object = {}): object => ({ kind: 'survey', key: 'ask', questions: [score, missing, liked, words], ...more })
const question = (page: FakePage) => page.view('survey').question!
const part = (page: FakePage): string => page.view('survey').part
async function answer(page: FakePage, ...values: (number | string)[]): Promise<void> {
  page.view('survey').seen()
  for (const value of values) question(page).choose(value)
  question(page).submit()
  await turns()
}

afterEach(closePages)

test('leads by answers, tells each when it is given, and ends answered', async () => {
  const page = await openPage([survey()])
  expect(part(page)).toBe('score')
  expect(question(page).choices?.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  await answer(page, 4)
  expect(part(page)).toBe('missing')
  expect(page.named(GUIDE_EVENTS.questionAnswered)).toMatchObject([{ guide: 'ask', question: 'score', ask: 'nps', value: 4 }])
  await answer(page, 'time', 'feature')
  expect(part(page)).toBe('words')
  page.view('survey').seen()
  question(page).write('  Faster, please ')
  await page.press('survey', 'Send')
  expect(page.named(GUIDE_EVENTS.questionAnswered).slice(1)).toMatchObject([
    { question: 'missing', value: ['time', 'feature'] },
    { question: 'words', text: 'Faster, please' },
  ])
  expect(page.named(GUIDE_EVENTS.questionAnswered)[2]).not.toHaveProperty('value')
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.answered)).toHaveLength(1)
  expect(page.named(GUIDE_EVENTS.dismissed)).toEqual([])
  expect(page.person.progress('ask')).toMatchObject({ state: 'answered', answers: { score: 4, missing: ['time', 'feature'], words: 'Faster, please' } })
})

test('asks an earlier answer, and counts only the questions on the way', async () => {
  const page = await openPage([survey()])
  expect(page.view('survey')).toMatchObject({ number: 1, of: 2 })
  await answer(page, 10)
  expect(part(page)).toBe('liked')
  expect(page.view('survey')).toMatchObject({ number: 2, of: 3 })
  await answer(page, 'constructor')
  expect(part(page)).toBe('words')
  await page.press('survey', 'Back')
  expect(part(page)).toBe('liked')
  expect(question(page).choices?.filter(({ chosen }) => chosen)).toMatchObject([{ value: 'constructor' }])
})

test('does not go on without an answer that has to be, and skips one that need not', async () => {
  const page = await openPage([survey()])
  question(page).submit()
  expect(part(page)).toBe('score')
  expect(question(page).unanswered).toBe(true)
  expect(page.view('survey').buttons.map(({ label }) => label)).toEqual(['Next'])
  await answer(page, 0)
  await page.press('survey', 'Skip')
  expect(page.named(GUIDE_EVENTS.questionAnswered)[1]).toEqual({
    ...page.named(GUIDE_EVENTS.questionAnswered)[1],
    question: 'missing',
    ask: 'multiple',
  })
  expect(Object.keys(page.named(GUIDE_EVENTS.questionAnswered)[1]!)).not.toContain('value')
  expect(page.named(GUIDE_EVENTS.answered)).toHaveLength(1)
})

test('one way leads on: it is called Skip only as long as there is nothing to go on with', async () => {
  const page = await openPage([survey({ questions: [{ ...missing, next: undefined }, words] })])
  const onward = (): unknown => page.view('survey').buttons.map(({ label, look }) => `${label} ${look}`)
  expect(onward()).toEqual(['Skip secondary'])
  question(page).choose('time')
  expect(onward()).toEqual(['Next primary'])
  question(page).choose('time')
  expect(onward()).toEqual(['Skip secondary'])
  await page.press('survey', 'Skip')
  page.view('survey').seen()
  expect(onward()).toEqual(['Skip secondary', 'Back secondary'])
  question(page).write('x')
  expect(onward()).toEqual(['Send primary', 'Back secondary'])
  question(page).write(' ')
  expect(onward()).toEqual(['Skip secondary', 'Back secondary'])
})

test("keeps words of people's own apart from what they chose", async () => {
  const page = await openPage([survey({ questions: [missing, words] })])
  expect(question(page).words).toBeUndefined()
  question(page).choose('other')
  expect(question(page).words).toBe('')
  question(page).write('Ships')
  page.view('survey').seen()
  question(page).submit()
  await turns()
  expect(page.named(GUIDE_EVENTS.questionAnswered)).toMatchObject([{ value: ['other'], text: 'Ships' }])
})

test('goes on after a reload where it stood, with what was answered', async () => {
  const page = await openPage([survey()])
  await answer(page, 9)
  page.view('survey').seen()
  const next = await openPage([survey()], { disk: await page.leave(), known: false })
  expect(part(next)).toBe('liked')
  expect(next.view('survey').buttons.map(({ label }) => label)).toContain('Back')
  await answer(next, 'speed')
  // the answer of before the reload is asked
  expect(part(next)).toBe('words')
  expect(next.person.progress('ask')?.answers).toEqual({ score: 9, liked: 'speed' })
  expect(next.person.progress('ask')?.seen).toBe(1)
})

test('what was being answered is there again after a reload, untold, until it is answered', async () => {
  const guide = survey({ questions: [{ ...words, key: 'first' }, missing, words] })
  let page = await openPage([guide])
  const reload = async (): Promise<void> => {
    page = await openPage([guide], { disk: await page.leave(), known: false, startAt: page.platform.now() + 1_000 })
  }
  page.view('survey').seen()
  question(page).write('Half a tho')
  await reload()
  expect([part(page), question(page).words, page.named(GUIDE_EVENTS.questionAnswered)]).toEqual(['first', 'Half a tho', []])
  await answer(page)
  await page.platform.advance(1_000)
  question(page).choose('other')
  question(page).write('Ships')
  await reload()
  expect([
    part(page),
    question(page).words,
    question(page)
      .choices?.filter(({ chosen }) => chosen)
      .map(({ value }) => value),
  ]).toEqual(['missing', 'Ships', ['other']])
  page.view('survey').dismiss()
  await turns()
  expect(page.person.progress('ask')?.draft).toBeUndefined()
  expect(JSON.stringify(page.person.progress('ask'))).not.toContain('Ships')
})

test('who closed it is not asked again, and what was answered stays', async () => {
  const page = await openPage([survey()])
  await answer(page, 9)
  page.view('survey').dismiss()
  await turns()
  expect(page.named(GUIDE_EVENTS.dismissed)).toMatchObject([{ step: 'liked' }])
  expect(page.person.progress('ask')).toMatchObject({ state: 'dismissed', answers: { score: 9 } })
  const next = await openPage([survey()], { disk: await page.leave(), known: false })
  expect(next.views()).toEqual([])
})

test('thanks, and whatever takes the thanks away is no outcome', async () => {
  const page = await openPage([survey({ questions: [words], thanks: { title: 'Thank you' } })])
  page.view('survey').seen()
  question(page).write('x')
  question(page).submit()
  await turns()
  expect(page.view('survey')).toMatchObject({ title: 'Thank you', question: undefined })
  expect(page.named(GUIDE_EVENTS.answered)).toHaveLength(1)
  page.view('survey').dismiss()
  await turns()
  expect(page.named(GUIDE_EVENTS.dismissed)).toEqual([])
  expect(page.person.progress('ask')?.state).toBe('answered')
})

test('waits for its page like a tour, and comes back to the same question', async () => {
  const page = await openPage([survey({ when: { page: '/a' } })], { path: '/a' })
  await answer(page, 9)
  page.view('survey').seen()
  await page.go('/b')
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.ended)).toEqual([])
  await page.go('/a')
  expect(part(page)).toBe('liked')
})

test('what is pressed in the moment of going on is not an answer to the next question', async () => {
  const page = await openPage([
    survey({
      questions: [
        { key: 'one', ask: 'csat' },
        { key: 'two', ask: 'csat' },
      ],
    }),
  ])
  const first = question(page)
  await answer(page, 3)
  first.choose(5)
  first.submit()
  await turns()
  expect(part(page)).toBe('two')
  expect(question(page).choices?.some(({ chosen }) => chosen)).toBe(false)
})
