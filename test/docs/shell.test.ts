// Runs every command of the pages, page by page in one folder as a reader would, and holds what they print against the page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blocksOf, PAGES, placeOf, ROOT, type Block } from './markdown.ts'
import { openSession, type Session } from './session.ts'

/** Lines in their order; `…` stands for anything, a line of it for any lines. */
function toPattern(text: string): RegExp {
  const lines = text.trimEnd().split('\n')
  const escaped = lines.map((line) => (line === '…' ? '(?:.*\\n)*?' : `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}\\n`))
  return new RegExp(escaped.join(''))
}

/** Where an answer has a field, so has the page, and the other way round. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? [shapeOf(value[0])] : []
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
}

async function follow(blocks: readonly Block[], session: Session): Promise<void> {
  let printed = ''
  for (const block of blocks) {
    if (block.info === 'sh') {
      const run = await session.shell(block.text)
      expect(run.code, `${placeOf(block)}: ${run.stdout}${run.stderr}`).toBe(0)
      printed = run.stdout
      // curl is content with any answer; the page is not, unless it shows a problem
      const next = blocks[block.index + 1]
      if (block.text.includes('curl') && next?.info !== 'json answer') expect(printed, placeOf(block)).not.toMatch(/"status":[45]\d\d|"rejected":\[\{/)
    }
    if (block.info === 'text output') expect(printed, placeOf(block)).toMatch(toPattern(block.text))
    if (block.info === 'json answer') expect(shapeOf(JSON.parse(printed)), placeOf(block)).toEqual(shapeOf(JSON.parse(block.text)))
    // a file that the text tells to write is published with the others by the next command
    if (block.info === 'json guide') await session.write(`foothold/${(JSON.parse(block.text) as { key: string }).key}.json`, block.text)
  }
}

describe('commands', () => {
  const pages = PAGES.filter(({ blocks }) => blocks.some(({ info }) => info === 'sh'))
  test.each(pages.map(({ path, blocks }) => [path, blocks] as const))(
    'of %s do what the page says',
    async (_, blocks) => {
      await using session = await openSession()
      await follow(blocks, session)
    },
    180_000,
  )

  test('that need the clone are scripts of it', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    for (const block of blocksOf('sh clone')) {
      for (const line of block.text.trim().split('\n')) {
        const name = /^npm (?:run (?:-s )?([\w:]+)|(install|start|test))/.exec(line)
        expect(name, `${placeOf(block)}: ${line}`).toBeTruthy()
        const script = name![1] ?? name![2]!
        if (script !== 'install') expect(Object.keys(scripts), line).toContain(script)
      }
    }
  })
})
