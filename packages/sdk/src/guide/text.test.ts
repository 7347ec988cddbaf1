import { expect, test } from 'vitest'
import { fillText } from './text.ts'

const person = { user: { firstName: 'Ada', age: 36, admin: true, nothing: '', nested: {} }, account: { name: 'Acme' } }

test.each([
  ['Hi {{user.firstName}}', 'Hi Ada'],
  ['Hi {{ user.firstName | there }}', 'Hi Ada'],
  ['Hi {{user.none|there}}', 'Hi there'],
  ['Hi {{user.none}}!', 'Hi !'],
  ['Hi {{user.nothing|you}}', 'Hi you'],
  ['{{user.age}} at {{account.name}}', '36 at Acme'],
  ['{{user.nested|x}} {{user.admin|y}}', 'x y'],
  ['{{user.constructor|x}} {{user.__proto__|y}}', 'x y'],
  ['{{other.firstName}} {{user}} {user.firstName}', '{{other.firstName}} {{user}} {user.firstName}'],
])('%s becomes %s', (text, filled) => expect(fillText(text, person)).toBe(filled))

test('a value is data: its markup and line breaks say nothing', () => {
  const fill = (value: string): string => fillText('{{user.x}}', { user: { x: value }, account: {} })
  expect(fill('**a** [x](https://evil)')).toBe(String.raw`\*\*a\*\* \[x\]\(https://evil\)`)
  expect(fill('a\n\n- b')).toBe(String.raw`a \- b`)
  expect(fill('{{user.x}} $& $1')).toBe(String.raw`{{user\.x}} $& $1`)
})

test('a value too long for a card is cut off', () => {
  expect(fillText('Hi {{user.x}}!', { user: { x: 'a'.repeat(100_000) }, account: {} })).toBe(`Hi ${'a'.repeat(200)}!`)
})
