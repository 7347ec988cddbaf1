import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toSnippet } from './snippet.ts'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('is what the README says', () => expect(read('README.md')).toContain(toSnippet('http://localhost:4600', 'fh_pub_…')))
test('is what the demo product uses', () => {
  for (const line of toSnippet('{{endpoint}}', '{{writeKey}}').split('\n')) expect(read('examples/demo/public/index.html')).toContain(line)
})
