// Owns the words on buttons that no author wrote.

export const WORDS = { next: 'Next', back: 'Back', done: 'Done', gotIt: 'Got it', continue: 'Continue', close: 'Close' } as const
