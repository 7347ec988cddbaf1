// Writes the JSON Schemas that editors read: into the package, and beside the demo's guides. Part of `npm run build`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { jsonSchemas } from './dist/schema.js'

for (const folder of ['./dist/', '../../examples/demo/foothold/schema/']) {
  const target = new URL(folder, import.meta.url)
  mkdirSync(target, { recursive: true })
  for (const [name, schema] of Object.entries(jsonSchemas())) writeFileSync(new URL(`${name}.schema.json`, target), `${JSON.stringify(schema, null, 2)}\n`)
}
