import { expect, test } from 'vitest'
import { loadFiles } from './load.ts'

const guide = (audience: unknown): { path: string; text: string } => ({
  path: 'tip.json',
  text: JSON.stringify({ kind: 'empty-state', key: 'tip', goal: null, why: 'a test', audience, slot: 'here', title: 'Hello' }, null, 2),
})
const model = { path: 'model.json', text: JSON.stringify({ segments: [{ key: 'reps', when: { trait: 'role', is: 'rep' } }] }) }

test('an audience that nobody can be in is an error that names both clauses and their places', () => {
  const { issues } = loadFiles([
    guide({
      all: [
        { account: 'plan', is: 'pro' },
        { account: 'plan', is: 'free' },
      ],
    }),
  ])
  expect(issues).toMatchObject([{ code: 'contradiction', severity: 'error', file: 'tip.json', pointer: '/audience/all/1', line: 12 }])
  expect(issues[0]!.detail).toContain('plan is "pro" (at /audience/all/0) and plan is "free"')
})

test('an audience outside of the segment that it names is an error', () => {
  const { issues } = loadFiles([model, guide({ all: [{ segment: 'reps' }, { trait: 'role', is: 'admin' }] })])
  expect(issues.map(({ code, detail }) => [code, detail.includes('(segment "reps")')])).toEqual([['contradiction', true]])
})

test('an audience that somebody can be in is no issue', () => {
  expect(loadFiles([model, guide({ all: [{ segment: 'reps' }, { trait: 'plan', is: 'pro' }] })]).issues).toEqual([])
})
