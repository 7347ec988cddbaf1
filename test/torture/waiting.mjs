// Owns the corners that Foothold does not pass yet, with the reason. The one place; nothing else may leave a corner out.

/** @type {Record<string, string>} */
export const WAITING = {
  skipped: 'a step whose missing target would be skipped still counts',
  dialog: 'a tour does not begin while a dialog is open, even one about it',
  'dialog-in-dialog': 'a tour does not begin while a dialog is open, even one about it',
  'host-surface': 'the page cannot claim attention yet',
}

/**
 * Kinds that are not drawn yet.
 *
 * @type {Record<string, string>}
 */
export const WAITING_KINDS = {}
