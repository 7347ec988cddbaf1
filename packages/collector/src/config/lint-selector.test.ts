import { expect, test } from 'vitest'
import { findSelectorProblem } from './lint-selector.ts'

test.each([
  ['', 'This is empty', 0, undefined],
  ['   ', 'This is empty', 3, undefined],
  ['#1st', 'A name cannot begin with a digit', 1, '[id="1st"]'],
  ['nav .2nd > a', 'A name cannot begin with a digit', 5, 'nav [class~="2nd"] > a'],
  ['[data-id=7]', 'This value needs quotes', 9, '[data-id="7"]'],
  ['a[href=/home]', 'This value needs quotes', 7, 'a[href="/home"]'],
  ['nav > ', 'Something is missing at the end', 6, undefined],
  ['a,', 'Something is missing at the end', 2, undefined],
  ['a,,b', '"," cannot stand here', 2, undefined],
  ['> a', '">" cannot stand here', 0, undefined],
  ['a]', 'This "]" closes nothing', 1, undefined],
  ['a)', 'This ")" closes nothing', 1, undefined],
  ['//div[@id]', 'This is an XPath, not a CSS selector', 0, undefined],
  ['button:contains("Save")', '":contains" is of jQuery or a test tool; browsers do not have it', 6, undefined],
  ['.row:eq(1)', '":eq" is of jQuery or a test tool; browsers do not have it', 4, undefined],
  ['a.', 'A name is missing behind "."', 2, undefined],
  ['a:not(,b)', '"," cannot stand here', 6, undefined],
  ['[=x]', 'The name of an attribute is missing', 1, undefined],
  ['[a=b c]', 'Expected "]" and found "c"', 5, undefined],
])('tells why %s cannot be read', (css, detail, at, rewrite) => {
  expect(findSelectorProblem(css)).toEqual({ detail, at, ...(rewrite === undefined ? {} : { rewrite }) })
})

test.each([
  ['a[href', 'This "[" is not closed', 'a[href]'],
  ['a[href="x', 'This quote is not closed', 'a[href="x"'],
  ['a:not(.b', 'This "(" is not closed', 'a:not(.b)'],
])('tells that %s is not closed, which browsers forgive', (css, detail, rewrite) => {
  expect(findSelectorProblem(css)).toMatchObject({ detail, rewrite, forgiven: true })
})

test.each([
  '#menu',
  'nav > a:nth-child(3)',
  '[data-guide=menu] .row + .row ~ a',
  'a[href^="/x" i]',
  'svg|a',
  '*',
  'a:is(.b, #c) ::before',
  ':has(> img)',
  'li:nth-child(2n + 1 of .x)',
  '.a\\:b',
  '#größe',
  'a:lang("de)")',
  '.md\\:flex',
  '--x',
])('reads %s', (css) => {
  expect(findSelectorProblem(css)).toEqual(css === 'svg|a' ? expect.anything() : undefined)
})

test.each(['my-app >>> .inner', 'my-app>>>x-panel >>> [a=">>>,"]', ':is(a, b) >>> c'])('goes into shadow roots by %s where that has a meaning', (css) => {
  expect(findSelectorProblem(css, true)).toBeUndefined()
})

test.each([
  ['my-app >>> .inner', false, '">>>" is for targets of guides, nothing else looks into shadow roots', 7],
  [':not(a >>> b)', true, '">>>" cannot stand inside brackets', 7],
  ['a >>> b, c', true, '"," cannot stand beside ">>>": write two ways', 7],
  ['a >>>', true, 'Something is missing at the end', 5],
  ['>>> a', true, '">" cannot stand here', 0],
])('tells what is wrong with the arrows in %s', (css, into, detail, at) => {
  expect(findSelectorProblem(css, into)).toEqual({ detail, at })
})
