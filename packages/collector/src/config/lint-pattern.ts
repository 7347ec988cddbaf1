// Owns the checks of everything that is compared with something else: patterns, bounds of versions, pages, selectors. It must
// not know what conditions mean.
import { compilePattern, findPageProblem, parseSemver, PatternError, type PageProblem } from '@foothold/targeting'
import { lintFind, lintSelector } from './lint-find.ts'
import { entries, fields, leavesOf, rootsOf, toPart, type Check, type Report } from './reference.ts'

/**
 * Checks patterns, versions, pages and selectors of a file.
 *
 * @param file - the JSON as written, of any shape.
 * @throws never
 */
export function lintPatterns(file: Record<string, unknown>, check: Check): void {
  const { report } = check
  for (const [pointer, root] of rootsOf(file)) for (const [at, leaf] of leavesOf(root, pointer)) lintLeaf(leaf, at, report)
  const when = fields(file['when'])
  if (typeof when['page'] === 'string') lintPage(when['page'], '/when/page', report)
  entries(when['page']).forEach((page, i) => lintPage(page, `/when/page/${i}`, report))
  lintSelector(fields(when['element'])['css'], '/when/element/css', report)
  for (const [pointer, part] of [['', file] as const, ...entries(file['steps']).map((step, i) => [`/steps/${i}`, fields(step)] as const)]) {
    if (pointer) lintPage(part['page'], `${pointer}/page`, report)
    // an event or an element, written as in a condition; or the comparison of a value
    const advance = fields(part['advance'])
    lintLeaf(advance, `${pointer}/advance`, report)
    lintComparison(fields(advance['input']), `${pointer}/advance/input`, report)
    const target = fields(part['target'])
    entries(target['find']).forEach((find, i) => lintFind(fields(find), `${pointer}/target/find/${i}`, check))
    for (const field of ['frame', 'within']) lintSelector(target[field], `${pointer}/target/${field}`, report, true)
  }
}

function lintLeaf(leaf: Record<string, unknown>, pointer: string, report: Report): void {
  lintComparison(leaf, pointer, report)
  for (const [name, comparison] of Object.entries(fields(leaf['where']))) lintComparison(fields(comparison), `${pointer}/where/${toPart(name)}`, report)
  lintPage(leaf['page'], `${pointer}/page`, report)
  lintSelector(leaf['element'], `${pointer}/element`, report)
  if (!('page' in leaf)) return
  for (const name of Object.keys(fields(leaf['query']))) {
    if (/^[?&]/.test(name))
      tellPage(`${pointer}/query/${toPart(name)}`, name, { detail: 'A parameter is named without "?"', rewrite: name.slice(1), sure: true }, report)
  }
  const { hash } = leaf as { hash?: unknown }
  if (typeof hash === 'string' && hash.startsWith('#'))
    tellPage(`${pointer}/hash`, hash, { detail: '"hash" is what follows the "#"', rewrite: hash.slice(1), sure: true }, report)
}

function lintComparison({ matches, semver }: { matches?: unknown; semver?: unknown }, pointer: string, report: Report): void {
  if (typeof matches === 'string') lintMatches(matches, `${pointer}/matches`, report)
  if (typeof semver === 'string' && semver.trim() && !parseSemver(semver)) {
    const rewrite = boundsMeant(semver)
    report(
      'semver_invalid',
      `${pointer}/semver`,
      `"${semver}" cannot be read as bounds of a version: ${rewrite ? `write "${rewrite}".` : 'write for example ">=2.4.0 <3".'}`,
      {
        found: semver,
        expected: 'bounds such as ">=2.4.0 <3"',
        ...(rewrite ? { suggestion: [rewrite] } : {}),
      },
    )
  }
}

function lintMatches(matches: string, pointer: string, report: Report): void {
  const meant = patternMeant(matches)
  if (meant) {
    report(
      'pattern_invalid',
      pointer,
      `"${matches}" ${meant.sure ? 'can never match' : 'is not read as it is meant'}. ${meant.detail}: write ${JSON.stringify(meant.rewrite)}.`,
      { ...(meant.sure ? {} : { severity: 'warning' as const }), found: matches, suggestion: [meant.rewrite] },
    )
    return
  }
  const fault = findPatternFault(matches)
  const [short, at] = fault ? [matches.slice(fault.at, fault.at + 12), fault.at + 1] : ['', 0]
  if (fault)
    report('pattern_invalid', pointer, `This pattern cannot be used, at character ${at}${short ? ` ("${short}")` : ''}: ${fault.message}`, {
      found: matches,
      expected: 'a regular expression without look-around and back-references',
    })
}

/** Classes of POSIX, as they are written here. */
const POSIX: Readonly<Record<string, string>> = {
  ...{ alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: String.raw`\s`, word: String.raw`\w`, xdigit: '0-9A-Fa-f' },
}

/** Finds what was meant by a pattern as other tools write it, where that is certain enough. @throws never */
export function patternMeant(pattern: string): { detail: string; rewrite: string; sure: boolean } | undefined {
  const [, inner, flags] = /^\/(.+)\/([dgimsuvy]*)$/s.exec(pattern) ?? []
  const anchored = inner !== undefined && (inner.startsWith('^') || /(?<!\\)\$$/.test(inner))
  if (inner !== undefined && (flags || anchored)) {
    const rewrite = (flags?.includes('i') && !inner.startsWith('(?i)') ? '(?i)' : '') + inner.replaceAll('\\/', '/')
    return { detail: 'The slashes around a pattern, and letters behind them, are taken as text', rewrite, sure: anchored }
  }
  let rewrite = pattern
  for (let found = findPosix(rewrite); found; found = findPosix(rewrite)) {
    const before = rewrite.slice(0, found.index)
    const set = POSIX[found[1]!]!
    rewrite = before + (before.lastIndexOf('[') > before.lastIndexOf(']') ? set : `[${set}]`) + rewrite.slice(found.index + found[0].length)
  }
  return rewrite === pattern ? undefined : { detail: 'Classes such as [:alpha:] are not known', rewrite, sure: false }
}
const findPosix = (text: string): RegExpExecArray | null => /\[:(alpha|digit|alnum|upper|lower|space|word|xdigit):\]/.exec(text)

function findPatternFault(pattern: string): PatternError | undefined {
  try {
    compilePattern(pattern)
    return undefined
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
}

/** Ranges as other tools write them, in the words of this one. */
function boundsMeant(written: string): string | undefined {
  const text = written.trim()
  const [, sign, major, minor, patch] = /^([\^~]|)v?(\d{1,9})(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*]))?$/.exec(text) ?? []
  if (major !== undefined) {
    const numbers = [major, minor, patch].map((part) => (/^\d+$/.test(part ?? '') ? Number(part) : undefined))
    const [x, y, z] = [numbers[0]!, numbers[1], numbers[2]]
    const fixed =
      sign === '~' ? (y === undefined ? 0 : 1) : sign === '^' ? (x > 0 || y === undefined ? 0 : y > 0 || z === undefined ? 1 : 2) : y === undefined ? 0 : 1
    const upper = [x, y ?? 0, z ?? 0].map((part, i) => (i < fixed ? part : i === fixed ? part + 1 : 0))
    return `>=${x}.${y ?? 0}.${z ?? 0} <${upper.join('.')}`
  }
  const [, low, high] = /^v?([\d.]+)\s+-\s+v?([\d.]+)$/.exec(text) ?? []
  if (low !== undefined) return `>=${low} <=${high}`
  const joined = text.replace(/\s*(,|&&)\s*/g, ' ')
  return joined !== text && parseSemver(joined) ? joined : undefined
}

function lintPage(page: unknown, pointer: string, report: Report): void {
  const problem = typeof page === 'string' && page ? findPageProblem(page) : undefined
  if (problem) tellPage(pointer, page as string, problem, report)
}

function tellPage(pointer: string, found: string, { detail, rewrite, sure }: PageProblem, report: Report): void {
  report('page_invalid', pointer, `"${found}" ${sure ? 'can never match' : 'is not read as it is meant'}. ${detail}: write "${rewrite}".`, {
    ...(sure || /[?#]/.test(found) ? {} : { severity: 'warning' as const }),
    found,
    expected: 'a path pattern such as "/projects/:id"',
    suggestion: [rewrite],
  })
}
