// What can be told of one condition beside the moment and the schedule of its guide: what somebody wrote, and what comes of it.
import { expect, test } from 'vitest'
import { loadFiles } from './load.ts'

const NOW = Date.parse('2026-11-22T11:00:00Z')
const MODEL = {
  features: [{ key: 'automation', name: 'Automation', usedWhen: [{ event: 'automation.run' }], adoptedWhen: { count: 3, within: '30d' } }],
  milestones: [{ key: 'activated', when: { event: 'project.created' } }],
}
const TIP = { kind: 'empty-state', key: 'tip', goal: null, why: 'a test', slot: 'here', title: 'Hello' }
const told = (guide: object): string[] =>
  loadFiles(
    [
      { path: 'model.json', text: JSON.stringify(MODEL) },
      { path: 'tip.json', text: JSON.stringify({ ...TIP, ...guide }) },
    ],
    { now: NOW },
  ).issues.map(({ severity, code, pointer, detail }) => `${severity} ${code} ${pointer}: ${detail}`)
const EXPERIMENT = { holdout: 0.1 }
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri']

test.each<[object, ...string[]]>([
  // a property without an event
  [
    { audience: { property: 'template', is: 'blank' } },
    'error never_shown /audience/property: No event starts this guide, so none has a property, and this is always unknown: write "when": { "after": { "event": "…" } }. Nobody would ever see this.',
  ],
  [
    { audience: { not: { property: 'template', exists: true } }, when: { page: '/a' } },
    'error never_shown /audience/not/property: No event starts this guide, so none has a property, and this is always unknown: write "when": { "after": { "event": "…" } }. Nobody would ever see this.',
  ],
  [
    {
      audience: {
        any: [
          { property: 'template', is: 'blank' },
          { trait: 'role', is: 'rep' },
        ],
      },
    },
    'warning no_effect /audience/any/0/property: No event starts this guide, so none has a property, and this is always unknown: write "when": { "after": { "event": "…" } }, or leave the condition out.',
  ],
  [{ audience: { property: 'template', is: 'blank' }, when: { after: { event: 'project.created' } } }],
  // a person is one of the account
  [
    {
      audience: {
        all: [
          { event: 'e', count: { gte: 1 } },
          { event: 'e', count: { is: 0 }, scope: 'account' },
        ],
      },
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: event "e" count gte 1 (at /audience/all/0) and event "e" by anybody in the account count is 0. Drop one of them, or put them into an "any".',
  ],
  [
    { audience: { all: [{ event: 'e', scope: 'account', absent: '30d' }, { not: { event: 'e', absent: '7d' } }] } },
    'error contradiction /audience/all/1/not: Nobody can fulfil both: event "e" by anybody in the account absent 30d (at /audience/all/0) and not (event "e" absent 7d). Drop one of them, or put them into an "any".',
  ],
  [
    {
      audience: {
        all: [
          { event: 'e', count: { is: 0 } },
          { event: 'e', scope: 'account' },
        ],
      },
    },
  ],
  [
    {
      audience: {
        all: [
          { event: 'e', within: '30d' },
          { event: 'e', absent: '7d', scope: 'account' },
        ],
      },
    },
  ],
  // a definition that is looked into
  [
    {
      audience: {
        all: [
          { feature: 'automation', level: ['adopted'] },
          { event: 'automation.run', absent: '60d' },
        ],
      },
    },
    'error contradiction /audience/all/1: Nobody can fulfil both: feature "automation" is adopted (at /audience/all/0) and event "automation.run" absent 60d. Drop one of them, or put them into an "any".',
  ],
  [
    {
      audience: {
        all: [
          { feature: 'automation', level: ['adopted'] },
          { event: 'automation.run', absent: '14d' },
        ],
      },
    },
  ],
  [
    {
      audience: {
        all: [
          { feature: 'automation', level: ['repeated', 'adopted'] },
          { event: 'automation.run', absent: '60d' },
        ],
      },
    },
  ],
  // the guide itself
  [
    { audience: { experiment: 'tip', is: 'holdout' }, experiment: EXPERIMENT },
    'error never_shown /audience: Who is held out of "tip" never sees it, and this is the guide itself: ask for another arm.',
  ],
  [{ audience: { not: { experiment: 'tip', is: 'holdout' } }, experiment: EXPERIMENT }],
  // the schedule
  [
    { audience: { time: 'weekday', in: ['sat', 'sun'] }, schedule: { days: WEEK } },
    'error contradiction /schedule/days: Nobody can fulfil both: weekday in ["sat","sun"] (at /audience) and weekday in ["mon","tue","wed","thu","fri"]. Change one of them.',
  ],
  [{ audience: { time: 'weekday', in: ['fri', 'sat'] }, schedule: { days: WEEK } }],
  [{ audience: { time: 'weekday', is: 'sun', timezone: 'Asia/Tokyo' }, schedule: { days: WEEK } }],
  [
    { audience: { time: 'hour', gte: 18 }, schedule: { hours: ['09:00', '17:30'] } },
    'error contradiction /schedule/hours: Nobody can fulfil both: hour gte 18 (at /audience) and hour between [9,17]. Change one of them.',
  ],
  [{ audience: { time: 'hour', is: 17 }, schedule: { hours: ['09:00', '17:30'] } }],
  [
    { audience: { time: 'hour', between: [9, 17] }, schedule: { hours: ['22:00', '02:00'], timezone: 'user' } },
    'error contradiction /schedule/hours: Nobody can fulfil both: hour between [9,17] (at /audience) and hour in [0,1,22,23]. Change one of them.',
  ],
  [{ audience: { time: 'hour', is: 1 }, schedule: { hours: ['22:00', '02:00'] } }],
  [
    { schedule: { from: '2026-12-01T18:00:00+01:00', until: '2026-12-01T22:00:00+01:00', hours: ['09:00', '17:00'], timezone: 'Europe/Berlin' } },
    'error never_shown /schedule/hours: From 2026-12-01T18:00:00+01:00 until 2026-12-01T22:00:00+01:00 the clock in Europe/Berlin goes from 18:00 to 22:00: that has nothing of 09:00 until 17:00. Nobody would ever see this.',
  ],
  [{ schedule: { from: '2026-12-01T16:59:00+01:00', until: '2026-12-01T22:00:00+01:00', hours: ['09:00', '17:00'], timezone: 'Europe/Berlin' } }],
  [{ schedule: { from: '2026-12-01T18:00:00+01:00', until: '2026-12-02T09:01:00+01:00', hours: ['09:00', '17:00'], timezone: 'Europe/Berlin' } }],
  // somewhere it is nine
  [{ schedule: { from: '2026-12-01T18:00:00Z', until: '2026-12-01T22:00:00Z', hours: ['09:00', '17:00'] } }],
  [{ schedule: {} }, 'warning no_effect /schedule: This schedule has no time in it: write "from", "until", "days" or "hours", or leave it out.'],
  // no time, and time that is over
  [
    { audience: { event: 'e', absent: '0d' } },
    'warning always_true /audience/absent: In "0d" nothing can happen, so this holds for everybody: write how long, such as "14d".',
  ],
  [{ audience: { trait: 'a', within: '0h' } }, 'error invalid_value /audience/within: Nothing ever lies in the last "0h": write how long, such as "14d".'],
  [
    { audience: { all: [{ time: 'date', before: '2026-11-01' }] } },
    'warning schedule_over /audience/all/0/before: This is over: no day from today on fulfils it. Move the date, or take the condition out.',
  ],
  [
    { audience: { time: 'date', in: ['2026-01-01', '2026-02-01'] } },
    'warning schedule_over /audience/in: This is over: no day from today on fulfils it. Move the date, or take the condition out.',
  ],
  [{ audience: { time: 'date', before: '2026-11-23' } }],
  [{ audience: { not: { time: 'date', before: '2026-11-01' } } }],
  // west of Greenwich it is yesterday
  [{ audience: { time: 'date', is: '2026-11-21' } }],
  // patterns of other tools
  [
    { audience: { trait: 'mail', matches: '/@acme\\.com$/i' } },
    'error pattern_invalid /audience/matches: "/@acme\\.com$/i" can never match. The slashes around a pattern, and letters behind them, are taken as text: write "(?i)@acme\\\\.com$".',
  ],
  [
    { audience: { trait: 'mail', matches: '/acme/i' } },
    'warning pattern_invalid /audience/matches: "/acme/i" is not read as it is meant. The slashes around a pattern, and letters behind them, are taken as text: write "(?i)acme".',
  ],
  [{ audience: { trait: 'path', matches: '/acme/' } }],
  [
    { audience: { trait: 'code', matches: '^[[:alpha:][:digit:]_]+[:digit:]$' } },
    'warning pattern_invalid /audience/matches: "^[[:alpha:][:digit:]_]+[:digit:]$" is not read as it is meant. Classes such as [:alpha:] are not known: write "^[a-zA-Z0-9_]+[0-9]$".',
  ],
  // a page that can never match is told once
  [
    { audience: { page: '/a' }, when: { page: '/b?c=1' } },
    'error page_invalid /when/page: "/b?c=1" can never match. The query has a field of its own in a condition ("query": {"c":"1"}): write "/b".',
  ],
  // paths
  [
    { audience: { trait: 'account.plan', is: 'pro' } },
    'warning invalid_value /audience/trait: "account.plan" is read as the name of one trait, with the dot in it; nothing inside of a trait can be asked for: write "account": "plan".',
  ],
  [
    { audience: { account: 'billing.plan', is: 'pro' } },
    'warning invalid_value /audience/account: "billing.plan" is read as the name of one trait, with the dot in it; nothing inside of a trait can be asked for: send "plan" as a trait of its own.',
  ],
  [
    { audience: { trait: 'constructor.name', is: 'pro' } },
    'warning invalid_value /audience/trait: "constructor.name" is read as the name of one trait, with the dot in it; nothing inside of a trait can be asked for: send "name" as a trait of its own.',
  ],
])('tells of the guide %j', (guide, ...expected) => expect(told(guide)).toEqual(expected))
