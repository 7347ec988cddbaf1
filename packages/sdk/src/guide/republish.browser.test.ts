// What becomes of a guide that somebody is in the middle of when it is published anew.
import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage } from '../testing/fake-page.ts'
import { turns } from '../testing/fake-platform.ts'

afterEach(closePages)

const scale = (key: string, title: string): object => ({ key, ask: 'csat', title })
const survey = (words: string, more: object = {}): object => ({
  kind: 'survey',
  key: 'ask',
  questions: [scale('first', words), scale('second', words), { key: 'third', ask: 'text', title: words, required: false }],
  thanks: { title: `Thanks, ${words}` },
  ...more,
})

test('a survey stands at its question in its new words, with what was answered, chosen and told', async () => {
  const page = await openPage([survey('old')])
  const view = () => page.view('survey')
  view().seen()
  view().question!.choose(4)
  view().question!.submit()
  await turns()
  view().question!.choose(2)
  await page.publish([survey('new')])
  expect([view().part, view().title, view().number]).toEqual(['second', 'new', 2])
  expect(view().question!.choices!.filter(({ chosen }) => chosen)).toMatchObject([{ value: 2 }])
  expect(view().buttons.map(({ label }) => label)).toEqual(['Next', 'Back'])
  view().question!.submit()
  await turns()
  view().question!.submit()
  await turns()
  expect(page.person.progress('ask')).toMatchObject({ state: 'answered', answers: { first: 4, second: 2, third: null } })
  expect(page.named(GUIDE_EVENTS.seen)).toHaveLength(1)
})

test('a survey whose question is gone asks from the beginning', async () => {
  const page = await openPage([survey('old')])
  page.view('survey').question!.choose(4)
  page.view('survey').question!.submit()
  await turns()
  await page.publish([survey('new', { questions: [scale('other', 'Other')] })])
  expect(page.view('survey')).toMatchObject({ part: 'other', number: 1, of: 1 })
})

test('during the thanks there is nothing to ask again: the thanks have their new words', async () => {
  const page = await openPage([survey('old', { questions: [scale('first', 'old')] })])
  page.view('survey').seen()
  page.view('survey').question!.choose(4)
  page.view('survey').question!.submit()
  await turns()
  await page.publish([survey('new', { questions: [scale('first', 'new')] })])
  expect(page.view('survey')).toMatchObject({ title: 'Thanks, new', question: undefined })
  expect(page.named(GUIDE_EVENTS.answered)).toHaveLength(1)
})

test('an open resource center stays open', async () => {
  const center = (title: string): object => ({
    kind: 'resource-center',
    key: 'help',
    title,
    launcher: { label: 'Help', place: 'bottom-start' },
    sections: [{ key: 'all', title: 'All', entries: [{ key: 'a', title: 'A', link: '/a' }] }],
  })
  const page = await openPage([center('old')])
  page.view('resource-center').toggle()
  await page.publish([center('new')])
  expect(page.view('resource-center')).toMatchObject({ open: true, title: 'new' })
})
