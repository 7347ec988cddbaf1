// Owns how authors write bounds of a version. For publishing.
import type { SemverBound } from '@foothold/protocol'
import { parseVersion } from '../semver.ts'

/**
 * Reads bounds as authors write them: `>=2.4.0`, `<3`, `=1.2.3`, `!=2.0.0`, a bare version for "equal", several with spaces.
 *
 * @returns the bounds, or `undefined` where they cannot be read.
 */
export function parseSemver(written: string): SemverBound[] | undefined {
  const bounds = written
    .trim()
    .replace(/([<>=!])\s+/g, '$1')
    .split(/\s+/)
    .map((part) => {
      const [, operator = '=', text] = /^(>=|<=|>|<|!=|=)?(.*)$/.exec(part)!
      const version = parseVersion(text!)
      return version && ([operator, version] as SemverBound)
    })
  return bounds.every((bound) => bound !== undefined) ? bounds : undefined
}
