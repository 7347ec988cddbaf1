// Owns the corners that Foothold does not pass yet, with the reason. The one place; nothing else may leave a corner out.

/** @type {Record<string, string>} */
export const WAITING = {
  covered: 'what lies under something else is not told from what can be seen',
  skipped: 'a step whose missing target would be skipped still counts',
  dialog: 'a tour does not begin while a dialog is open, even one about it',
  'dialog-in-dialog': 'a tour does not begin while a dialog is open, even one about it',
  'popover-menu': 'the browser shuts a popover when something outside of it is pressed, our card too',
  critical: 'nothing is marked as critical yet',
  'menu-open': 'menus of the page are not noticed',
  'virtual-list': 'no reveal hooks yet',
  frame: 'no targets in frames yet',
  shadow: 'no targets in shadow trees yet',
  'host-surface': 'the page cannot claim attention yet',
  resized: 'the place on a wide window is not forgotten on a narrow one',
  'host-rules': 'what the page says of div with !important is inherited',
}

/**
 * Kinds that are not drawn yet.
 *
 * @type {Record<string, string>}
 */
export const WAITING_KINDS = {
  announcement: 'not drawn yet',
  survey: 'not drawn yet',
  'resource-center': 'not drawn yet',
  leaderboard: 'not drawn yet',
}
