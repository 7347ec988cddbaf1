// Owns page patterns: "/projects/:id". No regular expressions, so every pattern is linear in the length of the path.
import type { Place } from './context.ts'

/**
 * Compiles a page pattern.
 *
 * `:name` and `*` stand for one part of the path, a `*` (or `**`) at the end for any rest, also none. Case counts, a slash at
 * the end does not.
 *
 * @param pattern - begins with `/` or `*`; checked when the file was parsed.
 * @param query - parameters that must be there; the value `*` takes any.
 * @throws never
 */
export function compilePage(pattern: string, query?: Readonly<Record<string, string>>): (place: Place) => boolean {
  const wanted = split(pattern)
  const open = wanted.at(-1) === '*' || wanted.at(-1) === '**'
  const fixed = open ? wanted.slice(0, -1) : wanted
  const parameters = Object.entries(query ?? {})
  return (place) => {
    const parts = split(place.path)
    return (
      (open ? parts.length >= fixed.length : parts.length === fixed.length) &&
      fixed.every((part, i) => part[0] === ':' || part === '*' || part === parts[i]) &&
      parameters.every(([name, value]) => Object.hasOwn(place.query, name) && (value === '*' || place.query[name] === value))
    )
  }
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')
