// The script-tag entry: takes its options from the tag, replays what the page called before it was loaded, and puts the
// methods onto the same `window.foothold` object. The parts that decide and draw are fetched from beside this file.
import { createClient } from './client.ts'
import { createReport } from './error.ts'
import { createGuard } from './guard.ts'
import type { GuidanceModule } from './guide/guidance.ts'
import type { LiveModule } from './guide/live.ts'
import type { StageModule } from './guide/stage.ts'
import type { Foothold, Surface } from './page-api.ts'
import { checkOptions, type Options } from './options.ts'
import { createPlatform } from './platform.ts'

/**
 * A call that waits; what it has returned looks here for what ends the thing, and leaves a mark where it was called before.
 * @see packages/protocol/src/snippet.ts
 */
type Waiting = [method: keyof Foothold, args: unknown[], end?: (() => void) | undefined, ended?: 1]

/** What the snippet leaves on the page. */
interface Stub extends Partial<Foothold> {
  q?: Waiting[]
  /** The page may set these before or after the script has come; what happened before is not heard or masked. */
  navigate?: (path: string) => unknown
  onError?: Options['onError']
  onDrop?: Options['onDrop']
  mask?: Options['mask']
  identityToken?: Options['identityToken']
}

const script = document.currentScript as HTMLScriptElement | null
const holder = window as unknown as { foothold?: Stub }
const stub: Stub = (holder.foothold ??= {})

/** Fetches a part from beside this file: a script tag cannot be split by a bundler. */
function beside<T>(part: string): () => Promise<T> {
  let query = ''
  return async () => {
    try {
      return (await import(/* @vite-ignore */ new URL(`foothold-${part}.js${query}`, script!.src).href)) as T
    } catch (cause) {
      // some browsers remember under which address nothing came
      query += '?'
      throw cause
    }
  }
}

/** Starts on `window.foothold`; a second copy of the script leaves the first one alone. */
function begin(): void {
  if (!script) return
  const report = createReport(() => stub.onError)
  // of all methods the one that the snippet has not
  if (stub.deadLetters) return report('instance_twice', 'foothold.js is on this page twice; the first goes on alone.')
  try {
    const options = checkOptions({
      key: script.dataset['key'] ?? '',
      endpoint: script.dataset['endpoint'] ?? new URL(script.src).origin,
      pages: script.dataset['pages'] !== 'off',
      consent: script.dataset['consent'] as Options['consent'],
      respectDoNotTrack: script.dataset['dnt'] === 'respect',
      language: script.dataset['language'],
      live: script.dataset['live'] === 'on',
      get mask() {
        return stub.mask
      },
      get onDrop() {
        return stub.onDrop
      },
      get navigate() {
        return stub.navigate
      },
      identityToken: stub.identityToken,
    })
    const client = createClient(options, createPlatform(window, options.key, options.endpoint, report), report, {
      guide: beside<GuidanceModule>('guide'),
      stage: beside<StageModule>('ui'),
      live: beside<LiveModule>('live'),
    })
    const waiting = stub.q ?? []
    Object.assign(stub, client)
    delete stub.q
    // the snippet may be of another version, and know calls that this one does not; one that fails costs itself only
    const replay = createGuard(report)((call: Waiting) => {
      const made = (client[call[0]] as ((...args: unknown[]) => unknown) | undefined)?.(...call[1])
      call[2] = typeof made === 'function' ? (made as () => void) : (made as Surface | undefined)?.release
      if (call[3]) call[2]?.()
    })
    for (const call of waiting) replay(call)
  } catch (cause) {
    report('option_invalid', String(cause), cause)
  }
}

begin()
