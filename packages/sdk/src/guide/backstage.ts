// Owns fetching what draws guides: when the first of them may be shown, or while the page is idle and one waits for its moment alone.
// It must not know what is decided.
import { once } from './once.ts'
import type { Stage, StageModule } from './stage.ts'
import type { World } from './world.ts'

export interface Backstage {
  /** Once it is open. */
  readonly stage: Stage | undefined
  /** Opens the stage as soon as its script is here; after a failure the next call tries again. */
  open(): void
  /** Fetches the script once the page has nothing else to do: a moment, once it comes, is not waited for. */
  prefetch(): void
  dispose(): void
}

/** @param enter - opens the stage with the script that has come. */
export function createBackstage(
  { platform, loadStage, report }: Pick<World, 'platform' | 'loadStage' | 'report'>,
  enter: (module: StageModule) => Stage,
): Backstage {
  const { window } = platform
  let stage: Stage | undefined
  let opening: Promise<void> | undefined
  let prefetched = false
  const fetch = once(loadStage)
  let disposed = false

  return {
    get stage() {
      return stage
    },
    open() {
      if (disposed) return
      opening ??= fetch()
        .then((module) => {
          if (!disposed) stage = enter(module)
          stage?.settle()
        })
        .catch((cause: unknown) => {
          // the page works without guidance; the next change tries again
          opening = undefined
          report('internal', 'Guides cannot be drawn.', cause)
        })
    },
    prefetch() {
      const { connection } = window.navigator as Navigator & { connection?: { saveData?: boolean } }
      if (prefetched || disposed || connection?.saveData) return
      prefetched = true
      window.requestIdleCallback?.(() => void fetch().catch(() => void (prefetched = false)))
    },
    dispose() {
      disposed = true
      stage?.dispose()
    },
  }
}
