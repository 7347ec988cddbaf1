// Owns path patterns: "/projects/:id". No regular expressions, so every pattern is linear in the length of the path.

/**
 * Compiles a path pattern.
 *
 * `:name` and `*` stand for one part of the path, a `*` (or `**`) at the end for any rest, also none. Case counts, a slash at
 * the end does not.
 *
 * @throws never
 */
export function compilePath(pattern: string): (path: string) => boolean {
  const wanted = split(pattern)
  const open = /^\*\*?$/.test(wanted.at(-1) ?? '')
  if (open) wanted.pop()
  return (path) => {
    const parts = split(path)
    return (
      (open ? parts.length >= wanted.length : parts.length === wanted.length) && wanted.every((part, i) => part[0] === ':' || part === '*' || part === parts[i])
    )
  }
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')
