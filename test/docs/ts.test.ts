// Type-checks every TypeScript block of the pages with the options of the repository, and runs those that are for Node.
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EventEntry, Page } from '@foothold/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, placeOf, ROOT, type Block } from './markdown.ts'
import { openSession, type Session } from './session.ts'

const run = promisify(execFile)
/** Inside the repository, so that imports are found as a reader's would be. */
const PROJECT = join(ROOT, 'test/.tmp/docs-ts')
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const CONFIG = {
  extends: '../../../tsconfig.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    declarationMap: false,
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: ['node'],
    jsx: 'react-jsx',
    jsxImportSource: '#draw',
  },
  files: [],
  references: [],
  include: ['*.ts'],
}
/** Short examples go on from the one that made the object. */
const AMBIENT = `declare const foothold: import('@foothold/sdk').Foothold\n`
const fileOf = ({ page, line }: Block): string => `${page.replaceAll(/[^\w]+/g, '-')}-${line}.ts`

const blocks = blocksOf('ts', 'ts run', 'ts browser')

beforeAll(async () => {
  await rm(PROJECT, { recursive: true, force: true })
  await mkdir(PROJECT, { recursive: true })
  await writeFile(join(PROJECT, 'tsconfig.json'), JSON.stringify(CONFIG))
  await writeFile(join(PROJECT, 'ambient.d.ts'), AMBIENT)
  for (const block of blocks) await writeFile(join(PROJECT, fileOf(block)), /^(import|export) /m.test(block.text) ? block.text : `${block.text}export {}\n`)
})

describe('TypeScript', () => {
  test('of every page compiles', async () => {
    const { stdout } = await run(process.execPath, [TSC, '-p', PROJECT], { cwd: PROJECT }).catch((error: { stdout: string }) => error)
    // a line of tsc → the place in the page
    const lines = stdout.replaceAll(/^(?:.*\/)?([\w-]+\.ts)\((\d+),/gm, (whole: string, name: string, line: string) => {
      const block = blocks.find((one) => fileOf(one) === name)
      return block ? `${block.page}:${block.line + Number(line)}:(` : whole
    })
    expect(lines).toBe('')
  }, 60_000)
})

describe('TypeScript for Node', () => {
  let session: Session
  beforeAll(async () => {
    session = await openSession()
    expect((await session.shell('npx foothold serve')).code).toBe(0)
  }, 30_000)
  afterAll(() => session[Symbol.asyncDispose]())

  test.each(blocksOf('ts run').map((block) => [placeOf(block), block] as const))(
    '%s runs, and its events arrive',
    async (_, block) => {
      const file = join(PROJECT, fileOf(block).replace('.ts', '.run.mts'))
      await writeFile(file, session.fill(block.text))
      await run(process.execPath, ['-C', '@foothold/source', file], { cwd: PROJECT })
      const { url, adminKey } = session.collector()
      const answer = await fetch(`${url}/admin/v1/events`, { headers: { authorization: `Bearer ${adminKey}` } })
      const { items } = (await answer.json()) as Page<EventEntry>
      expect(items.map(({ name, type }) => name || type)).toContain('project.created')
    },
    30_000,
  )
})
