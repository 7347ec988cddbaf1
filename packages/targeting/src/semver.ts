// Owns versions: how they are read and ordered. @see https://semver.org
import type { SemverBound, Version } from '@foothold/protocol'

/** Reads `1.2.3`, `v1.2` or `1.2.3-beta.2+build`; missing numbers are 0. `undefined` where it is no version. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([\w.-]{1,99}))?(?:\+[\w.-]{1,99})?$/.exec(text)
  if (!match) return undefined
  const [, major, minor = 0, patch = 0, pre] = match
  return [+major!, +minor, +patch, ...(pre?.split('.') ?? []).map((part) => (/^\d{1,15}$/.test(part) ? +part : part))]
}

/** < 0 where `a` comes before `b`. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number)
  // a pre-release comes before its release
  if (a.length === 3 || b.length === 3) return b.length - a.length
  for (let i = 3; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    // numbers come before words
    return typeof x === typeof y ? (x < y ? -1 : 1) : typeof x === 'number' ? -1 : 1
  }
  return 0
}

/**
 * Orders a plain version (`1.2.3`) against a bound without making anything of it: many times as fast as reading it.
 *
 * @returns < 0 where it comes before; NaN where the text is anything else.
 */
function compareInPlace(text: string, bound: Version): number {
  let order = 0
  let at = 0
  for (let i = 0; i < 3; i++) {
    const from = at
    let number = 0
    for (let digit; (digit = text.charCodeAt(at) - 48) >= 0 && digit <= 9; at++) number = number * 10 + digit
    if (at === from || at - from > 15) return Number.NaN
    order ||= number - (bound[i] as number)
    if (i < 2 && text.charCodeAt(at++) !== 46) return Number.NaN
  }
  // a release comes after its pre-releases
  return at === text.length ? order || bound.length - 3 : Number.NaN
}

/** Makes the test of compiled bounds: false for what is no version. */
export function compileSemver(bounds: readonly SemverBound[]): (text: string) => boolean {
  return (text) => {
    let version: Version | undefined
    for (const [operator, bound] of bounds) {
      let order = compareInPlace(text, bound)
      if (Number.isNaN(order)) {
        version ??= parseVersion(text)
        if (!version) return false
        order = compareVersions(version, bound)
      }
      if (!fulfils(operator, order)) return false
    }
    return true
  }
}

const fulfils = (operator: SemverBound[0], order: number): boolean =>
  operator === '!=' ? order !== 0 : order < 0 ? operator[0] === '<' : order > 0 ? operator[0] === '>' : operator.includes('=')
