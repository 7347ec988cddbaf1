// Owns versions: how they are read and ordered. @see https://semver.org
import type { SemverBound, Version } from '@foothold/protocol'

/** Digits of the largest number in a version. */
const DIGITS = 15

/** Reads `1.2.3`, `v1.2` or `1.2.3-beta.2+build`; missing numbers are 0. `undefined` where it is no version. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([\w.-]{1,99}))?(?:\+[\w.-]{1,99})?$/.exec(text)
  if (!match) return undefined
  const [, major, minor = 0, patch = 0, pre] = match
  return [+major!, +minor, +patch, ...(pre?.split('.') ?? []).map((part) => (/^\d{1,15}$/.test(part) ? +part : part))]
}

/**
 * Writes a version so that texts sort as versions do: numbers of one length, before words; `!` comes before whatever may follow, so
 * that fewer parts come first; and `~` comes after all, since a release comes after its pre-releases.
 */
export const toSortable = (version: Version): string =>
  version.map((part) => (typeof part === 'number' ? `${part}`.padStart(DIGITS, '0') : `_${part}`)).join('!') + (version.length > 3 ? '' : '!~')

/** What was read of texts: there are few versions, and many who have them. */
const known = new Map<string, string>()
const KNOWN = 1_000

function read(text: string): string | undefined {
  const version = known.has(text) ? undefined : parseVersion(text)
  if (version) {
    if (known.size >= KNOWN) known.clear()
    known.set(text, toSortable(version))
  }
  return known.get(text)
}

/** Makes the test of compiled bounds: false for what is no version. */
export function compileSemver(bounds: readonly SemverBound[]): (text: string) => boolean {
  const compiled = bounds.map(([operator, version]) => [operator, toSortable(version)] as const)
  return (text) => {
    const given = read(text)
    return (
      given !== undefined &&
      compiled.every(([operator, bound]) =>
        operator === '!=' ? given !== bound : given === bound ? operator.includes('=') : operator[0] === (given < bound ? '<' : '>'),
      )
    )
  }
}
