// Owns finding the element of the page that is the place of a guide. It must not know what stands there.

/** Finds a slot of the page, `<div data-foothold-slot="…">`. @param slot - a key: letters of it need no escape. */
export const findSlot = (document: Document, slot: string): Element | undefined => document.querySelector(`[data-foothold-slot="${slot}"]`) ?? undefined
