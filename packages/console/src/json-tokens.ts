// Owns the splitting of JSON text into coloured pieces. It must not know the DOM.

/** One piece of JSON text; `plain` is punctuation and white space. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain'
  text: string
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/**
 * Splits JSON text; the texts of the tokens joined give it back exactly.
 *
 * @param text - as `JSON.stringify` writes it.
 */
export function toJsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = []
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) tokens.push({ kind: 'plain', text: text.slice(at, match.index) })
    const [whole, string, colon, number] = match
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string })
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon })
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole })
    at = match.index + whole.length
  }
  if (at < text.length) tokens.push({ kind: 'plain', text: text.slice(at) })
  return tokens
}
