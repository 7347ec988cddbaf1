import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadFiles, readFolder } from './load.ts'

const MODEL = `{
  "features": [{ "key": "automation", "name": "Automation", "usedWhen": [{ "event": "automation.run" }] }],
  "segments": [{ "key": "power-user", "when": { "trait": "role", "is": "admin" } }],
  "milestones": [{ "key": "activated", "when": { "event": "project.created" }, "celebrate": "first-project" }],
  "goals": [{ "key": "rep-depth", "segment": "power-user", "metric": { "milestone": "activated" }, "target": 0.6 }]
}`
const TOUR = `{
  "kind": "tour", "key": "welcome",
  "goal": { "milestone": "activated", "within": "7d" },
  "audience": { "all": [{ "segment": "power-user", "is": false }, { "feature": "automation", "level": ["none"] }] },
  "when": { "page": "/projects" },
  "steps": [
    { "key": "open", "title": "Hi {{user.name|there}}",
      "target": { "find": [{ "attr": "data-guide=menu" }], "onMissing": "go:pick" },
      "next": [{ "if": { "guide": "tip", "state": ["seen"] }, "to": "pick" }, { "else": "end" }] },
    { "key": "pick", "title": "Pick", "actions": [{ "label": "Go", "do": [{ "start": "tip" }, { "go": "end" }] }] }
  ]
}`
const HINT = `{
  "kind": "hint", "key": "tip", "goal": null, "why": "explains a word",
  "target": { "find": [{ "css": "#menu" }] }, "when": { "near": 40 },
  "title": "Tip", "actions": [{ "label": "OK", "do": [{ "dismiss": true }] }]
}`
const LIST = `{
  "kind": "checklist", "key": "start-here", "goal": { "milestone": "activated", "within": "7d" }, "title": "Start",
  "tasks": [
    { "key": "create", "title": "Create", "completeWhen": { "event": "project.created" } },
    { "key": "invite", "title": "Invite", "completeWhen": { "milestone": "activated", "is": "reached" } }
  ]
}`
const PARTY = `{ "kind": "celebration", "key": "first-project", "goal": { "event": "automation.run", "within": "7d" },
  "title": "Done!" }`

const GOOD = { 'model.json': MODEL, 'welcome.json': TOUR, 'tip.json': HINT, 'start.json': LIST, 'party.json': PARTY }

type Files = Partial<Record<keyof typeof GOOD, string>>
const load = (changed: Files = {}) => loadFiles(Object.entries({ ...GOOD, ...changed }).map(([path, text]) => ({ path, text })))
const change = (text: string, from: string, to: string): string => {
  expect(text).toContain(from)
  return text.replace(from, to)
}

test('takes a good folder without a word', () => {
  const { guides, model, issues } = load()
  expect(issues).toEqual([])
  expect(guides.map(({ key }) => key)).toEqual(['first-project', 'start-here', 'tip', 'welcome'])
  expect(model.milestones[0]?.key).toBe('activated')
})

const nested = (depth: number): string => '{ "not": '.repeat(depth) + '{ "trait": "a", "is": 1 }' + ' }'.repeat(depth)
const steps = (n: number): string => `"steps": [${Array.from({ length: n }, (_, i) => `{ "key": "s${i}", "title": "S" }`).join(', ')}]\n}`
const TOUR_HEAD = TOUR.slice(0, TOUR.indexOf('"steps"'))

// [what the author did, file, from, to, code, the text at which the issue must stand, suggestion or part of the sentence]
const MISTAKES: [string, keyof typeof GOOD, string, string, string, string, string][] = [
  ['trailing comma in an object', 'tip.json', '"dismiss": true }', '"dismiss": true, }', 'json_syntax', ', }] }]', 'Trailing comma'],
  ['trailing comma in a list', 'start.json', '"reached" } }\n', '"reached" } },\n', 'json_syntax', ',\n  ]', 'Trailing comma: remove the comma before "]"'],
  ['curly quotes', 'tip.json', '"title": "Tip"', '"title": “Tip”', 'json_syntax', '“Tip', 'Curly quote'],
  ['single quotes', 'tip.json', '"title": "Tip"', `"title": 'Tip'`, 'json_syntax', `'Tip'`, 'double quotes'],
  ['a line comment', 'tip.json', '  "title"', '  // the title\n  "title"', 'json_syntax', '// the title', 'no comments'],
  ['missing comma', 'tip.json', '"title": "Tip",', '"title": "Tip"', 'json_syntax', ' "actions"', 'Missing comma: put one after "title": "Tip"'],
  ['missing comma at the end of a line', 'tip.json', '40 },', '40 }', 'json_syntax', '\n  "title"', 'Missing comma'],
  ['string not closed', 'tip.json', '"Tip",', '"Tip,', 'json_syntax', '"Tip,', 'not closed'],
  ['brace not closed', 'party.json', '"Done!" }', '"Done!"', 'json_syntax', '"', 'line 1, column 1'],
  ['wrong bracket', 'tip.json', '{ "near": 40 }', '{ "near": 40 ]', 'json_syntax', '],\n  "title"', 'Expected "}" and found "]"'],
  ['a key without quotes', 'tip.json', '"title"', 'title', 'json_syntax', 'title', 'write "title"'],
  ['True', 'tip.json', 'true', 'True', 'json_syntax', 'True', 'Write true instead of True'],
  ['two commas', 'tip.json', '"Tip",', '"Tip",,', 'json_syntax', ', "actions"', 'One comma too many'],
  ['no value', 'tip.json', '"dismiss": true', '"dismiss":', 'json_syntax', ': }', 'Missing value'],
  ['no colon', 'tip.json', '"title":', '"title"', 'json_syntax', ' "Tip"', 'Missing colon'],
  ['a key twice', 'tip.json', '"title": "Tip",', '"title": "Tip", "title": "Top",', 'duplicate_key', '"title": "Top"', 'first in line 4'],
  ['titel', 'tip.json', '"title": "Tip"', '"title": "Tip", "bdoy": "x"', 'unknown_field', '"bdoy"', 'body'],
  ['field of another kind', 'tip.json', '"title"', '"tasks": [], "title"', 'unknown_field', '"tasks"', 'Unknown field "tasks"'],
  ['missing target', 'tip.json', '"target": { "find": [{ "css": "#menu" }] }, ', '', 'required', '{\n  "kind"', 'target'],
  ['missing title of a step', 'welcome.json', '"title": "Pick", ', '', 'required', '{ "key": "pick"', 'title'],
  ['missing list in a target', 'tip.json', '{ "find": [{ "css": "#menu" }] }', '{}', 'required', '{}', 'find'],
  ['kind misspelt', 'tip.json', '"hint"', '"hnit"', 'invalid_value', '"hnit"', 'hint'],
  ['number as string', 'tip.json', '40', '"40"', 'wrong_type', '"40"', 'number'],
  ['duration without unit', 'party.json', '"7d"', '"7"', 'invalid_value', '"7"', 'duration'],
  ['unknown segment', 'welcome.json', '"power-user"', '"power-users"', 'unknown_reference', '"power-users"', 'power-user'],
  ['unknown feature', 'welcome.json', '"automation"', '"automatoin"', 'unknown_reference', '"automatoin"', 'automation'],
  ['unknown milestone in a goal', 'welcome.json', '"activated"', '"actived"', 'unknown_reference', '"actived"', 'activated'],
  [
    'unknown milestone in a task',
    'start.json',
    '{ "milestone": "activated", "is"',
    '{ "milestone": "activted", "is"',
    'unknown_reference',
    '"activted"',
    'activated',
  ],
  ['unknown guide in a condition', 'welcome.json', '"guide": "tip"', '"guide": "tpi"', 'unknown_reference', '"tpi"', 'tip'],
  ['unknown guide to start', 'welcome.json', '"start": "tip"', '"start": "welcom"', 'unknown_reference', '"welcom"', 'welcome'],
  ['unknown celebration', 'model.json', '"first-project"', '"frist-project"', 'unknown_reference', '"frist-project"', 'first-project'],
  ['celebrates with a tour', 'model.json', '"first-project"', '"welcome"', 'invalid_value', '"welcome"', 'only a celebration'],
  ['unknown segment of a goal', 'model.json', '"segment": "power-user"', '"segment": "powr-user"', 'unknown_reference', '"powr-user"', 'power-user'],
  [
    'unknown milestone of a goal',
    'model.json',
    '"metric": { "milestone": "activated" }',
    '"metric": { "milestone": "activate" }',
    'unknown_reference',
    '"activate"',
    'activated',
  ],
  [
    'unknown feature of a goal',
    'model.json',
    '{ "milestone": "activated" }',
    '{ "feature": "automtion", "level": "tried" }',
    'unknown_reference',
    '"automtion"',
    'automation',
  ],
  ['unknown step in go', 'welcome.json', '"go": "end"', '"go": "pik"', 'unknown_reference', '"pik"', 'pick'],
  ['unknown step in to', 'welcome.json', '"to": "pick"', '"to": "pikc"', 'unknown_reference', '"pikc"', 'pick'],
  ['unknown step in else', 'welcome.json', '"else": "end"', '"else": "ende"', 'unknown_reference', '"ende"', 'end'],
  ['unknown step in onMissing', 'welcome.json', 'go:pick', 'go:pickk', 'unknown_reference', '"go:pickk"', 'go:pick'],
  ['jump in a hint', 'tip.json', '{ "dismiss": true }', '{ "go": "pick" }', 'unknown_reference', '"pick"', 'has no steps'],
  ['two steps with one key', 'welcome.json', '"key": "open"', '"key": "pick"', 'duplicate_key', '"pick", "title": "Pick"', 'line 7 and line 10'],
  ['two tasks with one key', 'start.json', '"key": "invite"', '"key": "create"', 'duplicate_key', '"create", "title": "Invite"', 'line 4 and line 5'],
  [
    'two segments with one key',
    'model.json',
    '"admin" } }]',
    '"admin" } }, { "key": "power-user", "when": { "trait": "a", "is": 1 } }]',
    'duplicate_key',
    '"power-user", "when": { "trait": "a"',
    'line 3 and line 3',
  ],
  [
    'two guides with one key',
    'welcome.json',
    '"key": "welcome"',
    '"key": "start-here"',
    'duplicate_key',
    '"start-here"',
    'start.json (line 2) and welcome.json (line 2)',
  ],
  ['step key with a meaning', 'welcome.json', '"key": "open"', '"key": "next"', 'invalid_value', '"next", "title"', 'meaning of its own'],
  [
    'step that nothing leads to',
    'welcome.json',
    '"onMissing": "go:pick" },\n      "next": [{ "if": { "guide": "tip", "state": ["seen"] }, "to": "pick" }, ',
    '"onMissing": "float" },\n      "next": [',
    'unreachable_step',
    '{ "key": "pick"',
    '"pick"',
  ],
  ['no goal and no why', 'tip.json', ', "why": "explains a word"', '', 'goal_missing', 'null', 'why'],
  ['near on a tour', 'welcome.json', '"page": "/projects"', '"near": 20', 'invalid_value', '20', 'for hints'],
  ['condition too deep', 'welcome.json', '{ "segment": "power-user", "is": false }', nested(9), 'limit_exceeded', '{ "trait"', '10 deep'],
  [
    'segment defined by itself',
    'model.json',
    '{ "trait": "role", "is": "admin" }',
    '{ "segment": "power-user" }',
    'cycle',
    '{ "segment"',
    'segment "power-user" → segment "power-user"',
  ],
  [
    'milestone defined by itself',
    'model.json',
    '{ "event": "project.created" }',
    '{ "not": { "milestone": "activated", "is": "open" } }',
    'cycle',
    '{ "not"',
    'milestone "activated" → milestone "activated"',
  ],
  ['placeholder without fallback', 'tip.json', '"Tip"', '"Tip for {{user.name}}"', 'placeholder_without_fallback', '"Tip for', '{{user.name|…}}'],
  ['placeholder on a button', 'tip.json', '"OK"', '"OK {{user.name}}"', 'placeholder_without_fallback', '"OK {', '{{user.name|…}}'],
]
test.each(MISTAKES)('tells where and how: %s', (what, file, from, to, code, at, hint) => {
  const text = change(GOOD[file], from, to)
  const { issues } = load({ [file]: text })
  const before = text.slice(0, what === 'brace not closed' ? text.length - 1 : text.indexOf(at)).split('\n')
  const found = issues.find((issue) => issue.code === code)
  expect(found, JSON.stringify(issues, null, 1)).toMatchObject({ line: before.length, column: before.at(-1)!.length + 1 })
  expect(
    [found!.suggestion?.[0] ?? '', found!.detail].some((words) => words.includes(hint)),
    found!.detail,
  ).toBe(true)
  // nothing but the one mistake; a celebration that is no longer named is a second one
  expect(issues.filter((issue) => issue.code !== 'moment_missing')).toHaveLength(1)
})

test('tells of a celebration that nothing would ever show', () => {
  const { issues } = load({ 'model.json': change(MODEL, ', "celebrate": "first-project"', '') })
  expect(issues).toMatchObject([{ code: 'moment_missing', severity: 'error', file: 'party.json', pointer: '/when', line: 1, column: 1 }])
  expect(issues[0]?.detail).toContain('"celebrate": "first-project"')
  const started = load({
    'model.json': change(MODEL, ', "celebrate": "first-project"', ''),
    'tip.json': change(HINT, '{ "dismiss": true }', '{ "start": "first-project" }'),
  })
  expect(started.issues).toEqual([])
})

test.each([
  ['six steps', 6, 'tour_too_long', 'warning'],
  ['51 steps', 51, 'limit_exceeded', 'error'],
])('tells a tour of %s', (_, n, code, severity) => {
  const { issues } = load({ 'welcome.json': TOUR_HEAD + steps(n) })
  expect(issues).toContainEqual(expect.objectContaining({ code, severity, pointer: '/steps', line: 6, column: 12 }))
})

test('names the whole circle of a tour that cannot be finished', () => {
  const circle =
    '"steps": [{ "key": "a", "title": "A" }, { "key": "b", "title": "B", "next": [{ "else": "c" }] }, { "key": "c", "title": "C", "next": [{ "else": "b" }] }] }'
  const [issue, ...others] = load({ 'welcome.json': TOUR_HEAD + circle }).issues
  expect(others).toEqual([])
  expect(issue).toMatchObject({ code: 'cycle', pointer: '/steps/1', severity: 'error' })
  expect(issue?.detail).toContain('"b" → "c" → "b"')
})

test('tells everything in one run, also behind a syntax error, in the order of the files', () => {
  const { issues } = load({
    'tip.json': change(change(HINT, '"title": "Tip",', '"titel": "Tip"'), '"css": "#menu" }', '"css": "#menu", }'),
    'welcome.json': change(TOUR, '"segment": "power-user"', '"segment": "nobody"'),
  })
  expect(issues.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
    'tip.json:1 required',
    'tip.json:3 json_syntax',
    'tip.json:4 unknown_field',
    'tip.json:4 json_syntax',
    'welcome.json:4 unknown_reference',
  ])
})

test('says that there is no model rather than guessing at words', () => {
  const { issues } = loadFiles([
    { path: 'a/welcome.json', text: TOUR },
    { path: 'a/tip.json', text: HINT },
  ])
  expect(issues.map(({ code }) => code)).toEqual(['unknown_reference', 'unknown_reference', 'unknown_reference'])
  expect(issues[0]?.detail).toBe('There is no milestone "activated": there is no model.json, which declares every milestone.')
})

test('refuses two adoption models', () => {
  const { issues } = loadFiles([...Object.entries(GOOD).map(([path, text]) => ({ path, text })), { path: 'other/model.json', text: '{}' }])
  expect(issues).toMatchObject([{ code: 'duplicate_key', file: 'other/model.json' }])
})

test.each([
  ['brackets without end', '['.repeat(200_000)],
  ['objects without end', '{"all":['.repeat(3_000) + ']}'.repeat(3_000)],
  ['only white space', ' \n '],
  ['a byte order mark and garbage', '\uFEFF\u0000\u0001'],
  ['null', 'null'],
  ['a list', '[1, 2]'],
])('never throws: %s', (_, text) => {
  for (const path of ['tip.json', 'model.json'] as const) {
    const { issues } = load({ [path]: text })
    expect(issues.filter(({ file }) => file === path).length).toBeGreaterThan(0)
  }
})

const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
const hint = (key: string, more: object): string =>
  JSON.stringify({ kind: 'hint', key, goal: null, why: 'x', when: { near: 1 }, target: { find: [{ css: 'a' }] }, title: 't', ...more })

// each took minutes, or ended in an answer of many megabytes
test.each([
  [
    'thousands of dangling references',
    'unknown_reference',
    many(2000, (i) => ({
      path: `${i}.json`,
      text: hint(`guide-number-${i}`, { actions: [{ label: 'x', do: many(20, (j) => ({ start: `guidx-nomber-${i}${j}` })) }] }),
    })),
  ],
  ['a tour of thousands of steps', 'limit_exceeded', [{ path: 'a.json', text: TOUR_HEAD + steps(20_000) }]],
  [
    'an object of thousands of unknown keys',
    'unknown_field',
    [{ path: 'a.json', text: hint('a', Object.fromEntries(many(40_000, (i) => [`unknown${i}`, 1]))) }],
  ],
  ['hundreds of thousands of equal keys', 'duplicate_key', [{ path: 'a.json', text: `{${many(500_000, () => '"a":1').join()}}` }]],
  [
    'segments that all rest on all',
    'cycle',
    [{ path: 'model.json', text: JSON.stringify({ segments: many(150, (i) => ({ key: `s${i}`, when: { any: many(150, (j) => ({ segment: `s${j}` })) } })) }) }],
  ],
])(
  'tells of %s in bounded time and length',
  (_, code, files) => {
    const { issues } = loadFiles(files)
    expect(issues).toContainEqual(expect.objectContaining({ code, severity: 'error' }))
    expect(issues.length).toBeLessThanOrEqual(1001)
    if (issues.length === 1001)
      expect(issues.at(-1)).toMatchObject({ code: 'limit_exceeded', severity: 'error', detail: expect.stringMatching(/^There are \d+ more issues/) })
    expect(JSON.stringify(issues).length).toBeLessThan(2_000_000)
  },
  30_000,
)

test('keeps errors where warnings are too many to tell', () => {
  const body = '{{a}}'.repeat(1200)
  const { issues } = loadFiles([
    { path: 'a.json', text: hint('a', { body }) },
    { path: 'b.json', text: hint('b', { titel: 'x' }) },
  ])
  expect(issues).toHaveLength(1001)
  expect(issues).toContainEqual(expect.objectContaining({ code: 'unknown_field', file: 'b.json' }))
  expect(loadFiles([{ path: 'a.json', text: hint('a', { body }) }]).issues.at(-1)).toMatchObject({ severity: 'warning' })
})

test.each([[(i: number) => i + 1], [(i: number) => i - 1]])('refuses a chain of definitions that no evaluation could follow (%#)', (next) => {
  const chain = (n: number): string =>
    JSON.stringify({ segments: many(n, (i) => ({ key: `s${i}`, when: next(i) in many(n, () => 0) ? { segment: `s${next(i)}` } : { trait: 'a', is: 'b' } })) })
  expect(loadFiles([{ path: 'model.json', text: chain(100) }]).issues).toEqual([])
  for (const n of [101, 5000])
    expect(loadFiles([{ path: 'model.json', text: chain(n) }]).issues).toMatchObject([{ code: 'limit_exceeded', detail: expect.stringContaining('100 deep') }])
})

test('cuts a word that nobody could read', () => {
  const { issues } = load({ 'tip.json': 'x'.repeat(1_000_000) })
  expect(issues[0]!.detail.length).toBeLessThan(300)
})

test('allows a byte order mark and Windows line ends', () => {
  const { issues } = load({ 'tip.json': `\uFEFF${HINT.replaceAll('\n', '\r\n')}` })
  expect(issues).toEqual([])
})

test('reads folders without dot-folders and schemas, and says when there is nothing', async () => {
  const root = await mkdtemp(join(tmpdir(), 'foothold-'))
  await expect(readFolder(root)).rejects.toMatchObject({ code: 'no_files' })
  await expect(readFolder(join(root, 'missing'))).rejects.toMatchObject({ code: 'no_files' })
  for (const folder of ['tours', 'schema', '.git']) {
    await mkdir(join(root, folder))
    await writeFile(join(root, folder, 'a.json'), '{}')
  }
  await writeFile(join(root, 'model.json'), '{}')
  await writeFile(join(root, 'notes.md'), '')
  expect((await readFolder(root)).map(({ path }) => path)).toEqual(['model.json', 'tours/a.json'])
  await symlink('nowhere', join(root, 'link.json'))
  await expect(readFolder(root)).rejects.toMatchObject({ code: 'no_files', message: expect.stringContaining('link.json cannot be read (ENOENT)') })
  expect(loadFiles([]).issues).toMatchObject([{ code: 'no_files' }])
})
