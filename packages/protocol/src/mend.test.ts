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
  [{ experiment: { holdout: '20%' } }, '/experiment/holdout', '0.2'],
  [{ schedule: { hours: '9am-17' } }, '/schedule/hours', '["09:00","17:00"]'],
  [{ schedule: { hours: ['9:00', '17:00'] } }, '/schedule/hours/0', '"09:00"'],
  [{ schedule: { hours: ['09:00', 17] } }, '/schedule/hours/1', '"17:00"'],
  [{ schedule: { days: ['mon'], timezone: 'Berlin' } }, '/schedule/timezone', '"Europe/Berlin"'],
  [{ schedule: { days: ['mon'], timezone: 'new york' } }, '/schedule/timezone', '"America/New_York"'],
  [{ schedule: { days: ['mon'], timezone: 'PST' } }, '/schedule/timezone', '"America/Los_Angeles"'],
  [{ schedule: { days: ['mon'], timezone: 'Europe/Berlim' } }, '/schedule/timezone', '"Europe/Berlin"'],
  [{ schedule: { from: '01.12.2026' } }, '/schedule/from', '"2026-12-01"'],
  [{ schedule: { from: '12/24/2026' } }, '/schedule/from', '"2026-12-24"'],
  [{ schedule: { from: '2026-12-1' } }, '/schedule/from', '"2026-12-01"'],
  [{ schedule: { until: '1 Dec 2026' } }, '/schedule/until', '"2026-12-01"'],
  [{ schedule: { from: '2026-12-01 09:00' } }, '/schedule/from', '"2026-12-01T09:00:00Z"'],
  [{ reviewBy: '1.2.2027' }, '/reviewBy', '"2027-02-01"'],
  [{ frequency: { after: { dismissed: 'Never' } } }, '/frequency/after/dismissed', '"never"'],
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
  [{ trait: 'a', gt: '2026-01-01' }, '"after": "2026-01-01"'],
  [{ trait: 'a', lt: '2026-01-01T09:00:00Z' }, '"before": "2026-01-01T09:00:00Z"'],
  [{ trait: 'a', gte: '2026-01-01' }, '{ "not": { …, "before": "2026-01-01" } }'],
  [{ trait: 'a', is: null }, '"exists": false'],
  [{ event: 'e', where: { p: { is: null } } }, '"exists": false'],
])('says how a condition of several is written: %j', (audience, mend) => {
  expect(issuesOf({ ...HINT, audience })).toMatchObject([{ suggestion: [mend] }])
})

test.each<[object, string]>([
  [{ holdout: 0.1 }, '{"share":0.1}'],
  [{ holdout: 20 }, '{"share":0.2}'],
  [{ holdout: '5.5%' }, '{"share":0.055}'],
  [{ holdout: { share: 20 } }, '0.2'],
  [{ rollouts: [{ key: 'a', phases: [5] }] }, '{"percent":5}'],
  [{ features: [{ key: 'a', name: 'A', usedWhen: 'x.y' }] }, '[{"event":"x.y"}]'],
  [{ goals: [{ key: 'g', metric: { milestone: 'a' }, target: 0.5, by: 7 }] }, '{"day":7}'],
])('says what to write in a model instead of %j', (model, mend) => expect(issuesOf(model)).toMatchObject([{ suggestion: [mend] }]))

test('guesses at nothing where nobody could say', () => {
  for (const written of [
    { audience: 7 },
    { target: 7 },
    { steps: 'one' },
    { audience: { time: 'hour', between: 5 } },
    { when: { delay: 'soon' } },
    // which is the day
    { schedule: { from: '01/12/2026' } },
    { schedule: { from: '31.02.2026' } },
    { schedule: { hours: ['25:00', '26:00'] } },
    { schedule: { days: ['mon'], timezone: 'moon base' } },
    { experiment: { holdout: 200 } },
    { audience: { experiment: 'e', is: null } },
    { audience: { event: 'e', count: { gt: '2026-01-01' } } },
    { priority: '7%' },
  ])
    for (const { suggestion, detail } of issuesOf({ ...HINT, ...written }))
      expect([suggestion, detail]).toEqual([undefined, expect.not.stringContaining(': write')])
})
