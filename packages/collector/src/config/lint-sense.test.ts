// One line for each rule about conditions: what somebody wrote, and the exact issue that comes of it.
import { expect, test } from 'vitest'
import { loadFiles } from './load.ts'
import { TIP, told } from '../testing/lint.ts'

test.each<[unknown, ...string[]]>([
  // contradictions
  [
    {
      all: [
        { trait: 'seats', gt: 10 },
        { trait: 'seats', lt: 5 },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: seats gt 10 (at /audience/all/0) and seats lt 5. Drop one of them, or put them into an "any".',
  ],
  [{ trait: 'seats', between: [5, 1] }, 'error contradiction /audience: Nobody can fulfil this: seats between [5,1]; it ends before it begins.'],
  [
    {
      all: [
        { trait: 'v', semver: '>=3' },
        { trait: 'v', semver: '<2' },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: v semver ">=3" (at /audience/all/0) and v semver "<2". Drop one of them, or put them into an "any".',
  ],
  [{ trait: 'v', semver: '>3 <2' }, 'error contradiction /audience: Nobody can fulfil this: v semver ">3 <2"; no version fulfils these bounds.'],
  [
    {
      all: [
        { trait: 'mail', matches: '@acme\\.com$' },
        { trait: 'mail', endsWith: '.org' },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: mail matches "@acme\\\\.com$" (at /audience/all/0) and mail endsWith ".org". Drop one of them, or put them into an "any".',
  ],
  [{ trait: 'mail', matches: 'a^b' }, 'error contradiction /audience: Nobody can fulfil this: mail matches "a^b"; no text fits this pattern.'],
  [{ time: 'hour', gte: 24 }, 'error contradiction /audience: Nobody can fulfil this: hour gte 24; hours are whole numbers from 0 to 23.'],
  [
    { time: 'weekday', is: 'monday' },
    'error contradiction /audience: Nobody can fulfil this: weekday is "monday"; days are mon, tue, wed, thu, fri, sat, sun.',
  ],
  [{ time: 'date', is: '24.12.2026' }, 'error contradiction /audience: Nobody can fulfil this: date is "24.12.2026"; dates are texts such as "2026-12-24".'],
  [
    {
      all: [
        { time: 'hour', lt: 9 },
        { time: 'hour', gt: 17 },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: hour lt 9 (at /audience/all/0) and hour gt 17. Drop one of them, or put them into an "any".',
  ],
  [
    {
      all: [
        { experiment: 'tour', is: 'short' },
        { experiment: 'tour', is: 'long' },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: experiment "tour" is "short" (at /audience/all/0) and experiment "tour" is "long". Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ flag: 'new-editor' }, { flag: 'new-editor', is: false }] },
    'error contradiction /audience/all/1: Nobody can fulfil both: flag "new-editor" is true (at /audience/all/0) and flag "new-editor" is false. Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ page: '/projects/:id' }, { page: '/settings/*' }] },
    'error contradiction /audience/all/1: Nobody can fulfil both: page /projects/:id (at /audience/all/0) and page /settings/*. Drop one of them, or put them into an "any".',
  ],
  [
    {
      all: [
        { page: '/a', query: { tab: '1' } },
        { page: '/a', query: { tab: '2' } },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: page /a?tab=1 (at /audience/all/0) and page /a?tab=2. Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ segment: 'reps' }, { segment: 'admins' }] },
    'error contradiction /audience/all/1: Nobody can fulfil both: role is "rep" (segment "reps") (at /audience/all/0) and role in ["admin","owner"] (segment "admins"). Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ segment: 'leads' }, { trait: 'role', is: 'admin' }] },
    'error contradiction /audience/all/0: Nobody can fulfil both: role is "admin" (at /audience/all/1) and role is "rep" (segment "leads"). Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ milestone: 'activated', is: 'open' }, { event: 'project.created' }] },
    'error contradiction /audience/all/1: Nobody can fulfil both: no event "project.created", as milestone "activated" is open (at /audience/all/0) and event "project.created" count gte 1. Drop one of them, or put them into an "any".',
  ],
  [
    {
      all: [
        { milestone: 'activated', is: 'reached' },
        { milestone: 'activated', is: 'open', scope: 'account' },
      ],
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: milestone "activated" is reached (at /audience/all/0) and milestone "activated" is open by anybody in the account. Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ feature: 'automation', level: ['none'] }, { event: 'automation.run' }] },
    'error contradiction /audience/all/1: Nobody can fulfil both: feature "automation" is none (at /audience/all/0) and event "automation.run" count gte 1. Drop one of them, or put them into an "any".',
  ],
  [{ event: 'x', count: { lt: 0 } }, 'error contradiction /audience: Nobody can fulfil this: event "x" count lt 0; there is no such count.'],
  [
    { event: 'x', where: { n: { gt: 3, lt: 2 } } },
    'error contradiction /audience: Nobody can fulfil both: event "x" count gte 1 and event "x" where n {"gt":3,"lt":2}, which no event fulfils. Drop one of them, or put them into an "any".',
  ],
  [
    { all: [{ trait: 'r', in: ['a', 'b'] }, { not: { trait: 'r', is: 'a' } }, { not: { trait: 'r', is: 'b' } }] },
    'error contradiction /audience/all/2/not: Nobody can fulfil both: r in ["a","b"] (at /audience/all/0) and not (r is "b"). Drop one of them, or put them into an "any".',
  ],
  // what holds for everybody, or says nothing
  [
    {
      any: [
        { trait: 'plan', exists: true },
        { trait: 'plan', exists: false },
      ],
    },
    'warning always_true /audience: This holds for everybody: plan exists true or plan exists false. Leave it out.',
  ],
  [
    { any: [{ trait: 'plan', is: 'a' }, { not: { trait: 'plan', is: 'a' } }] },
    'warning always_true /audience: This holds for everybody of whom "plan" is known: plan is "a" or not (plan is "a"). Leave it out, or ask for "exists": true.',
  ],
  [
    {
      any: [
        { device: 'viewport', is: 'narrow' },
        { device: 'viewport', is: 'wide' },
      ],
    },
    'warning always_true /audience: This holds for everybody: viewport is narrow or viewport is wide. Leave it out.',
  ],
  [
    {
      not: {
        all: [
          { trait: 'plan', is: 'a' },
          { trait: 'plan', is: 'b' },
        ],
      },
    },
    'warning always_true /audience/not: This can never hold (plan is "a" and plan is "b"), so the "not" around it holds for everybody. Leave it out.',
  ],
  [{ event: 'x', count: { gte: 0 } }, 'warning always_true /audience: This holds for everybody: event "x" count gte 0. Leave it out.'],
  [{ page: '*' }, 'warning always_true /audience: This holds for everybody: page *. Leave it out.'],
  [
    { trait: 'plan', matches: 'x*' },
    'warning always_true /audience/matches: Every text fulfils this: plan matches "x*". Ask for "exists": true, or write what the text should have.',
  ],
  [
    { trait: 'plan', startsWith: '' },
    'warning always_true /audience/startsWith: Every text fulfils this: plan startsWith "". Ask for "exists": true, or write what the text should have.',
  ],
  [
    {
      all: [
        { trait: 'n', gt: 10 },
        { trait: 'n', gt: 5 },
      ],
    },
    'warning redundant /audience/all/1: n gt 5 says nothing beside n gt 10 (at /audience/all/0), which holds only where it does. Leave it out.',
  ],
  [
    { trait: 'n', gt: 10, gte: 5 },
    'warning redundant /audience/gte: n gte 5 says nothing beside n gt 10 (at /audience), which holds only where it does. Leave it out.',
  ],
  [
    {
      any: [
        { trait: 'n', gt: 10 },
        { trait: 'n', gt: 5 },
      ],
    },
    'warning redundant /audience/any/0: n gt 10 says nothing beside n gt 5 (at /audience/any/1), which holds wherever it does. Leave it out.',
  ],
  [
    {
      all: [
        { trait: 'n', gt: 10 },
        {
          any: [
            { trait: 'n', gt: 5 },
            { trait: 'm', is: 1 },
          ],
        },
      ],
    },
    'warning redundant /audience/all/1/any/0: n gt 5 holds anyway by n gt 10 (at /audience/all/0), so that the choice around it says nothing. Leave the choice out.',
  ],
  [
    {
      all: [
        { trait: 'n', is: 1 },
        { is: 1, trait: 'n' },
      ],
    },
    'warning redundant /audience/all/1: This stands twice in one "all", first at /audience/all/0. Leave it out.',
  ],
  [{ not: { not: { trait: 'n', is: 1 } } }, 'warning redundant /audience: A "not" of a "not" is what stands inside of it: leave both out.'],
  [{ trait: 'plan', exists: false, is: 'pro' }, 'warning redundant /audience/is: Beside "exists": false nothing else is ever asked: leave "is" out.'],
  [
    { event: 'x', count: { gte: 150 }, within: '200d' },
    'warning window_too_long /audience/within: A count remembers the 120 latest days on which the event happened. For people with more such days in the last 200d it comes out too low: write at most "120d", or compare with at most 120.',
  ],
  // references
  [{ flag: 'new-editr' }, 'error unknown_reference /audience/flag: There is no rollout "new-editr"; did you mean "new-editor"?'],
  [{ experiment: 'tur', is: 'short' }, 'error unknown_reference /audience/experiment: There is no guide "tur"; did you mean "tour"?'],
  [
    { experiment: 'tip', is: 'short' },
    'error unknown_reference /audience/experiment: The guide "tip" has no "experiment", so nobody is in an arm of it: experiments have tour.',
  ],
  [
    { experiment: 'tour', in: ['long', 'shorter'] },
    'error unknown_reference /audience/in/1: The experiment of "tour" has no arm "shorter": expected one of short, long, holdout, none.',
  ],
  // what is compared
  [
    { trait: 'mail', matches: '^(?!test)' },
    'error pattern_invalid /audience/matches: This pattern cannot be used, at character 2 ("(?!test)"): "(?!" looks around, which takes more than linear time: write what must not be there as a condition of its own, { "not": { …, "contains": "…" } } or with "matches".',
  ],
  [
    { event: 'x', where: { mail: { matches: '(a|b)-\\1' } } },
    'error pattern_invalid /audience/where/mail/matches: This pattern cannot be used, at character 7 ("\\1"): "\\1" refers back to a group, which takes more than linear time: write out what may stand there.',
  ],
  [{ trait: 'v', semver: '^2.4.0' }, 'error semver_invalid /audience/semver: "^2.4.0" cannot be read as bounds of a version: write ">=2.4.0 <3.0.0".'],
  [{ trait: 'v', semver: '2.x' }, 'error semver_invalid /audience/semver: "2.x" cannot be read as bounds of a version: write ">=2.0.0 <3.0.0".'],
  [{ trait: 'v', semver: 'latest' }, 'error semver_invalid /audience/semver: "latest" cannot be read as bounds of a version: write for example ">=2.4.0 <3".'],
  [
    { page: '/projects?tab=team' },
    'error page_invalid /audience/page: "/projects?tab=team" can never match. The query has a field of its own in a condition ("query": {"tab":"team"}): write "/projects".',
  ],
  [
    { page: '/app#/inbox' },
    'error page_invalid /audience/page: "/app#/inbox" can never match. What follows the "#" has a field of its own in a condition ("hash": "/inbox"): write "/app".',
  ],
  [
    { page: '/a/**/b' },
    'error page_invalid /audience/page: "/a/**/b" can never match. "**" stands at the end only; one part in the middle is "*": write "/a/*/b".',
  ],
  [
    { page: 'https://x.org/projects' },
    'error page_invalid /audience/page: "https://x.org/projects" can never match. A pattern is compared with the path only, without origin: write "/projects".',
  ],
  [
    { page: '/my projects' },
    'error page_invalid /audience/page: "/my projects" can never match. In a path spaces and other such characters are written as they are sent: write "/my%20projects".',
  ],
  [
    { page: '^/projects/\\d+$' },
    'error page_invalid /audience/page: "^/projects/\\d+$" can never match. Patterns are no regular expressions: ":name" stands for one part, "*" at the end for any rest: write "/projects/:id".',
  ],
  [
    { page: '/projects/.*' },
    'error page_invalid /audience/page: "/projects/.*" can never match. Patterns are no regular expressions: ":name" stands for one part, "*" at the end for any rest: write "/projects/*".',
  ],
  [
    { page: '/projects/[id]' },
    'warning page_invalid /audience/page: "/projects/[id]" is not read as it is meant. A part that may be anything is written ":name": write "/projects/:id".',
  ],
  [
    { page: '/proj*' },
    'error page_invalid /audience/page: "/proj*" can never match. "*" stands for a whole part between slashes, never for a piece of one: write "/*".',
  ],
  [{ page: '/a', hash: '#/b' }, 'error page_invalid /audience/hash: "#/b" can never match. "hash" is what follows the "#": write "/b".'],
  [
    { element: '[data-id=7]', is: 'visible' },
    'error selector_invalid /audience/element: No browser can read this selector, at character 10: This value needs quotes; write "[data-id=\\"7\\"]".',
  ],
  [
    { element: 'a[href', is: 'visible' },
    'warning selector_invalid /audience/element: This "[" is not closed, at character 2; browsers forgive that, people misread it; write "a[href]".',
  ],
])('tells of the audience %j', (audience, ...expected) => expect(told({ audience })).toEqual(expected))

test('names the place by line and column', () => {
  const text = JSON.stringify(
    {
      ...TIP,
      audience: {
        all: [
          { account: 'plan', is: 'pro' },
          { account: 'plan', is: 'free' },
        ],
      },
    },
    null,
    2,
  )
  expect(loadFiles([{ path: 'tip.json', text }]).issues).toMatchObject([
    { code: 'contradiction', file: 'tip.json', pointer: '/audience/all/1', line: 14, column: 7 },
  ])
})

test('tells of conditions also where the rest of the file has the wrong shape', () => {
  const issues = told({
    titel: 'x',
    audience: {
      all: [
        { trait: 'plan', is: 'pro' },
        { trait: 'plan', is: 'free' },
      ],
    },
  })
  expect(new Set(issues.map((text) => text.split(':')[0]))).toEqual(new Set(['error contradiction /audience/all/1', 'error unknown_field /titel']))
})

test.each<[string, unknown]>([
  ['somebody can be in', { all: [{ segment: 'reps' }, { trait: 'plan', is: 'pro' }] }],
  ['one branch of a segment leaves open', { all: [{ segment: 'leads' }, { trait: 'role', is: 'lead' }] }],
  [
    'asks for a value and a beginning of it',
    {
      all: [
        { trait: 'mail', contains: '@' },
        { trait: 'mail', endsWith: '.org' },
      ],
    },
  ],
  [
    'decides on purpose what is missing',
    {
      any: [
        { trait: 'plan', is: 'pro' },
        { trait: 'plan', exists: false },
      ],
    },
  ],
  ['asks first whether there is a value', { all: [{ trait: 'plan', exists: true }, { not: { trait: 'plan', is: 'pro' } }] }],
  [
    'has a night over midnight',
    {
      any: [
        { time: 'hour', gte: 22 },
        { time: 'hour', lt: 6 },
      ],
    },
  ],
])('says nothing of an audience that %s', (_, audience) => expect(told({ audience })).toEqual([]))
