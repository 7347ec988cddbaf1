#!/usr/bin/env node
// The door of the command. Syntax that old Nodes parse, so that they get a sentence and not a stack trace.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
const main = new URL('../dist/main.js', import.meta.url)

if (major < 22 || (major === 22 && minor < 16)) {
  console.error('node_too_old: Foothold needs Node 22.16 or newer; this is Node ' + process.versions.node + '. Install a newer one from https://nodejs.org.')
  process.exit(1)
} else if (!existsSync(main)) {
  console.error('This copy of Foothold is not built yet: run "npm run build" in its repository first.')
  process.exit(1)
} else {
  void import(main.href).then(function (module) {
    return module.main(process.argv)
  })
}
