// Owns noticing that an element is on its way somewhere: an animation of its own, or of something around it.
import { parentOf } from './tree.ts'

/** An animation that goes on for longer is not waited for. */
const PATIENCE_MS = 2_000
/** What moves an element or lets it appear; a colour may change under a card. */
const MOVES = /^(transform|translate|rotate|scale|offset|opacity|left|top|right|bottom|inset|margin|padding|width|height|flex|grid)/

/** Waits until an element rests. @returns nothing where it does already. */
export function restOf(element: Element): Promise<unknown> | undefined {
  for (let node: Element | null = element; node; node = parentOf(node)) {
    for (const animation of node.getAnimations()) {
      const { effect, currentTime, playState, finished } = animation as Animation & { effect: KeyframeEffect | null }
      const left = Number(effect?.getComputedTiming().endTime) - Number(currentTime)
      const moves = effect?.getKeyframes().some((frame) => Object.keys(frame).some((name) => MOVES.test(name)))
      // one that was cancelled rests as well
      if (playState === 'running' && left > 0 && left < PATIENCE_MS && moves) return finished.catch(() => {})
    }
  }
  return undefined
}
