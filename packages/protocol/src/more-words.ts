// Owns the words that no author wrote, in English, of the kinds that come in a file of their own in the browser. Plain constants.
import type { Words } from './words.ts'

/** Beside those of every kind. */
export const MORE_WORDS = {
  send: 'Send',
  skip: 'Skip',
  answerNeeded: 'Please choose an answer.',
  search: 'Search',
  nothingFound: 'Nothing found',
  unread: '{n} unread',
  fresh: 'New',
  live: 'Live now',
  you: 'You',
  colleague: 'A colleague',
  loading: 'Loading…',
  noStandings: 'No standings yet',
  leaveStandings: 'Leave the standings',
  outOfStandings: 'You are not in the standings.',
  joinStandings: 'Take part again',
  daysInARow: 'Days in a row',
  workdaysInARow: 'Workdays in a row',
  weeksInARow: 'Weeks in a row',
  badges: 'Badges',
  notYet: 'Not yet',
} as const

export type AllWords = Words & Readonly<Record<keyof typeof MORE_WORDS, string>>
