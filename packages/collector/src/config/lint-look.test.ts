import { expect, test } from 'vitest'
import { load, short, TIP, told } from '../testing/lint.ts'

const withModel = (model: Record<string, unknown>, guide = {}): string[] => load([{ ...TIP, ...guide }], model).map(short)

test.each([
  [{ theme: 'drak' }, 'error unknown_reference /theme: There is no theme "drak"; did you mean "dark"?'],
  [{ theme: 'constructor' }, 'error unknown_reference /theme: There is no theme "constructor": known are default, light, dark, contrast, compact, brand.'],
  [
    { body: 'See ![x](https://evil.example/x.png)' },
    'error media_not_allowed /body: https://evil.example/x.png would not be shown, only its words: write it into model.json, as in "media": { "origins": ["https://evil.example"] }, or put the file on your own site.',
  ],
  [
    { body: '![x](//evil.example/x.png)' },
    'error media_not_allowed /body: //evil.example/x.png would not be shown, only its words: write a path on your own site, or an https address.',
  ],
  [{ body: '![](/x.png)' }, 'warning required /body: A picture needs words for who does not see it: ![what it shows](/x.png).'],
  [
    { title: '{{user.n:plural(one=# day)|x}}' },
    'warning placeholder_unknown /title: {{user.n:plural(one=# day)|x}} is never filled: a plural needs the form "other", which is for every number that has none of its own.',
  ],
  [{ title: '{{user.n:money|x}}' }, 'warning placeholder_unknown /title: {{user.n:money|x}} is never filled: "money" is none of number, date, plural.'],
  [
    { title: '{{user.n:date(huge)|x}}' },
    'warning placeholder_unknown /title: {{user.n:date(huge)|x}} is never filled: a date is full, long, medium, short, not "huge".',
  ],
  [
    { title: '{{user.n:plural(more=#; other=#)|x}}' },
    'warning placeholder_unknown /title: {{user.n:plural(more=#; other=#)|x}} is never filled: a plural has forms such as "one=# day; other=# days"; "more" is none of zero, one, two, few, many, other, and no number.',
  ],
])('%j', (guide, issue) => expect(told(guide)).toContain(issue))

test.each([
  { theme: 'dark' },
  { body: '![x](/x.png) ![y]({{user.avatar|/none.png}})' },
  { title: '{{user.n:plural(one=# day; other=# days)|x}} {{user.d:date(long)|x}} {{user.n:number|x}} {{user.n : number | x}}' },
])('%j is fine', (guide) => expect(told(guide)).toEqual([]))

test('a theme of the model may be named, and a site that it allows shown from', () => {
  const model = { themes: [{ key: 'quiet', accent: { light: '#334155', dark: '#cbd5e1' } }], media: { origins: ['https://cdn.example'] } }
  expect(withModel(model, { theme: 'quiet', body: '![x](https://cdn.example/x.png)' })).toEqual([])
})

test.each([
  [
    { accent: '#eab308' },
    'warning contrast_low /themes/0/accent: On light pages "accent" (#eab308) on "surface" (#ffffff) has a contrast of 1.9; people need 4.5.',
  ],
  [
    { preset: 'dark', muted: '#555555' },
    'warning contrast_low /themes/0/muted: On dark pages "muted" (#555555) on "surface" (#1f1f24) has a contrast of 2.2; people need 4.5.',
  ],
  [{ accent: 'teal' }, 'error invalid_value /themes/0/accent: Expected a colour such as "#0f766e", found "teal".'],
  [{ radius: 99 }, 'error limit_exceeded /themes/0/radius: "radius" must be at most 32 (found 99).'],
  [
    { font: 'x; background: url(//evil)' },
    'error invalid_value /themes/0/font: Expected font families such as "Inter, sans-serif", found "x; background: url(//evil)".',
  ],
])('theme %j', (theme, issue) => expect(withModel({ themes: [{ key: 'x', ...theme }] })).toContain(issue))

test('two themes of one name are an error', () => {
  expect(withModel({ themes: [{ key: 'x' }, { key: 'x' }] })).toEqual([expect.stringContaining('error duplicate_key /themes/1/key')])
})
