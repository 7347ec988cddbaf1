import { expect, test } from 'vitest'
import { conditionSchema } from './condition.ts'
import { parse, parseGuide, parseModel } from './parse.ts'

const issues = (value: unknown): [string, string, string[] | undefined][] => {
  const result = parse(conditionSchema, value)
  return result.ok ? [] : result.issues.map(({ code, pointer, suggestion }) => [code, pointer, suggestion])
}

test.each([
  ['and', [{ trait: 'role', is: 'admin' }], 'all'],
  ['or', [{ trait: 'role', is: 'admin' }], 'any'],
])('knows that "%s" of other tools is "%s" here, and never advises the opposite', (word, list, meant) => {
  expect(issues({ [word]: list })).toContainEqual(['unknown_field', `/${word}`, [meant]])
})

test('knows that "equals" is "is"', () => expect(issues({ trait: 'role', equals: 'admin' })).toContainEqual(['unknown_field', '/equals', ['is']]))

test('suggests the nearest word for a slip', () => expect(issues({ trait: 'role', iss: 'admin' })).toContainEqual(['unknown_field', '/iss', ['is']]))

test('says what a length of time looks like where a number was written, and what a date looks like', () => {
  const result = parseGuide({
    kind: 'empty-state',
    key: 'a',
    goal: null,
    why: 'test',
    slot: 's',
    title: 't',
    when: { delay: 500 },
    audience: { trait: 'createdAt', after: '02.11.2026' },
  })
  expect(result.ok ? [] : result.issues.map(({ detail }) => detail)).toEqual([
    'Expected a date such as "2026-12-01" or "2026-12-01T09:00:00Z", found "02.11.2026": write "2026-11-02".',
    'Expected a duration such as "800ms", "5s", "2h" or "7d", found 500: write "500ms".',
  ])
})

const TIP = { kind: 'empty-state', key: 'a', goal: null, why: 'test', slot: 's', title: 't' }
const details = (more: object): string[] => {
  const result = parseGuide({ ...TIP, ...more })
  return result.ok ? [] : result.issues.map(({ pointer, detail }) => `${pointer}: ${detail}`)
}

test.each<[object, string]>([
  [{ reviewBy: 'soon' }, '/reviewBy: Expected a date such as "2026-12-01", found "soon".'],
  [{ priority: 1.5 }, '/priority: Expected a whole number, found 1.5.'],
  [{ actions: [] }, '/actions: "actions" needs at least 1 entry (found 0).'],
  [{ title: '' }, '/title: "title" needs at least 1 character (found 0).'],
  [{ frequency: { max: 0 } }, '/frequency/max: "max" must be at least 1 (found 0).'],
  [{ priority: 101 }, '/priority: "priority" must be at most 100 (found 101).'],
  [{ audience: { all: [{ event: '' }] } }, '/audience/all/0/event: "event" needs at least 1 character (found 0).'],
  [{ segment: 'reps' }, '/segment: Unknown field "segment": write it into "audience", as in "audience": { "segment": "…" }.'],
  [{ holdout: 0.1 }, '/holdout: Unknown field "holdout": write it into "experiment", as in "experiment": { "holdout": 0.1 }.'],
  [{ schedule: { start: '2026-12-01' } }, '/schedule/start: Unknown field "start"; did you mean "from"?'],
  [{ schedule: { end: '2026-12-01' } }, '/schedule/end: Unknown field "end"; did you mean "until"?'],
  [{ frequency: { every: '7d' } }, '/frequency/every: Unknown field "every"; did you mean "cooldown"?'],
  [{ frequency: { times: 3 } }, '/frequency/times: Unknown field "times"; did you mean "max"?'],
  [{ audience: { event: 'e', times: 3 } }, '/audience/times: Unknown field "times"; did you mean "count"?'],
  [{ frequency: { after: { seen: '7d' } } }, '/frequency/after/seen: Unknown field "seen": expected one of completed, dismissed, answered, snoozed.'],
  [
    { audience: { trait: 'plan', is: 'pro', scope: 'account' } },
    '/audience/scope: Unknown field "scope": for a trait of the account ask for "account" instead of "trait".',
  ],
  [
    { audience: { guide: 'g', state: ['seen'], scope: 'account' } },
    '/audience/scope: Unknown field "scope": "scope" is for "event", "feature" and "milestone".',
  ],
  [{ audience: { segment: 'a', constructor: 1 } }, '/audience/constructor: Unknown field "constructor": expected one of segment, is.'],
])('says of %j what is expected in words', (more, expected) => expect(details(more)).toEqual([expected]))

test('never leaves a part of a condition out: a name that cannot be kept is refused where it stands', () => {
  const when: unknown = JSON.parse('{ "event": "x", "where": { "__proto__": { "is": 1 } } }')
  const result = parseModel({ segments: [{ key: 's', when }] })
  expect(result.ok ? [] : result.issues.map(({ code, pointer }) => [code, pointer])).toContainEqual(['invalid_value', '/segments/0/when/where/__proto__'])
})

const told = (value: unknown): string[] => {
  const result = parseGuide(value)
  return result.ok ? [] : result.issues.map(({ pointer, detail }) => `${pointer} ${detail}`)
}
const tour = (step: object): object => ({ kind: 'tour', key: 't', goal: null, why: 'x', steps: [{ key: 'a', title: 'A', ...step }] })
test.each<[object, ...string[]]>([
  [tour({ target: { find: [{ id: 'x' }] } }), '/steps/0/target/find/0/id Unknown field "id": write it as a selector, as in { "css": "#…" }.'],
  [tour({ target: { find: [{ xpath: '//x' }] } }), '/steps/0/target/find/0/xpath Unknown field "xpath": expected one of attr, role, text, css.'],
  [tour({ target: { find: [{ role: 'button' }] } }), '/steps/0/target/find/0/name Missing "name": expected a string.'],
  [tour({ target: { find: [{}] } }), '/steps/0/target/find/0 Missing a field: expected one of attr, role, text, css.'],
  [
    tour({ actions: [{ label: 'X', do: [{ celebrate: 'yay' }] }] }),
    '/steps/0/actions/0/do/0/celebrate Unknown field "celebrate": expected one of go, track, navigate, start, snooze, dismiss.',
  ],
  [tour({ next: [{ to: 'b' }] }), '/steps/0/next/0/if Missing "if": expected an object; where it always leads there, write { "else": "b" }.'],
])('says of %j what would have been right, not only the first of the ways', (guide, ...expected) => expect(told(guide)).toEqual(expected))

test('a badge has one or two characters as its icon, as people count them', () => {
  const model = (icon: string): boolean => parseModel({ milestones: [], badges: [{ key: 'b', name: 'B', milestone: 'm', icon }] }).ok
  expect(['A', '⚓', '👩‍🚀', '🇮🇩', 'é', 'AB', 'abc', 'star'].map(model)).toEqual([true, true, true, true, true, true, false, false])
})
