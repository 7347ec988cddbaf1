// Owns the words that no author wrote, in English. Plain constants: the browser bundle imports this file, and each kind takes
// only what it needs of it. Other languages are in word/, and come with the bundle.

/** Of every kind. `{n}` and `{m}` are numbers. */
export const WORDS = {
  next: 'Next',
  back: 'Back',
  done: 'Done',
  gotIt: 'Got it',
  continue: 'Continue',
  close: 'Close',
  notNow: 'Not now',
  minimise: 'Minimise',
  toDo: 'To do',
  count: '{n} of {m}',
  countDone: '{n} of {m} done',
} as const

/** Of the kinds that come in a file of their own. */
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

export type Words = Readonly<Record<keyof typeof WORDS, string>>
export type AllWords = Words & Readonly<Record<keyof typeof MORE_WORDS, string>>
