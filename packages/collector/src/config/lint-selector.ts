// Owns whether a CSS selector can be read, as far as that can be told without a browser. It must not know where selectors stand.
// @see https://www.w3.org/TR/selectors-4/#grammar

/** Why a selector cannot be read, where (index, from 0), and what was probably meant. */
export interface SelectorProblem {
  detail: string
  at: number
  rewrite?: string
  /** Every browser reads it all the same: what is open at the end is closed there. */
  forgiven?: true
}

const NAME = /(?:--|-?(?:[a-zA-Z_\u0080-\uffff]|\\[^\n]))(?:[\w\u0080-\uffff-]|\\[^\n])*/y
const SPACE = /[ \t\r\n\f]*/y
/** Of jQuery and of test tools; no browser has them. */
const FOREIGN = new Set(
  'contains has-text text eq gt lt even odd first last visible hidden button input checkbox radio password submit reset image file selected parent header animated icontains nth-match'.split(
    ' ',
  ),
)
/** Whose argument is a list of selectors; "is" and "where" forgive what is in theirs. */
const LISTS = new Set(['not', 'has'])

class Unreadable extends Error {
  readonly problem: SelectorProblem
  constructor(problem: SelectorProblem) {
    super(problem.detail)
    this.problem = problem
  }
}

/**
 * Finds why a selector cannot be read.
 *
 * Sound, not complete: what is not `forgiven` is refused by every browser.
 *
 * @param into - `>>>` may go on inside what was matched.
 * @returns the first reason, or `undefined` where none can be told.
 * @throws never
 */
export function findSelectorProblem(css: string, into = false): SelectorProblem | undefined {
  // a comment may stand anywhere
  if (css.includes('/*')) return undefined
  let at = 0
  let open: SelectorProblem | undefined
  let pierced: number | undefined
  let comma: number | undefined
  const fail = (detail: string, where = at, rewrite?: string): never => {
    throw new Unreadable({ detail, at: where, ...(rewrite === undefined ? {} : { rewrite }) })
  }
  const read = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(css)?.[0] ?? ''
    at += found.length
    return found
  }
  const unclosed = (what: string, from: number, end: string): void => {
    open ??= { detail: `This ${what} is not closed`, at: from, rewrite: css + end, forgiven: true }
    at = css.length
  }

  function list(inside: boolean, relative: boolean): void {
    for (;;) {
      complex(inside, relative)
      if (css[at] !== ',') return
      if (!inside) comma ??= at
      at++
    }
  }

  function complex(inside: boolean, relative: boolean): void {
    read(SPACE)
    if (relative && /[>+~]/.test(css[at] ?? '')) at++
    read(SPACE)
    for (;;) {
      compound()
      read(SPACE)
      const char = css[at]
      if (char === undefined || char === ',' || (inside && char === ')')) return
      if (css.startsWith('>>>', at)) {
        if (!into || inside) fail(into ? '">>>" cannot stand inside brackets' : '">>>" is for targets of guides, nothing else looks into shadow roots')
        pierced ??= at
        at += 3
      } else if (/[>+~]/.test(char)) at++
      read(SPACE)
    }
  }

  function compound(): void {
    const from = at
    if (css[at] === '*') at++
    else read(NAME)
    while (simple());
    if (at > from) return
    const char = css[at]
    if (char === undefined) fail(css.trim() === '' ? 'This is empty' : 'Something is missing at the end')
    if (char === '/') fail('This is an XPath, not a CSS selector')
    if (char === ')' || char === ']' || char === '}') fail(`This "${char}" closes nothing`)
    fail(`"${char}" cannot stand here`)
  }

  function simple(): boolean {
    const from = at
    const char = css[at]
    if (char === '#' || char === '.') {
      at++
      if (read(NAME) !== '') return true
      const rest = /^[\w-]+/.exec(css.slice(at))?.[0]
      if (rest === undefined) return fail(`A name is missing behind "${char}"`)
      const attribute = char === '#' ? `[id="${rest}"]` : `[class~="${rest}"]`
      return fail(`A name cannot begin with a digit`, at, css.slice(0, from) + attribute + css.slice(at + rest.length))
    }
    if (char === '[') return attribute()
    return char === ':' && pseudo()
  }

  function attribute(): true {
    const from = at++
    read(SPACE)
    if (css[at] === '*' || css[at] === '|') return skip(from)
    const name = read(NAME)
    if (name === '' && at < css.length) fail('The name of an attribute is missing')
    read(SPACE)
    if (css[at] === '|' && css[at + 1] !== '=') return skip(from)
    const operator = read(/[~|^$*]?=/y)
    if (operator) {
      read(SPACE)
      if (css[at] === '"' || css[at] === "'") text()
      else if (read(NAME) === '' && at < css.length) {
        const bare = /^[^\]\s]*/.exec(css.slice(at))![0]
        fail('This value needs quotes', at, `${css.slice(0, at)}"${bare}"${css.slice(at + bare.length)}`)
      }
      read(SPACE)
      if (/[isIS]/.test(css[at] ?? '')) at++
      read(SPACE)
    }
    if (css[at] === ']') at++
    else if (at >= css.length) unclosed('"["', from, ']')
    else fail(`Expected "]" and found "${css[at]}"`)
    return true
  }

  /** What this does not know is taken as it is. */
  function skip(from: number): true {
    while (at < css.length && css[at] !== ']') at++
    if (css[at] === ']') at++
    else unclosed('"["', from, ']')
    return true
  }

  function pseudo(): true {
    const from = at++
    if (css[at] === ':') at++
    const name = read(NAME)
    if (name === '') fail('A name is missing behind ":"')
    if (FOREIGN.has(name.toLowerCase())) fail(`":${name}" is of jQuery or a test tool; browsers do not have it`, from)
    if (css[at] !== '(') return true
    const bracket = at++
    if (LISTS.has(name.toLowerCase())) list(true, name.toLowerCase() === 'has')
    else inside()
    if (css[at] === ')') at++
    else unclosed('"("', bracket, ')')
    return true
  }

  function inside(): void {
    for (let depth = 0; at < css.length && (depth || css[at] !== ')');) {
      if (css[at] === '"' || css[at] === "'") text()
      else {
        if (css[at] === '(') depth++
        if (css[at] === ')') depth--
        at++
      }
    }
  }

  function text(): void {
    const from = at
    const quote = css[at++]
    while (at < css.length && css[at] !== quote) at += css[at] === '\\' ? 2 : 1
    if (at >= css.length) unclosed('quote', from, quote!)
    else at++
  }

  try {
    list(false, false)
    if (at < css.length) fail(`"${css[at]}" cannot stand here`)
    if (pierced !== undefined && comma !== undefined) fail('"," cannot stand beside ">>>": write two ways', comma)
    return open
  } catch (error) {
    if (error instanceof Unreadable) return error.problem
    throw error
  }
}
