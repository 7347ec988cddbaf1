// Owns what can be told of page patterns without a page: whether two can match the same one, and how a pattern that can never
// match is meant. For authors.

/** A page as a condition asks for it. */
export interface PageSaying {
  page: string
  query?: Readonly<Record<string, string>> | undefined
  hash?: string | undefined
}

interface Path {
  fixed: string[]
  /** Any rest may follow. */
  open: boolean
}

function toPath(pattern: string): Path {
  const fixed = pattern.split('/').filter((part) => part !== '')
  const open = /^\*\*?$/.test(fixed.at(-1) ?? '')
  return { fixed: open ? fixed.slice(0, -1) : fixed, open }
}
const isAny = (part: string | undefined): boolean => part === '*' || part?.[0] === ':'

/** Whether no page can fulfil both. */
export function pagesExclude(a: PageSaying, b: PageSaying): boolean {
  const [one, other] = [a.query ?? {}, b.query ?? {}]
  const differ = Object.entries(one).some(([name, value]) => value !== '*' && Object.hasOwn(other, name) && other[name] !== '*' && other[name] !== value)
  return differ || apart(a.page, b.page) || (a.hash !== undefined && b.hash !== undefined && apart(a.hash, b.hash))
}

function apart(a: string, b: string): boolean {
  const [x, y] = [toPath(a), toPath(b)]
  if ((!x.open && x.fixed.length < y.fixed.length) || (!y.open && y.fixed.length < x.fixed.length)) return true
  return x.fixed.some((part, i) => i < y.fixed.length && part !== y.fixed[i] && !isAny(part) && !isAny(y.fixed[i]))
}

/** Whether every page that fulfils `inner` fulfils `outer`. */
export function pageCovers(outer: PageSaying, inner: PageSaying): boolean {
  const has = inner.query ?? {}
  const query = Object.entries(outer.query ?? {}).every(([name, value]) => Object.hasOwn(has, name) && (value === '*' || has[name] === value))
  return query && pathCovers(outer.page, inner.page) && (outer.hash === undefined || (inner.hash !== undefined && pathCovers(outer.hash, inner.hash)))
}

function pathCovers(outer: string, inner: string): boolean {
  const [x, y] = [toPath(outer), toPath(inner)]
  if (x.open ? y.fixed.length < x.fixed.length : y.open || y.fixed.length !== x.fixed.length) return false
  return x.fixed.every((part, i) => isAny(part) || part === y.fixed[i])
}

/** Whether every page fulfils it. */
export const isEveryPage = (one: PageSaying): boolean => pageCovers(one, { page: '*' })

/** Why a page pattern can never match, and what was probably meant: in words, and as a pattern where one pattern says it. */
export interface PageProblem {
  detail: string
  rewrite: string
  /** No page can match. Else some do, but hardly those that are meant. */
  sure: boolean
}

/** What never stands in the path of an address, or not as it is; a star beside something else could, but in no product does. */
const NEVER_IN_PATH = /^[^/*]|[?#\\{}<>"`\s\u0080-\uffff]|[^/*]\*|\*[^/*]|\*\*(?:\/+[^/]|\*)/
/** A part that begins so takes everything, whatever follows. */
const NAMED_PART = /(?<=\/):[^/]*/g

/** What is looked for, in turn: first the mistakes that explain others. */
const PROBLEMS: readonly ((page: string) => Omit<PageProblem, 'sure'> | undefined)[] = [
  (page) => {
    const [, , path] = /^(?:([a-z][a-z0-9+.-]*:)\/\/|\/\/(?=[\w-]+\.\w))[^/?#]*([^?#]*)/i.exec(page) ?? []
    return path === undefined ? undefined : { detail: 'A pattern is compared with the path only, without origin', rewrite: path || '/' }
  },
  (page) => {
    const [, path, query] = /^([^?#()[\]]*)\?([\w.~%-]+(?:=[^&#]*)?(?:&[^#]*)?)?(?:#.*)?$/.exec(page) ?? []
    if (path === undefined) return undefined
    const pairs = Object.fromEntries(
      (query ?? '')
        .split('&')
        .filter(Boolean)
        .map((pair) => [pair.split('=')[0]!, pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '*']),
    )
    return { detail: `The query has a field of its own in a condition ("query": ${JSON.stringify(pairs)})`, rewrite: path || '/' }
  },
  (page) => {
    const [, path, hash] = /^([^#()[\]\\]*)#(.*)$/.exec(page) ?? []
    return path === undefined
      ? undefined
      : { detail: `What follows the "#" has a field of its own in a condition ("hash": ${JSON.stringify(hash)})`, rewrite: path || '/' }
  },
  (page) =>
    /\\|\.[*+]|\[\^|\)[*+?{]|\([^)]*\||\(\?|^\^|\$$|\]\+|\]\*/.test(page)
      ? { detail: 'Patterns are no regular expressions: ":name" stands for one part, "*" at the end for any rest', rewrite: withoutRegex(page) }
      : undefined,
  (page) =>
    /(^|\/)(\[[^/]+\]|\{[^/]+\}|<[^/]+>|\$\w+)(\/|$)/.test(page)
      ? {
          detail: 'A part that may be anything is written ":name"',
          rewrite: page.replace(/(?<=^|\/)(?:\[{1,2}(?:\.{3})?|\{|<(?:\w+:)?|\$)(\w+)[^/]*(?=\/|$)/g, ':$1'),
        }
      : undefined,
  (page) =>
    toPath(page).fixed.includes('**')
      ? { detail: '"**" stands at the end only; one part in the middle is "*"', rewrite: page.replace(/\*\*(?=\/)/g, '*') }
      : undefined,
  (page) =>
    toPath(page).fixed.some((part) => part.length > 1 && part.includes('*') && part !== '**' && part[0] !== ':')
      ? { detail: '"*" stands for a whole part between slashes, never for a piece of one', rewrite: page.replace(/[^/]*\*[^/]*/g, '*') }
      : undefined,
  (page) => {
    // the browser tells a path as it is on the wire
    const wire = encodeURI(page.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%25', '%')
    return wire === page ? undefined : { detail: 'In a path spaces and other such characters are written as they are sent', rewrite: wire }
  },
]

/**
 * Finds why a page pattern can never match, or hardly.
 *
 * @param page - of any form.
 * @returns the first reason, with a pattern to write instead; `undefined` where it can match.
 * @throws never
 */
export function findPageProblem(page: string): PageProblem | undefined {
  for (const look of PROBLEMS) {
    const found = look(page)
    if (found) return { ...found, sure: NEVER_IN_PATH.test(page.replace(NAMED_PART, ':')) }
  }
  return undefined
}

function withoutRegex(page: string): string {
  const path = page
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll('\\/', '/')
    .replace(/(?<=\/)[^/]*(?:\[\^\/?\]\+|\[\^\/?\]\*)[^/]*|(?<=\/)\(?(?:\\[dw][+*]?|\[[^\]]*\][+*]?|\\d\{[^}]*\})\)?(?=\/|$)/g, ':id')
    .replace(/\/?\(?\.[*+]\)?$/, '/*')
    .replace(/(?<=\/)\(?\.[*+]\)?(?=\/)/g, '*')
    .replace(/\\(.)/g, '$1')
  return path.startsWith('/') || path.startsWith('*') ? path : `/${path}`
}
