// Owns what an authored pattern may say: reads it into a machine that reads one character at a time. It must not know how
// the machine becomes a table (determinize.ts) or where patterns come from.

/** Ranges of UTF-16 codes, both ends included, ascending, apart. */
export type Codes = readonly (readonly [low: number, high: number])[]

/** A node: reads one character, or goes on in one or two places, or at an edge of the text only, or is done. */
export type Node = { reads: Codes; next: number } | { next: number; other: number } | { edge: 'start' | 'end'; next: number } | { done: true }

/** What a pattern may grow to: `a{50}` counts as fifty. */
const MAX_NODES = 2_000
const TOP = 0xffff

/** Why a pattern is refused, and where (index into the pattern, from 0). */
export class PatternError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

type Fragment = { start: number; ends: ((next: number) => void)[] }
const CLASS: Record<string, Codes> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
}
const LINE_ENDS: Codes = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
]
const CONTROLS: Record<string, number> = { n: 10, r: 13, t: 9, f: 12, v: 11 }

/** Sorts and joins ranges. */
function union(ranges: Codes): Codes {
  const result: [number, number][] = []
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else result.push([low, high])
  }
  return result
}

function complement(ranges: Codes): Codes {
  const result: [number, number][] = []
  let low = 0
  for (const [from, to] of union(ranges)) {
    if (from > low) result.push([low, from - 1])
    low = to + 1
  }
  if (low <= TOP) result.push([low, TOP])
  return result
}

/**
 * The case in which regular expressions compare: upper, but never from outside ASCII into it.
 *
 * @see https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch
 */
function canonicalize(code: number): number {
  const upper = String.fromCharCode(code).toUpperCase()
  const folded = upper.charCodeAt(0)
  return upper.length !== 1 || (code >= 128 && folded < 128) ? code : folded
}

/** All characters by the case in which they are compared; made when a pattern first ignores case. */
let sameCase: Map<number, number[]> | undefined

/** Adds every character that is the same but for its case. */
function foldCase(ranges: Codes): Codes {
  if (!sameCase) {
    sameCase = new Map()
    for (let code = 0; code <= TOP; code++) {
      const folded = canonicalize(code)
      const all = sameCase.get(folded)
      if (all) all.push(code)
      else sameCase.set(folded, [code])
    }
  }
  const extra: [number, number][] = []
  for (const [low, high] of ranges) for (let code = low; code <= high; code++) for (const other of sameCase.get(canonicalize(code))!) extra.push([other, other])
  return union([...ranges, ...extra])
}

/**
 * Reads a pattern.
 *
 * It knows characters, `.`, classes (`[a-z]`, `\d \w \s` and their capitals), groups, `|`, `* + ?`, `{m,n}`, `^`, `$`, and `(?i)` in
 * front. Like a regular expression it may match anywhere in the text unless anchored; greedy or not makes no difference to
 * whether it matches.
 *
 * @returns nodes, with the one that begins.
 * @throws {PatternError} on what is no pattern, and on what cannot be matched in linear time (back-references, look-around).
 */
export function parsePattern(written: string): { nodes: readonly Node[]; start: number } {
  const nodes: Node[] = []
  const insensitive = written.startsWith('(?i)')
  let at = insensitive ? 4 : 0

  const fail = (message: string, where = at): never => {
    throw new PatternError(message, where)
  }
  const add = (node: Node): number => {
    if (nodes.length >= MAX_NODES) fail(`This pattern is too large: with its repetitions written out it may have ${MAX_NODES} parts.`, 0)
    return nodes.push(node) - 1
  }
  const join = (ends: Fragment['ends'], next: number): void => ends.forEach((end) => end(next))
  const read = (codes: Codes): Fragment => {
    const node = { reads: codes, next: -1 }
    return { start: add(node), ends: [(next) => (node.next = next)] }
  }

  /** One written character, with its other case where that does not count. */
  const one = (code: number): Codes => (insensitive ? foldCase([[code, code]]) : [[code, code]])

  function alternatives(): Fragment {
    let all = sequence()
    while (written[at] === '|') {
      at++
      const more = sequence()
      all = { start: add({ next: all.start, other: more.start }), ends: [...all.ends, ...more.ends] }
    }
    return all
  }

  function sequence(): Fragment {
    let whole: Fragment | undefined
    while (at < written.length && written[at] !== '|' && written[at] !== ')') {
      const one = repeated()
      if (whole) join(whole.ends, one.start)
      whole = { start: whole?.start ?? one.start, ends: one.ends }
    }
    return whole ?? nothing()
  }

  /** A node that goes on without reading. */
  function nothing(): Fragment {
    const node = { next: -1, other: -1 }
    return { start: add(node), ends: [(next) => (node.next = node.other = next)] }
  }

  function repeated(): Fragment {
    const from = at
    const first = atom()
    const counted = /^\{(\d+)(,?)(\d*)\}/.exec(written.slice(at, at + 16))
    const sign = written[at]
    if (!counted && sign !== '*' && sign !== '+' && sign !== '?') return first
    if (written[from] === '^' || written[from] === '$') fail(`"${written[from]}" cannot be repeated.`)
    const min = counted ? Number(counted[1]) : sign === '+' ? 1 : 0
    const max = counted ? (counted[2] ? Number(counted[3] || Infinity) : min) : sign === '?' ? 1 : Infinity
    if (max < min) fail(`"${counted![0]}" counts downwards.`)
    at += counted?.[0].length ?? 1
    if (written[at] === '?') at++
    if (/[*+?]/.test(written[at] ?? '')) fail(`Nothing to repeat before "${written[at]}".`)
    const after = at
    let unused: Fragment | undefined = first
    const copy = (): Fragment => {
      if (unused) {
        const one = unused
        unused = undefined
        return one
      }
      at = from
      const one = atom()
      at = after
      return one
    }
    return repeat(copy, min, max)
  }

  function repeat(copy: () => Fragment, min: number, max: number): Fragment {
    let whole = nothing()
    const append = (one: Fragment): void => {
      join(whole.ends, one.start)
      whole = { start: whole.start, ends: one.ends }
    }
    for (let i = 0; i < min; i++) append(copy())
    if (max === Infinity) {
      const body = copy()
      const fork = { next: body.start, other: -1 }
      const start = add(fork)
      join(body.ends, start)
      append({ start, ends: [(next) => (fork.other = next)] })
      return whole
    }
    const skips: Fragment['ends'] = []
    for (let i = min; i < max; i++) {
      const body = copy()
      const fork = { next: body.start, other: -1 }
      skips.push((next) => (fork.other = next))
      append({ start: add(fork), ends: body.ends })
    }
    return { start: whole.start, ends: [...whole.ends, ...skips] }
  }

  function atom(): Fragment {
    const char = written[at]!
    if (char === '(') return group()
    if (char === '^' || char === '$') {
      at++
      const node: Node = { edge: char === '^' ? 'start' : 'end', next: -1 }
      return { start: add(node), ends: [(next) => (node.next = next)] }
    }
    if (/[*+?]/.test(char)) fail(`Nothing to repeat before "${char}".`)
    if (char === '[') return read(set())
    if (char === '\\') return read(escape())
    at++
    return read(char === '.' ? complement(LINE_ENDS) : one(char.charCodeAt(0)))
  }

  function group(): Fragment {
    const open = at++
    if (written[at] === '?') {
      const ahead = /^\?(<?)([=!])/.exec(written.slice(at, at + 3))
      if (ahead) {
        const word = ahead[1] ? 'endsWith' : 'contains'
        fail(
          ahead[2] === '!'
            ? `"(${ahead[0]}" looks around, which takes more than linear time: write what must not be there as a condition of its own, { "not": { …, "${word}": "…" } } or with "matches".`
            : `"(${ahead[0]}" looks around, which takes more than linear time: write it as a second comparison beside this one, "${word}" or "matches".`,
          open,
        )
      }
      if (written[at + 1] === ':') at += 2
      else if (/^\?<[A-Za-z]/.test(written.slice(at, at + 3))) fail('Groups have no names here: write "(" instead.', open)
      else if (written.startsWith('?i)', at)) fail('"(?i)" stands at the very beginning.', open)
      else fail('This kind of group is not known; "(", "(?:" and "(?i)" in front are.', open)
    }
    const inner = alternatives()
    if (written[at] !== ')') fail('This group is not closed.', open)
    at++
    return inner
  }

  function escape(): Codes {
    const char = written[at + 1] ?? fail('A pattern cannot end in "\\".')
    if (/[1-9k]/.test(char)) fail(`"\\${char}" refers back to a group, which takes more than linear time: write out what may stand there.`)
    if (/[bB]/.test(char)) fail(`"\\${char}" is not known here: write the characters that may stand beside the word, as in "(^|[^a-z])word".`)
    at += 2
    const named = CLASS[char.toLowerCase()]
    if (named) return char === char.toLowerCase() ? named : complement(named)
    const hex = char === 'u' ? /^[\da-fA-F]{4}/.exec(written.slice(at)) : char === 'x' ? /^[\da-fA-F]{2}/.exec(written.slice(at)) : null
    if (hex) at += hex[0].length
    const code = hex
      ? Number.parseInt(hex[0], 16)
      : (CONTROLS[char] ?? (/[a-zA-Z0-9]/.test(char) ? fail(`"\\${char}" is not known here.`, at - 2) : char.charCodeAt(0)))
    return one(code)
  }

  function set(): Codes {
    const open = at++
    const negated = written[at] === '^'
    if (negated) at++
    const parts: (readonly [number, number])[] = []
    while (written[at] !== ']') {
      if (at >= written.length) fail('This class is not closed.', open)
      const low = member()
      if (written[at] === '-' && written[at + 1] !== ']' && at + 1 < written.length && low.length === 1 && low[0]![0] === low[0]![1]) {
        at++
        const high = member()
        if (high.length !== 1 || high[0]![0] !== high[0]![1] || high[0]![0] < low[0]![0]) fail('This range has no end, or ends before it begins.')
        parts.push([low[0]![0], high[0]![0]])
      } else parts.push(...low)
    }
    at++
    // the other case belongs to the class before it is turned round
    const codes = insensitive ? foldCase(parts) : union(parts)
    return negated ? complement(codes) : codes
  }

  function member(): Codes {
    if (written[at] === '\\') return written[at + 1] === 'b' ? ((at += 2), [[8, 8]]) : escape()
    return [[written.charCodeAt(at), written.charCodeAt(at++)]]
  }

  const whole = alternatives()
  if (at < written.length) fail('This ")" closes nothing.')
  join(whole.ends, add({ done: true }))
  return { nodes, start: whole.start }
}
