import type { Find, Target } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, setPage } from '../testing/fake-page.ts'
import { findTarget, type Found } from './target.ts'

const find = (...ways: Find[]): Found => findTarget(document, { find: ways, unique: true, waitFor: '5s', onMissing: 'float' })
const id = (found: Found): string | undefined => found.element?.id ?? found.reason

afterEach(closePages)

test.each<[string, Find, string, string]>([
  ['attribute with value', { attr: 'data-guide=x y' }, '<b data-guide="x y" id="t">t</b>', 't'],
  ['attribute alone', { attr: 'data-guide' }, '<b data-guide id="t">t</b>', 't'],
  ['attribute with a hostile value', { attr: 'data-guide="] *' }, '<b data-guide=\'"] *\' id="t">t</b>', 't'],
  ['css', { css: 'nav > b:nth-child(2)' }, '<nav><b>1</b><b id="t">2</b></nav>', 't'],
  ['css that cannot be read', { css: '##x' }, '<b>1</b>', 'absent'],
  ['role and name of a button', { role: 'button', name: 'Save it' }, '<button id="t">Save\n it</button><button>Save</button>', 't'],
  ['role that is written', { role: 'tab', name: 'One' }, '<b role="tab" id="t">One</b>', 't'],
  ['name by aria-label', { role: 'button', name: 'Close' }, '<button aria-label="Close" id="t">×</button>', 't'],
  ['name by aria-labelledby', { role: 'button', name: 'A B' }, '<i id="a">A</i><i id="b">B</i><button aria-labelledby="a b" id="t">x</button>', 't'],
  ['name by label', { role: 'textbox', name: 'E-mail' }, '<label>E-mail <input id="t"></label>', 't'],
  ['name of an input button', { role: 'button', name: 'Send' }, '<input type="submit" value="Send" id="t">', 't'],
  ['link', { role: 'link', name: 'Home' }, '<a>Home</a><a href="/" id="t">Home</a>', 't'],
  ['innermost element of a text', { text: 'Hello there' }, '<div><p id="t">Hello <b>there</b></p></div>', 't'],
  ['nothing', { css: '#none' }, '', 'absent'],
  ['one that is hidden', { css: '.x' }, '<b class="x" hidden>x</b>', 'hidden'],
  ['one without size', { css: '.x' }, '<p class="x"></p>', 'hidden'],
  ['one that is transparent', { css: '.x' }, '<p class="x" style="opacity:0">x</p>', 'hidden'],
  ['two', { css: '.x' }, '<b class="x">1</b><b class="x">2</b>', 'ambiguous'],
  ['two of which one is hidden', { css: '.x' }, '<b class="x" hidden>1</b><b class="x" id="t">2</b>', 't'],
])('finds by %s', (_, way, html, expected) => {
  setPage(html)
  expect(id(find(way))).toBe(expected)
})

test('takes the first way that finds exactly one', () => {
  setPage('<b class="x">1</b><b class="x">2</b><b id="t">3</b>')
  expect(id(find({ css: '#none' }, { css: '.x' }, { css: '#t' }, { css: 'b' }))).toBe('t')
})

test('the first match will do where the author says so', () => {
  setPage('<b class="x" hidden>1</b><b class="x" id="t">2</b><b class="x">3</b>')
  const target: Target = { find: [{ css: '.x' }], unique: false, waitFor: '5s', onMissing: 'float' }
  expect(id(findTarget(document, target))).toBe('t')
})

test('what is scrolled out of view is there all the same', () => {
  setPage('<div style="height:3000px"></div><b id="t">x</b>')
  expect(id(find({ css: '#t' }))).toBe('t')
})
