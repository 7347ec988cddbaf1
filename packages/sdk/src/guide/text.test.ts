import { expect, test } from 'vitest'
import { fillText, keepMedia } from './text.ts'

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

const DAYS = '{{user.days:plural(one=# day; other=# days)|some days}}'
test.each([
  [DAYS, { days: 1 }, 'en', '1 day'],
  [DAYS, { days: 3 }, 'en', '3 days'],
  [DAYS, { days: 1234 }, 'de', '1\\.234 days'],
  [DAYS, {}, 'en', 'some days'],
  [DAYS, { days: 'soon' }, 'en', 'some days'],
  [DAYS, { days: '' }, 'en', 'some days'],
  ['{{user.days:plural(0=none; one=# plik; few=# pliki; many=# plików; other=# pliku)}}', { days: 3 }, 'pl', '3 pliki'],
  ['{{user.days:plural(0=none; one=# plik; few=# pliki; many=# plików; other=# pliku)}}', { days: 0 }, 'pl', 'none'],
  ['{{ user.seats : number | many }}', { seats: '1234.5' }, 'en', '1,234\\.5'],
  ['{{user.seats:number|many}}', { seats: 'x' }, 'en', 'many'],
  ['{{user.ends:date|soon}}', { ends: '2026-12-01T12:00:00Z' }, 'en', 'Dec 1, 2026'],
  ['{{user.ends:date(long)|soon}}', { ends: 1_796_126_400_000 }, 'id', '1 Desember 2026'],
  ['{{user.ends:date|soon}}', { ends: 'x' }, 'en', 'soon'],
  ['{{user.ends:date(huge)|soon}}', { ends: 0 }, 'en', 'soon'],
  ['{{user.days:number|x}}', { days: 1 }, 'no such language', 'x'],
])('%s with %j in %s is %s', (text, user, language, filled) => expect(fillText(text, { user, account: {}, language })).toBe(filled))

const PAGE = 'https://app.example/projects/7'
test.each([
  ['![a](/x.png)', true],
  ['![a](x.png)', true],
  ['![a](https://app.example/x.png)', true],
  ['![a](https://cdn.example/x.png)', true],
  ['![a](https://cdn.example:444/x.png)', false],
  ['![a](http://cdn.example/x.png)', false],
  ['![a](https://cdn.example.evil/x.png)', false],
  ['![a](https://cdn.example@evil/x.png)', false],
  ['![a](//evil/x.png)', false],
  [String.raw`![a](/\evil/x.png)`, false],
  [String.raw`![a](https:\/\/evil/x.png)`, false],
  ['![a](data:image/svg+xml,x)', false],
  ['![a](https://)', false],
])('%s is shown: %s', (text, shown) => expect(keepMedia(`x ${text} y`, PAGE, ['https://cdn.example'])).toBe(shown ? `x ${text} y` : 'x a y'))

test('a value makes no picture of a link behind it', () => {
  expect(fillText('{{user.x}}[a](https://x.y)', { user: { x: '!' }, account: {} })).toBe(String.raw`\![a](https://x.y)`)
})

const FSI = '\u2068'
const PDI = '\u2069'
test.each([
  ['Hi {{user.x}}, welcome', 'דנה', `Hi ${FSI}דנה${PDI}, welcome`],
  ['שלום {{user.x}}!', 'Dana', `שלום ${FSI}Dana${PDI}!`],
  ['مرحبا {{user.x}}', '42', `مرحبا ${FSI}42${PDI}`],
  ['Hi {{user.x}}', 'Dana', 'Hi Dana'],
  // signs that would turn what follows are nobody's name
  ['Hi {{user.x}}, welcome', '\u202eevil\u2069', 'Hi evil, welcome'],
  ['שלום {{user.none|you}}', '', 'שלום you'],
])('in %s the name %s turns nothing but itself', (text, x, filled) => expect(fillText(text, { user: { x }, account: {} })).toBe(filled))

test('an address that is set apart is still on the site of the page', () => {
  const text = fillText('שלום ![x](/{{user.x}}.png)', { user: { x: 'a' }, account: {} })
  expect(keepMedia(text, 'https://app.example/')).toBe(text)
})
