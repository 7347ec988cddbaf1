// Holds the rules of the house that lint cannot say: what lies where, how it is called, how a file begins.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TOP_LEVEL = ['LICENSE', 'README.md', 'docs', 'examples', 'package-lock.json', 'package.json', 'packages', 'rollup.config.mjs', 'test', 'tsconfig.json']
const FIXED_BY_CUSTOM = new Set(['Caddyfile', 'Dockerfile', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE'])
const KEBAB = /^_?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
/** Names that tell nothing; a type lives beside the function that owns it. */
const EMPTY_WORD = /(^|-)(utils?|helpers?|types?|constants?|managers?|common|misc)$/

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file && existsSync(join(ROOT, file)))
const visible = files.filter((file) => !file.split('/').some((part) => part.startsWith('.')))
const sources = visible.filter((file) => /^packages\/[^/]+\/src\/.+\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const stem = (part: string): string => part.split('.')[0]!

describe('layout', () => {
  it('finds the files it speaks about', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  it('has a fixed top level', () => {
    const entries = readdirSync(ROOT).filter((name) => !name.startsWith('.') && name !== 'node_modules')
    expect(entries.toSorted()).toEqual(TOP_LEVEL)
  })

  it('names files and folders in kebab-case', () => {
    expect.soft(visible.filter((file) => file.split('/').some((part) => !FIXED_BY_CUSTOM.has(part) && !KEBAB.test(part)))).toEqual([])
  })

  it('has no names that tell nothing and no product prefix', () => {
    const parts = (file: string): string[] => file.split('/').slice(1).map(stem)
    expect.soft(visible.filter((file) => parts(file).some((part) => EMPTY_WORD.test(part)))).toEqual([])
    expect.soft(sources.filter((file) => parts(file).some((part) => part.startsWith('foothold')))).toEqual([])
  })

  it('begins every source file with what it owns', () => {
    const exporting = sources.filter((file) => /^export /m.test(textOf(file)))
    expect(exporting.filter((file) => !/^(\/\/ \S|\/\*\*)/.test(textOf(file)))).toEqual([])
  })

  it('keeps files within 500 lines', () => {
    const code = visible.filter((file) => /\.(tsx?|mjs|js|css|html|sql)$/.test(file))
    expect(code.filter((file) => textOf(file).split('\n').length > 501)).toEqual([])
  })

  it('loads the UI of the SDK on first need only', () => {
    // `import type` costs nothing; the dynamic import() of the client has no `from`.
    const importing = (from: string): string[] => {
      const text = `\n${textOf(from)}`
      return [...text.matchAll(/ from '(\.[^'\n]+)'/g)].flatMap(({ index, 1: to }) => {
        const start = Math.max(text.lastIndexOf('\nimport', index), text.lastIndexOf('\nexport', index))
        return /^\n(import|export) type\b/.test(text.slice(start, start + 20)) ? [] : [normalize(join(dirname(from), to!))]
      })
    }
    const ui = 'packages/sdk/src/ui/'
    // what tests share is loaded by nobody
    const sdk = sources.filter((file) => file.startsWith('packages/sdk/src/') && !file.startsWith('packages/sdk/src/testing/'))
    expect.soft(sdk.filter((file) => !file.startsWith(ui) && importing(file).some((to) => to.startsWith(ui)))).toEqual([])
    expect.soft(sdk.filter((file) => file.startsWith(ui) && importing(file).includes('packages/sdk/src/index.ts'))).toEqual([])
  })

  it('names a test after the file it tests, or after what it is about', () => {
    const beside = visible.filter((file) => /^packages\/.+\.test\.tsx?$/.test(file))
    expect(beside.filter((file) => !/^[a-z0-9-]+\.((dom|browser)\.)?test\.tsx?$/.test(basename(file)))).toEqual([])
  })
})
