// Owns the promise that no text of a guide can become HTML or script: what the browser gets is read for every way there is.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../packages/sdk/dist/browser/', import.meta.url))

/** Ways from a text to markup or code. `setAttribute` with a name that is no constant is `ui/draw.ts`'s, for attributes of our own elements. */
const SINKS = {
  innerHTML: /innerHTML/i,
  outerHTML: /outerHTML/i,
  insertAdjacentHTML: /insertAdjacentHTML/,
  srcdoc: /srcdoc/i,
  DOMParser: /DOMParser|createContextualFragment|parseHTMLUnsafe|setHTMLUnsafe/,
  'document.write': /document\.write|\.writeln\(/,
  eval: /\beval\b/,
  'new Function': /\bFunction\(/,
  'timer with code': /set(Timeout|Interval)\(["'`]/,
  'style attribute': /setAttribute\(["'`]style/i,
  'event attribute': /setAttribute\(["'`]on/i,
  'script element': /["'`]script["'`]/i,
}

let failed = false
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.js'))) {
  const code = readFileSync(FOLDER + name, 'utf8')
  const found = Object.entries(SINKS).flatMap(([sink, pattern]) => {
    const at = code.search(pattern)
    return at < 0 ? [] : `  ${sink}: …${code.slice(Math.max(0, at - 50), at + 50)}…`
  })
  console.log([`${found.length ? '✗' : '✓'} ${name} has no way from text to markup or code`, ...found].join('\n'))
  failed ||= found.length > 0
}
process.exit(failed ? 1 : 0)
