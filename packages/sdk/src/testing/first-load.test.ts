import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const src = new URL('..', import.meta.url).pathname
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !/testing|\.test\./.test(name))

/** What a text takes from targeting, but for types. */
const taken = (text: string): string[] =>
  [...text.matchAll(/^import \{([^}]+)\} from '@foothold\/targeting'/gm)]
    .flatMap(([, names]) => names!.split(','))
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith('type '))

test('the file that is measured has all of targeting that the SDK uses', () => {
  const used = new Set(files.flatMap((name) => taken(readFileSync(join(src, name), 'utf8'))))
  const measured = taken(readFileSync(join(src, 'testing/first-load.ts'), 'utf8'))
  expect(measured.sort()).toEqual([...used].sort())
})
