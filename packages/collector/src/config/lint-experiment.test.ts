import { expect, test } from 'vitest'
import { loadFiles } from './load.ts'

const TOUR = {
  kind: 'tour',
  key: 'tour',
  goal: null,
  why: 'a test',
  steps: [
    { key: 'one', title: 'One' },
    { key: 'two', title: 'Two' },
  ],
}
const told = (guide: object): string[] =>
  loadFiles([{ path: 'tour.json', text: JSON.stringify({ ...TOUR, ...guide }) }]).issues.map(
    ({ severity, code, pointer, detail }) => `${severity} ${code} ${pointer}: ${detail}`,
  )
const variants = [{ key: 'a' }, { key: 'b' }]

test.each<[object, ...string[]]>([
  [{ holdout: 0.1 }],
  [{ coverage: 0.5, variants }],
  [{}, 'warning no_effect /experiment: This experiment has neither "holdout" nor "variants", so everybody sees the same: write one of them, or leave it out.'],
  [
    { holdout: 0 },
    'warning no_effect /experiment/holdout: A holdout of 0 holds nobody out, so the effect cannot be told: write a share such as 0.1, or leave it out.',
  ],
  [
    { holdout: 0.1, coverage: 0.5 },
    'warning no_effect /experiment/coverage: "coverage" is the share of people who get a variant, and there are no "variants": write them, or leave it out.',
  ],
  [
    { variants: [{ key: 'a', steps: ['one', 'two', 'one'] }, { key: 'b' }] },
    'error duplicate_key /experiment/variants/0/steps/2: The step "one" stands twice in this variant: leave it out here.',
  ],
])('tells of the experiment %j', (experiment, ...expected) => expect(told({ experiment })).toEqual(expected))

test('tells of unknown steps also where another variant, or another field, is malformed', () => {
  const experiment = { holdout: 'x', variants: [{ key: 'a', steps: [] }, { key: 'b', steps: ['tow', 7] }, 9] }
  expect(told({ experiment }).map((text) => text.split(':')[0])).toEqual(
    expect.arrayContaining(['error invalid_value /experiment/variants/0/steps', 'error unknown_reference /experiment/variants/1/steps/0']),
  )
})

test('tells of the days of a schedule also where its time zone is malformed', () => {
  const schedule = { from: '2026-12-01', until: '2026-12-02', days: ['sun'], timezone: 'Mars' }
  expect(told({ schedule }).map((text) => text.split(':')[0])).toEqual(
    expect.arrayContaining(['error never_shown /schedule/days', 'error invalid_value /schedule/timezone']),
  )
})
