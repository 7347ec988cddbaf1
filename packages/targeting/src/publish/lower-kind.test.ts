import type { Guide } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { compileGuide, evaluateGuide } from '../guide.ts'
import { compileModel } from '../model.ts'
import { compileBundle } from './bundle.ts'

const envelope = { key: 'g', goal: null, priority: 50 }
function publish(written: object, model: object = {}) {
  const bundle = compileBundle('1', {
    guides: [{ ...envelope, ...written } as unknown as Guide],
    model: { segments: [], milestones: [], features: [], ...model },
  })
  return { bundle, guide: bundle.guides[0]! }
}
const context = ({ bundle }: ReturnType<typeof publish>) =>
  compileModel(bundle).over({
    now: 0,
    historyKnown: true,
    tally: () => null,
    reachedAt: () => undefined,
    guide: () => null,
    fired: null,
    element: () => 'visible',
  })

test('asks for an answer as for a property that is called like its question', () => {
  const question = { key: 'score', ask: 'nps', title: 'Q', next: [{ answer: { lte: 6 }, to: 'why' }, { if: { page: '/a' }, to: 'why' }, { else: 'end' }] }
  const why = { key: 'why', ask: 'text', title: 'Why', next: [{ answer: { gte: 9 }, of: 'score', to: 'score' }, { else: 'end' }] }
  const { guide } = publish({ kind: 'survey', questions: [question, why] })
  expect(guide).toMatchObject({
    questions: [
      { next: [{ if: { of: ['property', 'score'], lte: 6, missing: false }, to: 'why' }, { if: { of: ['path'], path: '/a' }, to: 'why' }, { else: 'end' }] },
      { next: [{ if: { of: ['property', 'score'], gte: 9, missing: false }, to: 'score' }, { else: 'end' }] },
    ],
  })
  expect(guide.dependencies).toContain('page')
})

test('counts what standings and a streak are made of, and leaves to the collector whose standings they are', () => {
  const of = { event: 'task.done', where: { real: { is: true } } }
  const board = {
    kind: 'leaderboard',
    slot: 's',
    title: 'B',
    standings: { of: { event: 'deal.won' }, top: 4, segment: 'secret', names: { trait: 'secret' } },
    streak: { of, every: 'day' },
    badges: ['b'],
  }
  const model = { milestones: [{ key: 'm', from: 'signup', when: { event: 'x' } }], badges: [{ key: 'b', name: 'B', milestone: 'm' }] }
  const { bundle, guide } = publish(board, model)
  expect(guide).toMatchObject({
    standings: { top: 4, tally: 'deal.won' },
    streak: { tally: 'task.done?{"real":{"is":true}}', every: 'day' },
    badges: [{ key: 'b', milestone: 'm' }],
  })
  expect(bundle.tallies.map(({ key }) => key)).toEqual(expect.arrayContaining(['task.done?{"real":{"is":true}}', 'deal.won']))
  expect(JSON.stringify(bundle)).not.toContain('secret')
  expect(guide.dependencies).toEqual(expect.arrayContaining(['milestone:m', 'event:x', 'event:task.done', 'event:deal.won', 'element']))
})

test.each([
  [
    'a leaderboard without a slot, which only a resource center shows',
    { kind: 'leaderboard', title: 'B', standings: { of: { event: 'x' } } },
    { reason: 'slot' },
  ],
  ['a leaderboard in its slot', { kind: 'leaderboard', title: 'B', slot: 's', standings: { of: { event: 'x' } } }, undefined],
  [
    'a resource center without a button, which waits for a call',
    { kind: 'resource-center', title: 'H', sections: [{ key: 's', title: 'S', entries: [{ key: 'e', title: 'E', link: '/' }] }] },
    { reason: 'moment' },
  ],
  [
    'a resource center with a button',
    { kind: 'resource-center', title: 'H', launcher: { label: 'H' }, sections: [{ key: 's', title: 'S', entries: [{ key: 'e', title: 'E', link: '/' }] }] },
    undefined,
  ],
])('%s', (_, written, refusal) => {
  const published = publish(written)
  const answer = evaluateGuide(compileGuide(published.guide), context(published))
  if (refusal) expect(answer).toMatchObject(refusal)
  else expect(answer).toBeUndefined()
})

test.each([
  [{ kind: 'announcement', title: 'A' }, 1],
  [{ kind: 'announcement', form: 'slide-out', title: 'A' }, 1],
  [{ kind: 'announcement', form: 'banner', title: 'A' }, undefined],
  [{ kind: 'survey', questions: [{ key: 'q', ask: 'csat', title: 'Q' }] }, 1],
])('%j shows once, or until something is done with it', (written, max) => {
  const gate = publish(written).guide.gates.find(({ detail }) => detail === 'max')
  expect(gate === undefined ? undefined : 1).toBe(max)
})

test('who answered is not asked again', () => {
  const { guide } = publish({ kind: 'survey', questions: [{ key: 'q', ask: 'csat', title: 'Q' }] })
  expect(guide.gates.map(({ detail }) => detail)).toContain('answered')
})

test('a tour has the same revision for other words and another place of its card, and another one for other steps', () => {
  const one = { key: 'one', title: 'One', target: { find: [{ css: '#a' }] } }
  const two = { key: 'two', title: 'Two' }
  const revision = (steps: object[], more: object = {}): unknown => publish({ kind: 'tour', steps, ...more }).guide
  const of = (steps: object[], more?: object): string => (revision(steps, more) as { revision: string }).revision
  const first = of([one, two])
  expect(of([{ ...one, title: 'Uno', body: 'Words' }, two], { priority: 9 })).toBe(first)
  for (const other of [[two, one], [one], [one, { ...two, key: 'three' }], [one, two, { key: 'three', title: '3' }], [{ ...one, page: '/a' }, two]])
    expect(of(other)).not.toBe(first)
})
