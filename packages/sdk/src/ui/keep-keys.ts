// Owns whose the keys are that are pressed in a field of ours.

/** What is typed is for the field, not for shortcuts of the page; Escape is for all. */
export const keepKeys = (event: KeyboardEvent): void => void (event.key !== 'Escape' && event.stopPropagation())
