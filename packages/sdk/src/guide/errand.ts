// Owns what actions do beyond the guide that they stand in, and what is left of them when one of them leaves the page. It must not
// know how a guide is shown.
import type { Action } from '@foothold/protocol'
import type { World } from './world.ts'

export interface Errands {
  perform(action: Action): void
  /** Goes to a page. @param rest - what the guide does there, once it has come, by a load or by the host's router. */
  leave(path: string, guide: string, rest: readonly Action[]): void
  /** Goes on with the actions that a navigation cut off. */
  resume(): void
  /** The same, where the address has changed since. */
  arrive(): void
}

/** What is left of an action list after a navigation is dropped when that takes longer than this. */
const REST_MS = 60_000

/**
 * @param stage - `start` starts a guide; `run` lets a guide go on with its actions and tells whether it can, `settle` brings the page in
 * line with what has changed.
 */
export function createErrands(
  { platform, track, navigate, guard }: Pick<World, 'platform' | 'track' | 'navigate' | 'guard'>,
  stage: { start(key: string): unknown; run(guide: string, rest: readonly Action[]): boolean; settle(): void },
): Errands {
  const { location } = platform.window
  /** Address that a list of actions has left with something still to do. */
  let left: string | undefined

  function perform(action: Action): void {
    if ('track' in action) track(action.track, { ...action.properties })
    else if ('start' in action) stage.start(action.start)
  }

  function resume(): void {
    const text = platform.local.read('rest')
    left = undefined
    if (!text) return
    platform.local.write('rest', '')
    const { guide, rest, at } = JSON.parse(text) as { guide: string; rest: Action[]; at: number }
    if (platform.now() - at > REST_MS) return
    if (!stage.run(guide, rest)) for (const action of rest) perform(action)
    stage.settle()
  }

  return {
    perform,
    resume,
    leave(path, guide, rest) {
      if (rest.length) {
        platform.local.write('rest', JSON.stringify({ guide, rest, at: platform.now() }))
        left = location.href
      }
      const routed = navigate(path)
      const arrived = guard(() => {
        if (left) resume()
      })
      // a router that tells when it is done need not have changed the address
      if (routed instanceof Promise) routed.then(arrived, arrived)
    },
    arrive() {
      if (left && left !== location.href) resume()
    },
  }
}
