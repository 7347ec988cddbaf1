// What is told of announcements, surveys, resource centers and leaderboards beyond their shape.
import { expect, test } from 'vitest'
import { load, short, type Loose } from '../testing/lint.ts'

const told = (guide: Loose, model: Loose = {}): string[] => load([{ key: 'tip', goal: null, why: 'a test', ...guide }], model).map(short)
const banner = { kind: 'announcement', form: 'banner', title: 'News' }
const target = { find: [{ css: '#a' }] }
const nps = { key: 'score', ask: 'nps', title: 'How likely?' }
const why = { key: 'why', ask: 'text', title: 'Why?' }
const plan = {
  key: 'plan',
  ask: 'single',
  title: 'Which?',
  options: [
    { key: 'free', label: 'Free' },
    { key: 'paid', label: 'Paid' },
  ],
}
const survey = (questions: Loose[], more: Loose = {}): Loose => ({ kind: 'survey', owner: 'growth', reviewBy: '2027-01-01', questions, ...more })
const center = (entries: Loose[]): Loose => ({ kind: 'resource-center', title: 'Help', sections: [{ key: 'all', title: 'All', entries }] })
const board = (more: Loose): Loose => ({ kind: 'leaderboard', slot: 'board', title: 'Team', ...more })
const automator = { key: 'automator', name: 'Automator', milestone: 'activated' }

test.each<[Loose, ...string[]]>([
  [{ ...banner, place: 'top', push: true, sticky: true }],
  [{ ...banner, place: 'before', target }],
  [{ ...banner, place: 'bottom-end' }, 'error invalid_value /place: A banner cannot stand at "bottom-end": expected one of top, bottom, before, after.'],
  [{ ...banner, form: 'modal', place: 'top' }, 'error invalid_value /place: A modal stands in the middle: leave "place" out, or write another "form".'],
  [{ ...banner, place: 'after' }, 'error required /target: A banner "after" an element needs to know which: write "target".'],
  [{ ...banner, target }, 'warning no_effect /target: Only a banner with "place": "before" or "after" has a target.'],
  [{ ...banner, form: 'slide-out', push: true }, 'warning no_effect /push: Only a banner at the top or the bottom can lie over the page or push it.'],
  [{ ...banner, sticky: true }],
  [
    { ...banner, push: false, sticky: true },
    'warning no_effect /sticky: What lies over the page stays in view anyway: write "push": true, or leave "sticky" out.',
  ],
  [survey([nps, why])],
  [
    survey([nps], { reviewBy: '2020-01-01' }),
    'warning review_over /reviewBy: Somebody wanted to look at this by 2020-01-01: see whether it is still right, and write the next day, or take it out.',
  ],
  [{ ...survey([nps]), owner: undefined }, 'error survey_unread : Ask only what somebody will use: write "owner", who reads the answers.'],
  [
    { ...survey([nps]), reviewBy: undefined, owner: undefined },
    'error survey_unread : Ask only what somebody will use: write "owner", who reads the answers, and "reviewBy", the day by which they are read.',
  ],
  [survey([nps, { ...why, key: 'score' }]), 'error duplicate_key /questions/1/key: Two questions have the key "score": line 1 and line 1.'],
  [
    survey([{ ...nps, next: [{ answer: { lte: 6 }, to: 'whyy' }, { else: 'end' }] }, why]),
    'error unknown_reference /questions/0/next/0/to: This survey has no question "whyy"; did you mean "why"?',
  ],
  [
    survey([{ ...nps, next: [{ else: 'end' }] }, why]),
    'error unreachable_step /questions/1: Nothing leads to question "why": let a question before it go there ("to" or "else"), or remove it.',
  ],
  [
    survey([{ ...nps, next: [{ else: 'score' }] }]),
    'error cycle /questions/0: This survey cannot be finished: "score" → "score" goes round without a way to "end".',
  ],
  [
    survey([{ ...nps, next: [{ answer: { gte: 11 }, to: 'why' }, { else: 'end' }] }, why]),
    'error never_shown /questions/0/next/0/answer: Answers to this question go from 0 to 10: 11 is none.',
  ],
  [
    survey([{ ...plan, next: [{ answer: { is: 'payed' }, to: 'why' }, { else: 'end' }] }, why]),
    'error never_shown /questions/0/next/0/answer: This question has no option "payed": expected one of free, paid.',
  ],
  [
    survey([{ ...plan, ask: 'multiple', next: [{ answer: { is: 'paid' }, to: 'why' }, { else: 'end' }] }, why]),
    'error never_shown /questions/0/next/0/answer: Several may be chosen here: write "contains" with the key of one.',
  ],
  [
    survey([{ ...why, next: [{ answer: { is: 'x' }, to: 'score' }, { else: 'end' }] }, nps]),
    "error never_shown /questions/0/next/0/answer: Words of one's own are not compared: branch by another question.",
  ],
  [
    survey([nps, { ...why, next: [{ answer: { lte: 6 }, of: 'scores', to: 'end' }, { else: 'end' }] }]),
    'error unknown_reference /questions/1/next/0/of: This survey has no question "scores".',
  ],
  [
    survey([{ ...plan, options: [plan.options[0]!, plan.options[0]!] }]),
    'error duplicate_key /questions/0/options/1/key: Two options have the key "free": line 1 and line 1.',
  ],
  [
    survey([{ ...plan, other: 'Else', options: [{ key: 'other', label: 'O' }, plan.options[0]!] }]),
    'error duplicate_key /questions/0/other: The key "other" is that of the choice with a field of its own: give the option another key.',
  ],
  [
    survey(Array.from({ length: 6 }, (_, i) => ({ ...nps, key: `q-${i}` }))),
    'warning survey_too_long /questions: This survey has 6 questions; most people leave after 5. Leave out what nobody decides by.',
  ],
  [
    survey([{ ...nps, low: '<b>no</b>' }], { form: 'modal', place: 'top-end' }),
    'warning html_in_text /questions/0/low: <b> would be shown as it stands here: a text has no HTML. Write **bold**.',
    'warning no_effect /place: A modal stands in the middle: leave "place" out, or write "form": "slide-out".',
  ],
  [center([{ key: 'a', title: 'A', guide: 'tour' }])],
  [center([{ key: 'a', title: 'A', guide: 'tuor' }]), 'error unknown_reference /sections/0/entries/0/guide: There is no guide "tuor"; did you mean "tour"?'],
  [
    center([
      { key: 'a', title: 'A', link: '/a' },
      { key: 'a', title: 'B', link: '/b' },
    ]),
    'error duplicate_key /sections/0/entries/1/key: Two entries have the key "a": line 1 and line 1.',
  ],
  [
    center([{ key: 'a', title: 'A', link: '/a', audience: { segment: 'repss' } }]),
    'error unknown_reference /sections/0/entries/0/audience/segment: There is no segment "repss"; did you mean "reps"?',
  ],
  [
    center([{ key: 'a', title: 'A', session: { from: '2026-11-01T09:00:00Z', until: '2026-11-01T10:00:00Z', link: '/a' } }]),
    'warning schedule_over /sections/0/entries/0/session/until: This session was over on 2026-11-01: nobody will see it any more. Take it out.',
  ],
  [
    center([{ key: 'a', title: 'A', session: { from: '2027-11-01T09:00:00Z', until: '2027-11-01T09:00:00Z', link: '/a' } }]),
    'error never_shown /sections/0/entries/0/session/until: "until" (2027-11-01T09:00:00Z) is not after "from" (2027-11-01T09:00:00Z).',
  ],
  [
    { ...center([]), sections: [{ key: 's', title: 'S', leaderboard: 'tour' }] },
    'error unknown_reference /sections/0/leaderboard: There is no leaderboard "tour": there is no leaderboard at all.',
  ],
  [board({ standings: { of: { event: 'automation.run' } } })],
  [board({}), 'error required /standings: This leaderboard shows nothing: write "standings", "streak" or "badges".'],
  [
    board({ standings: { of: { milestones: ['activatedd'] }, segment: 'repss' } }),
    'error unknown_reference /standings/of/milestones/0: There is no milestone "activatedd"; did you mean "activated"?',
    'error unknown_reference /standings/segment: There is no segment "repss"; did you mean "reps"?',
  ],
  [
    board({ streak: { of: { event: 'a', within: '7d' } } }),
    'warning no_effect /streak/of/within: Each event counts here; the beat is "every": leave "within" out.',
  ],
  [board({ badges: ['automator'] }), 'error unknown_reference /badges/0: There is no badge "automator": model.json declares no badge.'],
])('tells of %j', (guide, ...expected) => expect(told(guide)).toEqual(expected))

test('takes a badge for a milestone, and none for anything else', () => {
  expect(told(board({ badges: ['automator'] }), { badges: [automator] })).toEqual([])
  expect(told(board({ badges: ['automator'] }), { badges: [{ ...automator, milestone: 'clicked' }] })).toEqual([
    'error unknown_reference /badges/0/milestone: There is no milestone "clicked": known: activated.',
  ])
  expect(told(board({ badges: ['automator'] }), { badges: [{ key: 'automator', name: 'A' }] })).toEqual([
    'error required /badges/0/milestone: Missing "milestone": expected a string.',
  ])
})
