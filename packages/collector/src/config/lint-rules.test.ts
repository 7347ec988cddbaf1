// One line for each rule of the linter: what somebody wrote, and the exact issue that comes of it.
import { fileURLToPath } from 'node:url'
import { countWithin, recordTally } from '@foothold/targeting'
import { expect, test } from 'vitest'
import { loadFiles, readFolder } from './load.ts'
import { NOW, MODEL, TIP, TOUR, load, short, told, type Loose } from '../testing/lint.ts'

test.each<[Loose, ...string[]]>([
  // with the moment
  [
    { audience: { page: '/a' }, when: { page: '/b' } },
    'error contradiction /when/page: Nobody can fulfil both: page /a (at /audience) and page /b. Drop one of them, or put them into an "any".',
  ],
  [
    { audience: { page: '/a/:id' }, when: { page: ['/a/7', '/b'] } },
    'error contradiction /when/page/1: Nobody can fulfil both: page /a/:id (at /audience) and page /b. Drop one of them, or put them into an "any".',
  ],
  [
    { audience: { element: '#a', is: 'absent' }, when: { element: { css: '#a', is: 'visible' } } },
    'error contradiction /when/element: Nobody can fulfil both: element #a is absent (at /audience) and element #a is visible. Drop one of them, or put them into an "any".',
  ],
  [
    { when: { page: '/a?b=1' } },
    'error page_invalid /when/page: "/a?b=1" can never match. The query has a field of its own in a condition ("query": {"b":"1"}): write "/a".',
  ],
  // schedule
  [
    { schedule: { from: '2026-12-01', until: '2026-12-01' } },
    'error never_shown /schedule/until: "until" (2026-12-01) is not after "from" (2026-12-01): it is the first day on which it is over. Nobody would ever see this.',
  ],
  [
    { schedule: { until: '2026-11-20' } },
    'warning schedule_over /schedule/until: This schedule was over on 2026-11-20: nobody will see it any more. Move "until", or take the guide out.',
  ],
  [
    { schedule: { hours: ['09:00', '09:00'] } },
    'error never_shown /schedule/hours: From 09:00 until 09:00 is no time at all: the end does not belong to it. For the whole day leave "hours" out.',
  ],
  [
    { schedule: { from: '2026-12-01', until: '2026-12-04', days: ['sat', 'sun'] } },
    'error never_shown /schedule/days: From 2026-12-01 until 2026-12-04 there is no sat or sun: only tue, wed, thu. Nobody would ever see this.',
  ],
  // experiment
  [
    { experiment: { holdout: 1 } },
    'error never_shown /experiment/holdout: A holdout of 1 holds everybody out: nobody would ever see this. Write a share such as 0.1.',
  ],
  [
    { experiment: { coverage: 0, variants: [{ key: 'a' }, { key: 'b' }] } },
    'warning no_effect /experiment/coverage: With a coverage of 0 nobody gets a variant: everybody sees the guide as it is written. Raise it, or leave the variants out.',
  ],
  [
    {
      experiment: {
        variants: [
          { key: 'a', weight: 0 },
          { key: 'b', weight: 0 },
        ],
      },
    },
    'error invalid_value /experiment/variants: All weights are 0, so no variant can be drawn: give at least one a weight above 0.',
  ],
  [
    { experiment: { variants: [{ key: 'a' }, { key: 'a' }] } },
    'error duplicate_key /experiment/variants/1/key: Two variants have the key "a": line 1 and line 1.',
  ],
  [
    { experiment: { variants: [{ key: 'holdout' }, { key: 'none' }, { key: 'holdout-all' }] } },
    'error invalid_value /experiment/variants/0/key: "holdout" is the arm of people who are held out: choose another key.',
    'error invalid_value /experiment/variants/1/key: "none" is the arm of people who do not take part: choose another key.',
    'error invalid_value /experiment/variants/2/key: "holdout-all" is the arm of people who are held out of all guides: choose another key.',
  ],
  [{ key: 'holdout-all' }, 'error invalid_value /key: "holdout-all" is the name of the holdout from all guides: choose another key.'],
  [
    { experiment: { variants: [{ key: 'a', steps: ['one'] }, { key: 'b' }] } },
    'error invalid_value /experiment/variants/0/steps: Only a tour has steps, and this is of kind empty-state. Leave "steps" out.',
  ],
  [
    { kind: 'tour', slot: undefined, title: undefined, steps: TOUR.steps, experiment: { variants: [{ key: 'a', steps: ['onee'] }, { key: 'b' }] } },
    'error unknown_reference /experiment/variants/0/steps/0: This tour has no step "onee"; did you mean "one"?',
  ],
  [
    { experiment: { namespace: { key: 'n', from: 0.5, to: 0.5 } } },
    'warning no_effect /experiment: This experiment has neither "holdout" nor "variants", so everybody sees the same: write one of them, or leave it out.',
    'error invalid_value /experiment/namespace/to: This part of the namespace ends (0.5) where it begins (0.5) or before: nobody is in it.',
  ],
  // groups
  [
    { frequency: { group: 'alone', cooldown: '1d' } },
    'warning no_effect /frequency/group: Only this guide is in the group "alone": a group keeps a distance between guides. Put others into it, or leave it out.',
  ],
  // texts
  [
    { body: 'Hi {{firstName|there}}' },
    'warning placeholder_unknown /body: {{firstName|there}} is never filled: a placeholder says whose trait it is. Write {{user.firstName|there}}.',
  ],
  [
    { body: 'Hi {{traits.firstName}}' },
    'warning placeholder_unknown /body: {{traits.firstName}} is never filled: a placeholder says whose trait it is. Write {{user.firstName|…}}.',
  ],
  [
    { body: 'Hi {{company.name|you}}' },
    'warning placeholder_unknown /body: {{company.name|you}} is never filled: a placeholder says whose trait it is. Write {{account.name|you}}.',
  ],
  [
    { body: 'Hi {{user.first name|you}}' },
    'warning placeholder_unknown /body: {{user.first name|you}} is never filled: the name of a trait has letters, digits, "_" and "-" only. Write {{user.firstname|you}}.',
  ],
  [
    { body: 'Hi {{user.name}}' },
    'warning placeholder_without_fallback /body: {{user.name}} stays empty for people who have no such value: write {{user.name|…}} with a word for them.',
  ],
  [{ body: 'A <b>bold</b> word' }, 'warning html_in_text /body: <b> would be shown as it stands here: a text has no HTML. Write **bold**.'],
  [{ body: 'A&nbsp;word' }, 'warning html_in_text /body: &nbsp; would be shown as it stands here: a text has no HTML. Write the character itself.'],
])('tells of the guide %j', (guide, ...expected) => expect(told(guide)).toEqual(expected))

const step = (key: string, more: Loose = {}): Loose => ({ key, title: key, ...more })
test.each<[Loose[], Loose, ...string[]]>([
  [
    [step('one', { next: [{ if: { trait: 'n', gt: 5, lt: 3 }, to: 'two' }, { else: 'end' }] }), step('two')],
    {},
    'error contradiction /steps/0/next/0/if: Nobody can fulfil both: n gt 5 and n lt 3. Drop one of them, or put them into an "any".',
    'error unreachable_step /steps/1: Nothing leads to step "two": let a step before it go there ("next", "to" or "go"), or remove it.',
  ],
  [
    [step('one', { next: [{ if: { page: '*' }, to: 'end' }] }), step('two')],
    {},
    'warning always_true /steps/0/next/0/if: This holds for everybody: page *. Leave it out.',
    'error unreachable_step /steps/1: Nothing leads to step "two": let a step before it go there ("next", "to" or "go"), or remove it.',
  ],
  [
    [step('one', { next: [{ else: 'two' }, { if: { page: '/a' }, to: 'two' }] }), step('two')],
    {},
    'warning no_effect /steps/0/next/1: This branch is never looked at: "else" before it takes everybody. Put "else" last.',
  ],
  [
    [step('one'), step('two', { page: '/b' })],
    { audience: { page: '/a/*' } },
    'error contradiction /steps/1/page: Nobody can fulfil both: page /a/* (at /audience) and page /b. Drop one of them, or put them into an "any".',
  ],
  [
    [step('one', { page: '/a/**/b', target: { find: [{ css: '#1' }, { attr: 'xlink:href=x' }] } })],
    {},
    'error page_invalid /steps/0/page: "/a/**/b" can never match. "**" stands at the end only; one part in the middle is "*": write "/a/*/b".',
    'error selector_invalid /steps/0/target/find/0/css: No browser can read this selector, at character 2: A name cannot begin with a digit; write "[id=\\"1\\"]".',
    'error selector_invalid /steps/0/target/find/1/attr: The name of this attribute has characters that a selector cannot have: write { "css": "[xlink\\\\:href=\\"x\\"]" }.',
  ],
  [
    [step('one', { target: { find: [{ attr: "data-x='1'" }, { role: 'buton', name: 'Save' }, { role: 'button', name: 'Save' }, { attr: 'data-y=it"s' }] } })],
    {},
    'error selector_invalid /steps/0/target/find/0/attr: The value is taken as it stands, and no element has one with quotes: write "data-x=1".',
    'warning selector_invalid /steps/0/target/find/1/role: There is no role "buton"; did you mean "button"?',
  ],
])('tells of the steps %j', (steps, more, ...expected) => {
  expect(load([{ ...TOUR, experiment: undefined, ...more, key: 'tip', steps }]).map(short)).toEqual(expected)
})

test.each<[Loose, ...string[]]>([
  [
    { holdout: { share: 1 } },
    'error never_shown /holdout/share: A holdout of 1 holds everybody out: nobody would ever see any guide. Write a share such as 0.05.',
  ],
  [
    { rollouts: [{ key: 'r', from: '2026-12-01', phases: [{ percent: 50, hold: '3d' }, { percent: 20 }] }] },
    'warning no_effect /rollouts/0/phases/1/percent: 20 % takes nobody out: phase 1 had 50 % already, and who is in a phase stays in. Raise it, or leave the phase out.',
  ],
  [
    { rollouts: [{ key: 'r', phases: [{ percent: 5, hold: '3d' }, { percent: 50 }] }] },
    'error invalid_value /rollouts/0/phases/0/hold: Without "from" there is no day from which "hold" could count, so all phases would begin at once: add "from" to the rollout.',
  ],
  [
    { rollouts: [{ key: 'r', phases: [{ percent: 5 }, { percent: 50 }] }] },
    'error no_effect /rollouts/0/phases/1: This phase never begins: the phase before it (1) has no "hold" and stays for ever. Say there how long it holds, such as "7d".',
  ],
  [
    { rollouts: [{ key: 'r', phases: [{ percent: 5, segment: 'adminss' }] }] },
    'error unknown_reference /rollouts/0/phases/0/segment: There is no segment "adminss"; did you mean "admins"?',
  ],
  [
    {
      rollouts: [
        { key: 'r', phases: [{ percent: 5 }] },
        { key: 'r', phases: [{ percent: 5 }] },
      ],
    },
    'error duplicate_key /rollouts/1/key: Two rollouts have the key "r": line 1 and line 1.',
  ],
  [
    { features: [{ key: 'automation', name: 'A', usedWhen: [{ event: 'x' }], adoptedWhen: { count: 200, within: '365d' } }] },
    'warning window_too_long /features/0/adoptedWhen/within: A count remembers the 120 latest days on which the event happened. For people with more such days in the last 365d it comes out too low: write at most "120d", or compare with at most 120.',
  ],
])('tells of the model %j', (model, ...expected) => expect(load([], model).map(short)).toEqual(expected))

test.each<[string, Loose]>([
  [
    'a rollout of all beta testers, then of half of everybody',
    { rollouts: [{ key: 'r', from: '2026-12-01', phases: [{ percent: 100, segment: 'reps', hold: '3d' }, { percent: 50 }] }] },
  ],
  ['an audience in one of two segments', { segments: [...MODEL.segments, { key: 'both', when: { any: [{ segment: 'reps' }, { segment: 'admins' }] } }] }],
  ['a window of a year that counts little', { segments: [{ key: 'reps', when: { event: 'x', count: { gte: 5 }, within: '365d' } }] }],
])('says nothing of %s', (_, model) => expect(load([], model)).toEqual([]))

test.each<[string, Loose]>([
  ['HTML that is meant to be read', { body: 'Write `<b>` in a List<string>, a < b && b > c, and AT&T' }],
  ['a schedule over midnight, and one that is open now', { schedule: { from: '2026-11-20', until: '2026-11-25', hours: ['22:00', '06:00'], days: ['sun'] } }],
  ['a schedule that may still be open somewhere', { schedule: { until: '2026-11-22' } }],
  ['pages that overlap', { audience: { page: '/a/:id' }, when: { page: ['/a/*', '/*/7'] } }],
])('says nothing of a guide with %s', (_, guide) => expect(told(guide)).toEqual([]))

test('is right that a count up to 120 is exact however long the window is, and that a larger one is not', () => {
  const DAY_MS = 86_400_000
  const count = (days: number): number => {
    let tally: Parameters<typeof recordTally>[0] = recordTally(null, NOW - 400 * DAY_MS)
    for (let i = days; i > 0; i--) tally = recordTally(tally, NOW - i * DAY_MS)
    return countWithin(tally, 300 * DAY_MS, NOW)
  }
  expect([count(20), count(119), count(120)]).toEqual([20, 119, 120])
  expect(count(200)).toBe(120)
})

test('tells of a group whose guides never wait for each other, once', () => {
  const group = { frequency: { group: 'discovery' } }
  expect(
    load([
      { ...TIP, ...group },
      { ...TIP, key: 'top', ...group },
    ]).map((issue) => `${issue.file} ${short(issue)}`),
  ).toEqual([
    'tip.json warning no_effect /frequency/group: No guide of the group "discovery" has a "cooldown", so none waits for another: write one, such as "7d".',
  ])
  expect(
    load([
      { ...TIP, ...group },
      { ...TIP, key: 'top', frequency: { group: 'discovery', cooldown: '1d' } },
    ]),
  ).toEqual([])
})

test('tells of one trait that is compared with numbers here and with texts there, naming both places', () => {
  const issues = load([
    { ...TIP, audience: { trait: 'seats', gt: 3 } },
    {
      ...TIP,
      key: 'top',
      audience: {
        all: [
          { trait: 'seats', lt: 9 },
          { account: 'seats', is: 'many' },
        ],
      },
    },
    { ...TIP, key: 'tup', audience: { trait: 'seats', is: '7' } },
  ])
  expect(issues.map((issue) => `${issue.file}:${issue.line} ${short(issue)}`)).toEqual([
    'tup.json:1 warning type_mismatch /audience/is: "seats" is compared with texts here ("is"), but with numbers in tip.json (line 1, "gt"). A value of another type never compares: mend one of them.',
  ])
})

test('tells of dates that are compared letter by letter', () => {
  expect(told({ audience: { trait: 'createdAt', is: '2026-11-01T00:00:00Z' } })).toEqual([
    'warning type_mismatch /audience/is: "createdAt" is compared letter by letter with "2026-11-01T00:00:00Z" here. For a date write "before", "after" or "within".',
  ])
  expect(told({ audience: { trait: 'day', is: '2026-11-01' } })).toEqual([])
  const both = {
    any: [
      { trait: 'day', is: '2026-11-01' },
      { trait: 'day', within: '7d' },
    ],
  }
  expect(told({ audience: both })).toEqual([
    'warning type_mismatch /audience/any/0/is: "day" is compared letter by letter with "2026-11-01" here, and as a date in tip.json (line 1, "within"). For a date write "before", "after" or "within".',
  ])
})

test('tells of types that a trait has never had, where its values are known', () => {
  const seen = {
    events: [],
    traits: [
      { name: 'seats', types: ['string'] },
      { name: 'role', types: ['string'] },
      { name: 'other', types: [] },
      { name: 'roles', types: ['array'] },
      { name: '__proto__', types: ['number'] },
    ],
    accountTraits: [{ name: 'seats', types: ['string'] }],
  }
  const audience = {
    all: [
      { trait: 'seats', gt: 3 },
      { trait: 'roles', is: 'admin' },
      { trait: 'other', gt: 1 },
      { account: 'seats', gt: 1 },
    ],
  }
  expect(told({ audience }, { seen })).toEqual([
    'warning type_mismatch /audience/all/0/gt: "seats" has been sent as texts only, but "gt" compares numbers: this would never hold. Compare it with texts.',
    'warning type_mismatch /audience/all/1/is: "roles" has been sent as lists only, but "is" compares texts: this would never hold. Write "contains".',
    'warning type_mismatch /audience/all/3/gt: "account seats" has been sent as texts only, but "gt" compares numbers: this would never hold. Compare it with texts.',
  ])
})

test('tells of events that were never seen, with the closest and its number', () => {
  const seen = {
    events: [
      { name: 'signup_completed', count: 1204 },
      { name: 'project.created', count: 3 },
      { name: 'automation.run', count: 1 },
    ],
    traits: [{ name: 'role', types: ['string'] }],
  }
  const guide = {
    audience: { all: [{ event: 'signup_complete' }, { event: 'constructor' }, { event: 'guide.seen' }, { event: 'tip.helped' }] },
    actions: [{ label: 'OK', do: [{ track: 'tip.helped' }, { dismiss: true }] }],
  }
  expect(told(guide, { seen })).toEqual([
    'warning event_never_seen /audience/all/0/event: Event `signup_complete` was not seen; closest is `signup_completed` (1,204). Mend the name, or track the event before this goes live.',
    'warning event_never_seen /audience/all/1/event: Event `constructor` was not seen; nothing like it was. Mend the name, or track the event before this goes live.',
  ])
  expect(told(guide, { seen: { events: [], traits: [] } })).toEqual([])
  expect(told({ goal: { event: 'project.creatd', within: '7d' }, when: { after: { event: 'nothing' } } }, { seen }).map((text) => text.split(':')[0])).toEqual([
    'warning event_never_seen /goal/event',
    'warning event_never_seen /when/after/event',
  ])
})

test('tells of traits that were never seen, with the closest or the other owner', () => {
  const seen = {
    events: [],
    traits: [
      { name: 'role', types: ['string'] },
      { name: '__proto__', types: ['string'] },
      { name: 'a.b', types: ['string'] },
    ],
    accountTraits: [{ name: 'plan', types: ['string'] }],
  }
  const audience = {
    all: [
      { trait: 'roel', is: 'a' },
      { trait: 'plan', is: 'pro' },
      { account: 'plna', is: 'pro' },
      { account: 'role', is: 'x' },
      { trait: 'constructor', is: 'x' },
      { trait: '__proto__', is: 'x' },
      { trait: 'a.b', is: 'x' },
    ],
  }
  expect(told({ audience }, { seen })).toEqual([
    'warning trait_never_seen /audience/all/0/trait: Trait `roel` was not seen; closest is `role`. Mend the name, or send the trait before this goes live.',
    'warning trait_never_seen /audience/all/1/trait: Trait `plan` was not seen; there is one of accounts: write "account": "plan". Mend the name, or send the trait before this goes live.',
    'warning trait_never_seen /audience/all/2/account: Trait `plna` of accounts was not seen; closest is `plan`. Mend the name, or send the trait before this goes live.',
    'warning trait_never_seen /audience/all/3/account: Trait `role` of accounts was not seen; there is one of people: write "trait": "role". Mend the name, or send the trait before this goes live.',
    'warning trait_never_seen /audience/all/4/trait: Trait `constructor` was not seen; nothing like it was. Mend the name, or send the trait before this goes live.',
  ])
  // an older collector does not tell those of accounts, and an empty log tells nothing
  expect(told({ audience: { account: 'plna', is: 'pro' } }, { seen: { events: [], traits: seen.traits } })).toEqual([])
  expect(told({ audience }, { seen: { events: [], traits: [], accountTraits: [] } }).filter((text) => text.includes('never_seen'))).toEqual([])
})

test('takes hostile names like any other', () => {
  const audience = {
    all: [
      { trait: '__proto__', is: 'a' },
      { trait: '__proto__', is: 'b' },
      { trait: 'constructor', gt: 1 },
      { event: 'toString', where: { hasOwnProperty: { is: 1 } } },
    ],
  }
  const text = JSON.stringify({ ...TIP, audience })
  expect(loadFiles([{ path: 'tip.json', text }]).issues.map(({ code, pointer }) => [code, pointer])).toEqual([['contradiction', '/audience/all/1']])
})

test('says nothing of the files of the demo', async () => {
  const files = await readFolder(fileURLToPath(new URL('../../../../examples/demo/foothold', import.meta.url)))
  expect(files.length).toBeGreaterThan(5)
  expect(loadFiles(files, { now: NOW }).issues).toEqual([])
})
