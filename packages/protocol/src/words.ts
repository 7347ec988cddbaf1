// Owns the words that no author wrote, in English. Plain constants: the browser bundle imports this file. Other
// languages are in word/, and come with the bundle.

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

export type Words = Readonly<Record<keyof typeof WORDS, string>>
