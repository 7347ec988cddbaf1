import type { GuideDetail } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { publishing, toFiles } from '../testing/files.ts'
import { createBench, NOON } from '../testing/temporary.ts'

const SURVEY = {
  kind: 'survey',
  key: 'ask',
  goal: null,
  why: 'a test',
  owner: 'growth',
  reviewBy: '2027-01-01',
  questions: [
    { key: 'score', ask: 'csat', title: 'Happy?' },
    {
      key: 'what',
      ask: 'multiple',
      title: 'What?',
      required: false,
      options: [
        { key: 'a', label: 'A' },
        { key: 'b', label: 'B' },
      ],
      other: 'Else',
    },
    { key: 'words', ask: 'text', title: 'More?', required: false },
  ],
}
const HELP = {
  kind: 'resource-center',
  key: 'help',
  goal: null,
  why: 'a test',
  title: 'Help',
  launcher: { label: 'Help' },
  sections: [
    {
      key: 'all',
      title: 'All',
      entries: [
        { key: 'one', title: 'One', link: '/' },
        { key: 'two', title: 'Two', link: '/' },
      ],
    },
  ],
}
let at = NOON - 60_000
const event = (userId: string, name: string, properties: object): object => ({
  type: 'track',
  event: name,
  userId,
  timestamp: new Date((at += 10)).toISOString(),
  properties,
})
const answer = (userId: string, question: string, more: object): object => event(userId, 'survey.answered', { guide: 'ask', question, ...more })
const seen = (userId: string, guide: string, step?: string): object[] => [
  event(userId, 'guide.seen', { guide }),
  ...(step ? [event(userId, 'guide.step-seen', { guide, step })] : []),
]

it('counts the latest answer of each person, those who skipped, and keeps words apart', async () => {
  const { admin, send, get } = await createBench()
  await admin('publish', publishing(toFiles([SURVEY, HELP] as never)))
  await send('/v1/batch', {
    batch: [
      ...seen('ada', 'ask', 'score'),
      ...seen('ben', 'ask', 'score'),
      ...seen('cleo', 'ask', 'score'),
      answer('ada', 'score', { value: 2 }),
      answer('ada', 'score', { value: 5 }),
      answer('ben', 'score', { value: 5 }),
      answer('ada', 'what', { value: ['a', 'other'], text: 'Ships' }),
      answer('ben', 'what', {}),
      answer('ada', 'words', { text: 'All good' }),
      event('ada', 'guide.answered', { guide: 'ask' }),
      event('ada', 'survey.answered', { guide: 'another', question: 'score', value: 1 }),
      ...seen('ada', 'help'),
      event('ada', 'guide.entry-opened', { guide: 'help', entry: 'two' }),
      event('ada', 'guide.entry-opened', { guide: 'help', entry: 'two' }),
    ],
  })
  const survey = await get<GuideDetail>('guides/ask')
  expect(survey).toMatchObject({ answered: 1, title: 'Happy?', entries: [] })
  expect(survey.steps.map(({ key, people }) => [key, people])).toEqual([
    ['score', 3],
    ['what', 0],
    ['words', 0],
  ])
  const [score, what, words] = survey.questions
  expect(score).toMatchObject({ people: 2, skipped: 0 })
  expect(score!.values.map(({ people }) => people)).toEqual([0, 0, 0, 0, 2])
  expect(what).toMatchObject({ people: 1, skipped: 1, words: [{ text: 'Ships' }] })
  expect(what!.values).toEqual([
    { value: 'a', label: 'A', people: 1 },
    { value: 'b', label: 'B', people: 0 },
    { value: 'other', label: 'Else', people: 1 },
  ])
  expect(words).toMatchObject({ people: 1, values: [], words: [{ text: 'All good' }] })
  expect((await get<GuideDetail>('guides/help')).entries).toEqual([
    { key: 'one', title: 'One', people: 0 },
    { key: 'two', title: 'Two', people: 1 },
  ])
})
