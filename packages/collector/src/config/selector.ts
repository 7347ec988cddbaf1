// Owns telling that a text cannot be a CSS selector, without a browser. It must not know where selectors are written.

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']' }

/**
 * Finds what no browser could read in a selector: nothing at all, quotes and brackets that do not close, an empty part.
 *
 * What passes may still be refused by a browser, which then counts nothing; only a parser of CSS could tell, and it differs from
 * browser to browser.
 *
 * @returns the end of a sentence, or `undefined`.
 * @throws never
 */
export function findSelectorFault(selector: string): string | undefined {
  const open: string[] = []
  let quote = ''
  let part = ''
  for (let i = 0; i < selector.length; i++) {
    const letter = selector[i]!
    if (letter === '\\') {
      if (i === selector.length - 1) return 'it ends in a backslash'
      part += selector[++i]
      continue
    }
    if (quote) {
      if (letter === quote) quote = ''
      continue
    }
    if (letter === '"' || letter === "'") quote = letter
    else if (CLOSES[letter]) open.push(letter)
    else if (letter === ')' || letter === ']') {
      const opened = open.pop()
      if (!opened || CLOSES[opened] !== letter) return `"${letter}" closes nothing`
    } else if (letter === '{' || letter === '}' || letter === ';') return `"${letter}" belongs to a rule`
    else if (letter === ',' && !open.length) {
      if (!part.trim()) return 'a part between commas is empty'
      part = ''
      continue
    }
    part += letter
  }
  if (quote) return `${quote} is never closed`
  if (open.length) return `"${open.at(-1)}" is never closed`
  if (!part.trim()) return 'it is empty, or ends in a comma'
  return /[#.]\s*(?:[#.>~+\s]|$)/.test(selector.replaceAll(/"[^"]*"|'[^']*'|\[[^\]]*\]/g, '')) ? '"#" and "." want a name' : undefined
}
