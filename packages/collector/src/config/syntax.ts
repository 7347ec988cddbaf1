// Owns the sentences about broken JSON: what people really write (trailing comma, curly quotes, comment, missing comma),
// where exactly, and how to mend it. It must not know what the JSON means.
import { createScanner, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser'

/** One syntax error: where it is and a sentence that says how to mend it. */
export interface Mistake {
  offset: number
  detail: string
}

/** What came of reading: the mistakes, and a text of equal length that can be read, where the meaning is beyond doubt. */
export interface Reading {
  mistakes: Mistake[]
  readable: string | undefined
}

type ToPosition = (offset: number) => { line: number; column: number }

const OPENING_QUOTES = new Set(['“', '”', '„', '‟', '«', '‘', '’', "'", '`'])
const ANY_QUOTE = /[“”„‟«»‘’'`"]/
const MOST_MISTAKES = 20

/**
 * Finds every syntax error that is not merely a consequence of one before it.
 *
 * @param text - without byte order mark.
 * @param toPosition - for sentences that name a second place.
 * @throws {RangeError} when the text is nested deeper than the stack.
 */
export function readTolerantly(text: string, toPosition: ToPosition): Reading {
  const mistakes: Mistake[] = []
  let readable = text
  // wrong quotes upset everything after them, so they are mended one pair at a time; the length stays, and so do the places
  for (;;) {
    const first = errorsOf(readable)[0]
    const opening = first && readable[first.offset]
    if (!first || printParseErrorCode(first.error) !== 'InvalidSymbol' || !opening || !OPENING_QUOTES.has(opening)) break
    mistakes.push({
      offset: first.offset,
      detail:
        opening === "'" || opening === '`'
          ? `Strings and keys stand in double quotes: write " instead of ${opening}.`
          : `Curly quote ${opening}: write straight double quotes (") instead.`,
    })
    const closing = closingQuote(readable, first.offset)
    if (closing === undefined || mistakes.length >= MOST_MISTAKES) return { mistakes, readable: undefined }
    readable = `${readable.slice(0, first.offset)}"${readable.slice(first.offset + 1, closing)}"${readable.slice(closing + 1)}`
  }
  for (const error of errorsOf(readable)) {
    if (mistakes.length >= MOST_MISTAKES) break
    const before = previous(readable, error.offset)
    if (mistakes.some(({ offset }) => offset === error.offset || offset === before)) continue
    const harmless = harmlessMistake(readable, error, before)
    mistakes.push(harmless ?? fatalMistake(readable, error, before, toPosition))
    if (!harmless) return { mistakes: mistakes.sort(byOffset), readable: undefined }
  }
  return { mistakes: mistakes.sort(byOffset), readable }
}

const byOffset = (a: Mistake, b: Mistake): number => a.offset - b.offset

function errorsOf(text: string): ParseError[] {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  return errors
}

function closingQuote(text: string, opening: number): number | undefined {
  for (let i = opening + 1; i < text.length && text[i] !== '\n'; i++) {
    // an apostrophe inside a word closes nothing
    if (ANY_QUOTE.test(text[i]!) && !/\w/.test(text[i + 1] ?? '')) return i
  }
  return undefined
}

/** Mistakes behind which the text still means one thing only. */
function harmlessMistake(text: string, { error, offset }: ParseError, before: number): Mistake | undefined {
  const kind = printParseErrorCode(error)
  const here = text[offset] ?? ''
  if (kind === 'InvalidCommentToken') return { offset, detail: 'JSON has no comments: remove this one.' }
  if ((kind === 'PropertyNameExpected' || kind === 'ValueExpected') && /[}\]]/.test(here) && text[before] === ',') {
    return { offset: before, detail: `Trailing comma: remove the comma before "${here}".` }
  }
  if (kind === 'CommaExpected' && /["{[\d\-tfn]/.test(here) && !/^0\d/.test(text.slice(offset - 1, offset + 1))) {
    return { offset: before + 1, detail: `Missing comma: put one after ${excerpt(text, before)}.` }
  }
  return undefined
}

function fatalMistake(text: string, { error, offset, length }: ParseError, before: number, toPosition: ToPosition): Mistake {
  const kind = printParseErrorCode(error)
  const here = text[offset] ?? ''
  const word = text.slice(offset, offset + Math.min(length, 80))
  const say = (detail: string, at = offset): Mistake => ({ offset: at, detail })
  const open = unclosed(text, offset)
  const opened = open && `the "${text[open.offset]}" of line ${toPosition(open.offset).line}, column ${toPosition(open.offset).column}`
  if (!text.trim()) return say('This file is empty; a guide begins with { "kind": … }.', 0)
  if (here && '}]'.includes(here) && open && open.close !== here) return say(`Expected "${open.close}" and found "${here}": ${opened} is still open.`)
  switch (kind) {
    case 'InvalidSymbol':
      if (/^(true|false|null)$/i.test(word)) return say(`Write ${word.toLowerCase()} instead of ${word}.`)
      if (/^\.\d/.test(word)) return say(`Write 0${word} instead of ${word}.`)
      if (text[offset - 1] === '"') return say('This string is not closed: add the closing ".', previousToken(text, offset)?.offset)
      if (/^\s*:/.test(text.slice(offset + length))) return say(`Keys stand in double quotes: write "${word}".`)
      return say(`${word} is not JSON: strings stand in double quotes, and the only words are true, false and null.`)
    case 'UnexpectedEndOfString':
      return say('This string is not closed on its line: add the closing ", and write a line break inside a string as \\n.')
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return say(`This string has an escape that JSON does not know: write a backslash as \\\\.`)
    case 'InvalidCharacter':
      return say('This string has a tab or control character in it: write \\t or \\n.')
    case 'ColonExpected':
      return say(`Missing colon after ${excerpt(text, before)}.`, before + 1)
    case 'EndOfFileExpected':
      return say(`Nothing may follow the end of the file's one object, but here is ${word}.`)
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return say('This is not a number as JSON writes it (no leading zero, no +).')
    default:
  }
  if (/^0\d/.test(text.slice(offset - 1, offset + 1))) return say('A number may not begin with 0.', offset - 1)
  if (offset >= text.length && open)
    return say(`The file ends too early: ${opened} is never closed; add "${open.close}".`, Math.max(0, text.trimEnd().length - 1))
  if (here === ',') return say('One comma too many here.')
  if (here && '}]'.includes(here) && text[before] === ':') return say('Missing value after the colon.', before)
  return say(kind === 'PropertyNameExpected' ? `Expected a key in double quotes, found ${word}.` : `Expected a value, found ${word || 'the end of the file'}.`)
}

/** Offset of the last character before `offset` that is neither white space nor in a comment; -1 where there is none. */
function previous(text: string, offset: number): number {
  const token = previousToken(text, offset)
  return token ? token.offset + token.length - 1 : -1
}

function previousToken(text: string, offset: number): { offset: number; length: number } | undefined {
  let last: { offset: number; length: number } | undefined
  for (const token of tokens(text)) {
    if (token.offset >= offset) break
    last = token
  }
  return last
}

/** The innermost bracket that is still open at `offset`. */
function unclosed(text: string, offset: number): { offset: number; close: '}' | ']' } | undefined {
  const open: { offset: number; close: '}' | ']' }[] = []
  for (const token of tokens(text)) {
    if (token.offset >= offset) break
    const first = text[token.offset]!
    if (first === '{' || first === '[') open.push({ offset: token.offset, close: first === '{' ? '}' : ']' })
    else if (first === '}' || first === ']') open.pop()
  }
  return open.at(-1)
}

function* tokens(text: string): Generator<{ offset: number; length: number }> {
  const scanner = createScanner(text, true)
  for (;;) {
    scanner.scan()
    const length = scanner.getTokenLength()
    if (!length) return
    yield { offset: scanner.getTokenOffset(), length }
  }
}

/** The end of what stands before, shortened, for a sentence. */
function excerpt(text: string, end: number): string {
  const line = text.slice(text.lastIndexOf('\n', end) + 1, end + 1).trim()
  return line.length > 40 ? `…${line.slice(-39)}` : line
}
