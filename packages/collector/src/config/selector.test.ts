import { expect, test } from 'vitest'
import { findSelectorFault } from './selector.ts'

test.each([
  '[data-feature=export]',
  '[data-feature="a, b"]',
  'button:not(.a, .b):has(> svg)',
  '#export, .menu > a:nth-child(2n + 1)',
  '*',
  'a[href$=".pdf"]',
  'my-button::part(label)',
  '.sm\\:hidden',
  "[title='it\\'s']",
  'a ~ b + c',
])('%s may be a selector', (selector) => expect(findSelectorFault(selector)).toBeUndefined())

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['[data-feature=export', '"[" is never closed'],
  ['[data-feature="export]', '" is never closed'],
  ['button:not(.a', '"(" is never closed'],
  ['a]', '"]" closes nothing'],
  [':not([a)]', '")" closes nothing'],
  ['a,', 'comma'],
  [',a', 'commas'],
  ['a,,b', 'commas'],
  ['##x', 'want a name'],
  ['.', 'want a name'],
  ['a { color: red }', 'rule'],
  ['a\\', 'backslash'],
])('%s is none', (selector, words) => expect(findSelectorFault(selector)).toContain(words))
