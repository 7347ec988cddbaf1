import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BIN, runCli } from './testing/run-cli.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))

const HINT = `{
  "kind": "hint", "key": "tip", "goal": null,
  "target": { "find": [{ "css": "#menu" }] },
  "titel": "Tip {{user.name}}",
  "audience": { "segment": "nobody" }
}
`
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(join(cwd, path, '..'), { recursive: true })
  await writeFile(join(cwd, path), text)
}

describe('the door', () => {
  test('says in one line that Node is too old', async () => {
    await put('old.cjs', "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })")
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', join(cwd, 'old.cjs'), BIN, 'validate'], { encoding: 'utf8' })
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      'node_too_old: Foothold needs Node 22.16 or newer; this is Node 20.1.0. Install a newer one from https://nodejs.org.\n',
    ])
  })

  test('says in one line that it is not built', async () => {
    await cp(BIN, join(cwd, 'bin', 'foothold.mjs'))
    const { status, stderr } = spawnSync(process.execPath, [join(cwd, 'bin', 'foothold.mjs')], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, 'This copy of Foothold is not built yet: run "npm run build" in its repository first.\n'])
  })

  test('suggests the command that was meant', async () => {
    const { code, stderr } = await runCli(['validat'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain("unknown command 'validat'")
    expect(stderr).toContain('Did you mean validate?')
  })
})

describe('init', () => {
  test('writes a folder that is valid without a warning, with schemas for the editor', async () => {
    const first = await runCli(['init'], { cwd })
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('wrote foothold/welcome.json')
    expect(first.stdout).toContain('npx foothold publish')
    expect(await runCli(['validate', '--strict'], { cwd })).toEqual({ code: 0, stdout: 'No problems in 3 files. 2 guides ready to publish.\n', stderr: '' })
    const guide = JSON.parse(await readFile(join(cwd, 'foothold/welcome.json'), 'utf8')) as { $schema: string }
    const schema = JSON.parse(await readFile(join(cwd, 'foothold', guide.$schema), 'utf8')) as object
    expect(schema).toMatchObject({ title: 'Foothold guide', oneOf: expect.any(Array) })
  })

  test.each([
    ['my guides', "'my guides'"],
    ["o'brien", String.raw`'o'\''brien'`],
    ['$(id)', "'$(id)'"],
    ['-guides', "'./-guides'"],
    ['a/b', 'a/b'],
  ])('names the folder %s so that the next command can be copied', async (folder, word) => {
    const { code, stdout } = await runCli(['init', '--', folder], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/publish .*\n$/)
    expect(stdout.trimEnd().split('npx foothold publish ')[1]).toBe(word)
  })

  test('overwrites nothing', async () => {
    await put('guides/welcome.json', HINT)
    const { code, stdout } = await runCli(['init', 'guides'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('kept  guides/welcome.json (was there already)')
    expect(stdout).toContain('wrote guides/model.json')
    expect(await readFile(join(cwd, 'guides/welcome.json'), 'utf8')).toBe(HINT)
  })

  test('says in one line that the folder cannot be written', async () => {
    await put('file', '')
    const { code, stdout, stderr } = await runCli(['init', 'file'], { cwd })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^folder_not_writable: file\/model\.json cannot be written \(\w+\): .+\n$/)
  })
})

describe('validate', () => {
  test('prints every issue with its place, its line and a mark', async () => {
    await put('foothold/tip.json', HINT)
    const { code, stdout, stderr } = await runCli(['validate'], { cwd })
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toBe(`foothold/tip.json:1:1  error  required  Missing "title": expected a string.
  1 | {
    | ^
foothold/tip.json:2:41  error  goal_missing  Without a goal nobody can say whether this guide helped: name an event or milestone, or say in "why" that it needs none.
  2 |   "kind": "hint", "key": "tip", "goal": null,
    |                                         ^^^^
foothold/tip.json:4:3  error  unknown_field  Unknown field "titel"; did you mean "title"?
  4 |   "titel": "Tip {{user.name}}",
    |   ^^^^^^^
foothold/tip.json:5:28  error  unknown_reference  There is no segment "nobody": there is no model.json, which declares every segment.
  5 |   "audience": { "segment": "nobody" }
    |                            ^^^^^^^^
4 errors in 1 file.
`)
  })

  test('keeps the mark under the place in a long line, and control characters out of the terminal', async () => {
    await put(
      'foothold/tip.json',
      `{ "kind": "hint", "key": "tip", "goal": null, "why": "\u009b31m${'x'.repeat(200)}", "titel": "T", "title": "T", "target": { "find": [{ "css": "a" }] } }`,
    )
    const { stdout } = await runCli(['validate'], { cwd })
    const [, line, mark] = stdout.split('\n')
    expect(line!.slice(mark!.indexOf('^'), mark!.lastIndexOf('^') + 1)).toBe('"titel"')
    expect(stdout).not.toContain('\u009b')
  })

  test('prints colours for people only', async () => {
    await put('foothold/tip.json', HINT)
    expect((await runCli(['validate'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31merror')
    expect((await runCli(['validate'], { cwd, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b')
  })

  test('prints one problem for machines', async () => {
    await put('foothold/tip.json', HINT)
    const { code, stdout } = await runCli(['validate', 'foothold', '--json'], { cwd })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      code: 'required',
      status: 422,
      detail: '4 errors in 1 file.',
      errors: [
        { code: 'required' },
        { code: 'goal_missing' },
        { code: 'unknown_field', file: 'tip.json', line: 4, column: 3, pointer: '/titel', suggestion: ['title'] },
        { code: 'unknown_reference' },
      ],
    })
    await runCli(['init', 'good'], { cwd })
    expect(JSON.parse((await runCli(['validate', 'good', '--json'], { cwd })).stdout)).toEqual({ ok: true, errors: [] })
  })

  test('says that all together is more than a browser gets, as publishing would', async () => {
    const guide = (i: number): string =>
      JSON.stringify({
        kind: 'hint',
        key: `tip-${i}`,
        goal: null,
        why: 'x',
        when: { near: 1 },
        target: { find: [{ css: 'a' }] },
        title: 't',
        body: 'x'.repeat(8000),
      })
    for (let i = 0; i < 140; i++) await put(`foothold/${i}.json`, guide(i))
    const { code, stdout } = await runCli(['validate'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toMatch(/error {2}limit_exceeded {2}All guides and the model together have \d+ bytes/)
  })

  test('lets warnings pass, and not when strict', async () => {
    await put(
      'foothold/tip.json',
      HINT.replace('titel', 'title')
        .replace('"goal": null', '"goal": { "event": "x", "within": "1d" }')
        .replace('{ "segment": "nobody" }', '{ "trait": "role", "is": "a" }'),
    )
    const relaxed = await runCli(['validate'], { cwd })
    expect(relaxed).toMatchObject({ code: 0, stdout: expect.stringContaining('tip.json:4:12  warning  placeholder_without_fallback') })
    expect(relaxed.stdout).toContain('1 warning in 1 file.')
    expect(await runCli(['validate', '--strict'], { cwd })).toMatchObject({ code: 1 })
  })

  test.each([['missing'], ['.']])('says in one line that %s has nothing to check', async (folder) => {
    const { code, stdout, stderr } = await runCli(['validate', folder], { cwd })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^no_files: .+foothold init.+\n$/)
  })
})
