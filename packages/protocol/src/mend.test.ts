import { expect, test } from 'vitest'
import { parseGuide, parseModel } from './parse.ts'

const HINT = { kind: 'hint', key: 'tip', goal: null, why: 'x', target: { find: [{ css: '#m' }] }, title: 'T' }
const issuesOf = (value: object): readonly { pointer: string; detail: string; suggestion?: string[] }[] => {
  const result = 'kind' in value ? parseGuide(value) : parseModel(value)
  return result.ok ? [] : result.issues
}

// [what is written beside a good guide, pointer, what to write]
test.each<[object, string, string]>([
  [{ audience: { feature: 'x', level: 'none' } }, '/audience/level', '["none"]'],
  [{ audience: { guide: 'x', state: 'seen, completed' } }, '/audience/state', '["seen","completed"]'],
  [{ audience: { trait: 'p', in: 'admin' } }, '/audience/in', '["admin"]'],
  [{ audience: { trait: 'p', in: 3 } }, '/audience/in', '[3]'],
  [{ when: { delay: 5 } }, '/when/delay', '"5s"'],
  [{ when: { delay: 800 } }, '/when/delay', '"800ms"'],
  [{ when: { delay: '5 seconds' } }, '/when/delay', '"5s"'],
  [{ frequency: { cooldown: '1 week' } }, '/frequency/cooldown', '"7d"'],
  [{ frequency: { after: { dismissed: 30 } } }, '/frequency/after/dismissed', '"30d"'],
  [{ frequency: 'once' }, '/frequency', '{"max":1}'],
  [{ frequency: { max: '3' } }, '/frequency/max', '3'],
  [{ audience: 'power-user' }, '/audience', '{"segment":"power-user"}'],
  [{ audience: [{ trait: 'a', is: 1 }] }, '/audience', '{"all":[{"trait":"a","is":1}]}'],
  [{ audience: { all: { trait: 'a', is: 1 } } }, '/audience/all', '[{"trait":"a","is":1}]'],
  [{ audience: { event: 'e', where: { plan: 'pro' } } }, '/audience/where/plan', '{"is":"pro"}'],
  [{ audience: { event: 'e', count: 3 } }, '/audience/count', '{"gte":3}'],
  [{ audience: { trait: 'a', exists: 'true' } }, '/audience/exists', 'true'],
  [{ when: '/projects' }, '/when', '{"page":"/projects"}'],
  [{ goal: 'activated' }, '/goal', '{"milestone":"activated","within":"14d"}'],
  [{ goal: 'report.created' }, '/goal', '{"event":"report.created","within":"14d"}'],
  [{ target: '#menu' }, '/target', '{"find":[{"css":"#menu"}]}'],
  [{ target: { find: '#menu' } }, '/target/find', '[{"css":"#menu"}]'],
  [{ actions: { label: 'OK', do: [{ dismiss: true }] } }, '/actions', '[{"label":"OK","do":[{"dismiss":true}]}]'],
  [{ actions: [{ label: 'OK', do: ['dismiss'] }] }, '/actions/0/do/0', '{"dismiss":true}'],
  [{ schedule: { hours: '09:00-17:30' } }, '/schedule/hours', '["09:00","17:30"]'],
  [{ experiment: { holdout: '0.1' } }, '/experiment/holdout', '0.1'],
])('says what to write instead of %j', (written, pointer, mend) => {
  const issues = issuesOf({ ...HINT, ...written })
  expect(issues).toMatchObject([{ pointer, suggestion: [mend], detail: expect.stringMatching(/^Expected .*: write /) }])
  // it is right, too
  const mended = structuredClone({ ...HINT, ...written })
  const parts = pointer.split('/').slice(1)
  const holder = parts.slice(0, -1).reduce<Record<string, unknown>>((value, part) => value[part] as Record<string, unknown>, mended)
  holder[parts.at(-1)!] = JSON.parse(mend)
  expect(issuesOf(mended)).toEqual([])
})

test.each<[object, string]>([
  [{ page: ['/a', '/b'] }, '{"any":[{"page":"/a"},{"page":"/b"}]}'],
  [{ trait: 'role', is: ['a', 'b'] }, '"in": ["a","b"]'],
  [{ segment: ['new-admin'] }, '"new-admin"'],
])('says how a condition of several is written: %j', (audience, mend) => {
  expect(issuesOf({ ...HINT, audience })).toMatchObject([{ suggestion: [mend] }])
})

test.each<[object, string]>([
  [{ holdout: 0.1 }, '{"share":0.1}'],
  [{ rollouts: [{ key: 'a', phases: [5] }] }, '{"percent":5}'],
  [{ features: [{ key: 'a', name: 'A', usedWhen: 'x.y' }] }, '[{"event":"x.y"}]'],
  [{ goals: [{ key: 'g', metric: { milestone: 'a' }, target: 0.5, by: 7 }] }, '{"day":7}'],
])('says what to write in a model instead of %j', (model, mend) => expect(issuesOf(model)).toMatchObject([{ suggestion: [mend] }]))

test('guesses at nothing where nobody could say', () => {
  for (const written of [{ audience: 7 }, { target: 7 }, { steps: 'one' }, { audience: { time: 'hour', between: 5 } }, { when: { delay: 'soon' } }])
    for (const { suggestion, detail } of issuesOf({ ...HINT, ...written }))
      expect([suggestion, detail]).toEqual([undefined, expect.not.stringContaining(': write')])
})
