import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OWN_EVENTS } from './own-events.ts'

it('are those of the list in the docs', () => {
  const text = readFileSync(new URL('../../../../docs/insights.md', import.meta.url), 'utf8')
  const [, list = ''] = /### Foothold's own events\n[^:]*:\n(.*?)\.\nCalls of `page`/s.exec(text) ?? []
  expect([...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).toSorted()).toEqual([...OWN_EVENTS].toSorted())
})
