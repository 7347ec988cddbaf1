// Owns taking note of milestones, and telling of those that are news. It must not know when their conditions are asked.
import { MILESTONE_REACHED, type Bundle } from '@foothold/protocol'
import { CELEBRATE_MS } from '@foothold/targeting'
import type { World } from './world.ts'

/**
 * Takes note of milestones whose condition now holds.
 *
 * Where no event of this moment is part of the condition, they were reached some time ago, somewhere else; that is no news, and
 * the exact time is the collector's to say.
 *
 * @param names - dependencies that have changed.
 * @returns dependencies that have changed by it.
 */
export function reach(
  { person, platform, track }: Pick<World, 'person' | 'platform' | 'track'>,
  reached: readonly string[],
  milestones: Bundle['milestones'],
  names: ReadonlySet<string>,
): string[] {
  const live = milestones.filter(({ key, dependencies }) => reached.includes(key) && dependencies.some((name) => name.startsWith('event:') && names.has(name)))
  const isLive = new Set(live.map(({ key }) => key))
  // all are noted before one is told: telling is an event, and leads here again
  for (const key of reached) person.reach(key, platform.now() - (isLive.has(key) ? 0 : CELEBRATE_MS))
  for (const milestone of isLive) track(MILESTONE_REACHED, { milestone })
  return reached.map((key) => `milestone:${key}`)
}
