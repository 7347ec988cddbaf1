// Owns the way from JSON text to its value and from a JSON pointer back to line and column. It must not know what guides
// or models are.
import type { Issue } from '@foothold/protocol'
import { getNodeValue, parseTree, type Node } from 'jsonc-parser'
import { readTolerantly } from './syntax.ts'

/** A place in a text, from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  line: number
  column: number
}

/** One JSON text with its value and the places of everything in it. */
export interface JsonDocument {
  /** `undefined` where the text is too broken to be read. */
  value: unknown
  /** Syntax errors and keys written twice, with their places. */
  issues: Issue[]
  /**
   * Finds where a value stands.
   *
   * @param pointer - JSON Pointer; where it leads to nothing, the nearest enclosing object or list is meant.
   * @param part - `key`: the name in front of the value, where it has one.
   * @returns the place; 1:1 where there is nothing at all.
   */
  position(pointer: string, part?: 'key' | 'value'): Position
}

/**
 * Reads JSON text and remembers where everything is.
 *
 * Mistakes that leave no doubt about the meaning (comment, trailing or missing comma, wrong quotes) are reported and read
 * on, so that one run also tells what is wrong behind them.
 *
 * @param source - the text of a file; a byte order mark is allowed.
 * @throws never
 */
export function locate(source: string): JsonDocument {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  const toPosition = positions(text)
  try {
    const { mistakes, readable } = readTolerantly(text, toPosition)
    const tree = readable === undefined ? undefined : parseTree(readable, [], { allowTrailingComma: true })
    const issues: Issue[] = mistakes.map(({ offset, detail }) => ({ code: 'json_syntax', severity: 'error', pointer: '', detail, ...toPosition(offset) }))
    if (tree) findRepeatedKeys(tree, toPosition, '', issues)
    // JSON.parse wherever it can: it keeps a key `__proto__` a key
    const value: unknown = !tree ? undefined : mistakes.length ? getNodeValue(tree) : JSON.parse(text)
    return { value, issues, position: (pointer, part = 'value') => toPosition(offsetOf(tree, pointer, part)) }
  } catch (error) {
    const deep = error instanceof RangeError
    const issue: Issue = {
      code: deep ? 'limit_exceeded' : 'json_syntax',
      severity: 'error',
      pointer: '',
      detail: deep ? 'This is nested too deeply to be read.' : `This is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`,
      line: 1,
      column: 1,
    }
    return { value: undefined, issues: [issue], position: () => ({ line: 1, column: 1 }) }
  }
}

function offsetOf(tree: Node | undefined, pointer: string, part: 'key' | 'value'): number {
  let node = tree
  for (const name of pointer.split('/').slice(1)) {
    const inner = node && child(node, name.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (!inner) return node?.offset ?? 0
    node = inner
  }
  const key = part === 'key' && node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined
  return (key ?? node)?.offset ?? 0
}

/** Members of the objects that were asked for one: an object of thousands may be asked as often. */
const members = new WeakMap<Node, Map<unknown, Node | undefined>>()

function child(node: Node, name: string): Node | undefined {
  if (node.type === 'array') return node.children?.[Number(name)]
  let known = members.get(node)
  // the last of equal keys is the one that JSON.parse keeps
  if (!known) members.set(node, (known = new Map(node.children?.map(({ children: [key, value] = [] }) => [key?.value, value]))))
  return known.get(name)
}

function findRepeatedKeys(node: Node, toPosition: (offset: number) => Position, pointer: string, issues: Issue[]): void {
  if (node.type === 'array') node.children?.forEach((inner, i) => findRepeatedKeys(inner, toPosition, `${pointer}/${i}`, issues))
  if (node.type !== 'object') return
  const first = new Map<string, number>()
  for (const { children: [key, value] = [] } of node.children ?? []) {
    const name = String(key?.value)
    const inside = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const before = first.get(name)
    if (before !== undefined && key) {
      const detail = `"${name}" stands twice in this object (first in line ${toPosition(before).line}); only the last would count. Remove one.`
      issues.push({ code: 'duplicate_key', severity: 'error', pointer: inside, detail, found: name, ...toPosition(key.offset) })
    } else if (key) first.set(name, key.offset)
    if (value) findRepeatedKeys(value, toPosition, inside, issues)
  }
}

function positions(text: string): (offset: number) => Position {
  const starts = [0]
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}
