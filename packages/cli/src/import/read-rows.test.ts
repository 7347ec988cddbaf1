import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readRows, type Row } from './read-rows.ts'

async function rowsOf(content: string): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'foothold-rows-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'events.ndjson'), content)
  const rows: Row[] = []
  for await (const row of (await readRows(join(folder, 'events.ndjson'))).rows) rows.push(row)
  return rows
}

it('takes for the end of a line what ends one, and not what stands in a text', async () => {
  const texts = ['a\u2028b', 'c\u2029d', 'e\u0085f', '💥'.repeat(40_000), 'é']
  const content = `\uFEFF${JSON.stringify({ text: texts[0] })}\n\n${texts
    .slice(1)
    .map((text) => `${JSON.stringify({ text })}\r\n`)
    .join('')}{"text":"last"}`
  const rows = await rowsOf(content)
  expect(rows.map(({ fields }) => fields)).toEqual([...texts, 'last'].map((text) => ({ text })))
  expect(rows.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7])
})

it('refuses a line that is longer than any event, and reads on behind it', async () => {
  const rows = await rowsOf(`{"a":1}\n{"text":"${'x'.repeat(3_000_000)}"}\n{"a":2}\n`)
  expect(rows.map(({ line, isFault }) => [line, isFault])).toEqual([
    [1, false],
    [2, true],
    [3, false],
  ])
  expect(rows[1]!.fields).toEqual({ fault: expect.stringMatching(/^The line has more than 1048576 characters/) })
  expect(rows[1]!.text.length).toBeLessThan(1_200_000)
})
