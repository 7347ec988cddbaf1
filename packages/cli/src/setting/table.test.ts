import { readFileSync } from 'node:fs'
import { jsonSchemas, SETTINGS } from '@foothold/protocol/schema'
import { expect, test } from 'vitest'
import { toSettingsTable } from './table.ts'

test('the page of the command line has the table of the settings', () => {
  const text = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')
  const [, table] = /<!-- settings -->\n([^]*?)<!-- \/settings -->/.exec(text) ?? []
  expect(table).toBe(toSettingsTable())
})

test('the schema of the configuration file has every setting with what it does', () => {
  const { properties } = jsonSchemas().config as { properties: Record<string, { description?: string }> }
  expect(Object.keys(properties)).toEqual(['$schema', ...Object.keys(SETTINGS)])
  for (const [name, { text }] of Object.entries(SETTINGS)) expect(properties[name]?.description).toContain(text)
})
