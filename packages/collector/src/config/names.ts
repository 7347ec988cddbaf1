// Owns the list of everything that authored files declare. It must not know what refers to it.
import { isHeldOutByDefault, LIMITS, type Guide } from '@foothold/protocol'
import { HELD_OUT, NOT_IN } from '@foothold/targeting'
import type { LintFile, UnreadFile } from './lint.ts'
import { entries, fields, type Names } from './reference.ts'

/**
 * Collects the keys that files declare.
 *
 * @param unread - files that cannot be read: their words still count, so that one lost brace is not told as ten dangling references.
 * @throws never
 */
export function namesOf(files: readonly LintFile[], unread: readonly UnreadFile[]): Names {
  const names: Names = {
    segment: new Set(),
    milestone: new Set(),
    feature: new Set(),
    guide: new Map(),
    celebration: new Set(),
    leaderboard: new Set(),
    badge: new Set(),
    rollout: new Set(),
    journey: new Set(),
    arms: new Map(),
    model: unread.some(({ role }) => role === 'model') ? 'unread' : 'none',
  }
  const add = (key: string, kind: string): void => {
    names.guide.set(key, kind)
    if (kind === 'celebration' || kind === 'leaderboard') names[kind].add(key)
  }
  for (const { role, text } of unread) {
    const kind = /"kind"\s*:\s*"([\w-]+)"/.exec(text)?.[1] ?? 'celebration'
    if (role === 'guide')
      for (const [, key] of text.slice(0, LIMITS.bundleBytes).matchAll(/"key"\s*:\s*"([a-z0-9-]+)"/g)) {
        add(key!, kind)
        names.arms.set(key!, undefined)
      }
  }
  for (const { role, value } of files) {
    const file = fields(value)
    if (role === 'guide') {
      if (typeof file['key'] !== 'string') continue
      add(file['key'], String(file['kind']))
      if ('experiment' in file || isHeldOutByDefault(file as unknown as Guide)) names.arms.set(file['key'], armsOf(file['experiment']))
      continue
    }
    if (role === 'translation') continue
    if (names.model === 'none') names.model = 'read'
    for (const kind of ['segment', 'milestone', 'feature', 'rollout', 'badge', 'journey'] as const) {
      for (const entry of entries(file[`${kind}s`])) {
        const { key } = fields(entry) as { key?: unknown }
        if (typeof key === 'string') names[kind].add(key)
      }
    }
  }
  return names
}

function armsOf(experiment: unknown): string[] {
  const variants = entries(fields(experiment)['variants']).map((variant) => fields(variant)['key'])
  return [...variants.filter((key) => typeof key === 'string'), HELD_OUT, NOT_IN]
}
