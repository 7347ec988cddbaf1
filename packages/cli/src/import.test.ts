import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli, startCli, type Running } from './testing/run-cli.ts'

let cwd: string
let server: Running
let credentials: { url: string; adminKey: string }

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  credentials = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as typeof credentials
}, 60_000)
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

const stored = async (): Promise<number> => {
  const answer = await fetch(`${credentials.url}/admin/v1/events?limit=1`, { headers: { authorization: `Bearer ${credentials.adminKey}` } })
  return ((await answer.json()) as { total: number }).total
}
const write = (name: string, content: string | Uint8Array): Promise<void> => writeFile(join(cwd, name), content)
const line = (id: number | string): string =>
  JSON.stringify({ type: 'track', event: 'Saved', userId: `u${String(id).length}`, messageId: `m-${id}`, timestamp: '2020-01-02T03:04:05Z' })

describe('foothold import', () => {
  it('takes in history of any age, each event once, compressed or not', async () => {
    const before = await stored()
    const text = `${[1, 2, 3].map(line).join('\n')}\n`
    await write('plain.ndjson', text)
    await write('packed.ndjson.gz', gzipSync(text + line(4)))
    await write('packed.ndjson.br', brotliCompressSync(text + line(5)))
    await write('packed.ndjson.zst', zstdCompressSync(text + line(6)))
    expect((await runCli(['import', 'plain.ndjson'], { cwd })).stdout).toMatch(/^Imported 3 events of 3 rows; 0 were there already\./)
    for (const end of ['gz', 'br', 'zst'])
      expect((await runCli(['import', `packed.ndjson.${end}`], { cwd })).stdout).toMatch(/^Imported 1 events of 4 rows; 3 were there already\./)
    expect((await stored()) - before).toBe(6)
  }, 60_000)

  it('tells each bad row by its line, keeps the others, and ends with 1', async () => {
    await write(
      'bad.csv',
      'user_id,event,time,note\nada,saved,2020-01-02,"two\nlines"\nada,saved\nada,saved,soon,x\n,saved,2020-01-03,x\neve,saved,2020-01-03,x\n',
    )
    const { stdout, stderr, code } = await runCli(['import', 'bad.csv', '--refused', 'refused.ndjson'], { cwd })
    expect(stdout).toMatch(/^Imported 2 events of 5 rows/)
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^line 4 {2}event_invalid {2}The row has 2 columns, the first line 4\./),
      expect.stringMatching(/^line 5 {2}event_invalid {2}"soon" is no time: /),
      expect.stringMatching(/^line 6 {2}event_invalid {2}.*"userId" or an "anonymousId"/),
      expect.stringMatching(/^event_invalid: 3 of 5 rows were refused/),
      '',
    ])
    const refused = (await readFile(join(cwd, 'refused.ndjson'), 'utf8')).trimEnd().split('\n')
    expect(refused.map((one) => (JSON.parse(one) as { line: number }).line)).toEqual([4, 5, 6])
  }, 60_000)

  it('takes a file in the encoding that it is said to have, and refuses one that is not what it is taken for', async () => {
    const before = await stored()
    const rows = 'timestamp;user_id;event\n2026-11-01;Müller;x\n2026-11-01;Möller;x\n'
    await writeFile(join(cwd, 'latin.csv'), Buffer.from(rows, 'latin1'))
    const refused = await runCli(['import', 'latin.csv'], { cwd })
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^import_unreadable: latin\.csv is not UTF-8 near line 2: .*--encoding windows-1252/),
    ])
    expect(await stored()).toBe(before)
    expect((await runCli(['people', 'import', 'latin.csv'], { cwd })).stderr).toMatch(/^import_unreadable: /)
    expect((await runCli(['import', 'latin.csv', '--encoding', 'latin-9'], { cwd })).stderr).toMatch(/^option_invalid: --encoding "latin-9" is not known/)
    const taken = await runCli(['import', 'latin.csv', '--encoding', 'windows-1252', '--dry-run'], { cwd })
    expect(taken.stdout).toContain('2 rows: 2 events of 2 people')
    expect(taken.stdout).toContain('"userId":"Müller"')
    // as a spreadsheet saves "Unicode text"; known by its first bytes
    await writeFile(join(cwd, 'wide.csv'), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows, 'utf16le')]))
    expect((await runCli(['import', 'wide.csv', '--dry-run'], { cwd })).stdout).toContain('"userId":"Möller"')
  }, 60_000)

  it('tells before anything is sent what would be refused, and that no column is the event', async () => {
    await writeFile(join(cwd, 'nobody.csv'), 'timestamp,Ereignis\n2026-11-01,x\n')
    const { code, stderr, stdout } = await runCli(['import', 'nobody.csv', '--dry-run'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain('No column is taken for the event')
    expect(stderr).toMatch(/line 2 {2}event_invalid {2}.*(userId|anonymousId)/)
    expect(stdout).toContain('1 rows: 0 events of 0 people')
    expect(stdout).not.toContain('The first of them')
  }, 60_000)

  it('shows what rows would become without sending anything', async () => {
    const before = await stored()
    await write('look.csv', 'when;who;what;plan\n2020-01-02;ada;saved;pro\n2020-02-02;eve;opened;\n')
    const { stdout, code } = await runCli(['import', 'look.csv', '--dry-run', '--map', 'timestamp=when', 'userId=who', 'event=what'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('2 rows: 2 events of 2 people and 0 accounts, 2020-01-02T00:00:00.000Z to 2020-02-02T00:00:00.000Z.')
    expect(stdout).toContain('"properties":{"plan":"pro"}')
    expect(await stored()).toBe(before)
  }, 60_000)

  it('goes on where it was ended, unless the file is another by then', async () => {
    const before = await stored()
    const rows = Array.from({ length: 120_000 }, (_, i) => line(`long-${i}`))
    await write('long.ndjson', rows.join('\n'))
    const folder = join(cwd, '.foothold/import')
    const begin = startCli(['import', 'long.ndjson'], { cwd })
    await expect.poll(() => existsSync(folder) && readdirSync(folder).length, { timeout: 30_000, interval: 5 }).toBe(1)
    begin.child.kill('SIGKILL')
    await begin.ended
    const [name = ''] = readdirSync(folder)
    const place = await readFile(join(folder, name))
    const again = await runCli(['import', 'long.ndjson'], { cwd })
    const from = Number(/^Going on behind line (\d+):/.exec(again.stdout)?.[1])
    expect(from).toBeGreaterThan(1_000)
    expect(again.stdout).toMatch(new RegExp(`of ${(120_000 - from).toLocaleString('en-US')} rows`))
    expect((await stored()) - before).toBe(120_000)
    expect(readdirSync(folder)).toEqual([])

    await writeFile(join(folder, name), place)
    await write('long.ndjson', [line('new'), ...rows].join('\n'))
    const changed = await runCli(['import', 'long.ndjson'], { cwd })
    expect(changed.stdout).toMatch(/long\.ndjson has changed since it was imported up to line \d+; beginning anew\./)
    expect(changed.stdout).toMatch(/Imported 1 events of 120,001 rows; 120,000 were there already\./)
  }, 120_000)

  it.each([
    ['missing.csv', /^not_found: missing\.csv cannot be read \(ENOENT\)/],
    ['/proc/self/mem', /\/proc\/self\/mem cannot be read/],
    ['twice.csv', /^import_unreadable: twice\.csv:1 has two columns "a"/],
    ['cut.ndjson.gz', /^import_unreadable: cut\.ndjson\.gz cannot be read after line \d+: unexpected end of file\./],
  ])('says what is wrong with %s', async (file, message) => {
    await write('twice.csv', 'a,b,a\n1,2,3\n')
    await write('cut.ndjson.gz', gzipSync(`${line(1)}\n${line(2)}\n`).subarray(0, -12))
    const { stderr, code } = await runCli(['import', file], { cwd })
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)])
  })
})
