// Owns who this browser says it is: anonymous id, user id, account id. It must not know what is known of them.
import type { Platform } from '../platform.ts'

export interface Identity {
  readonly anonymousId: string
  readonly userId: string | undefined
  readonly groupId: string | undefined
  /** True where the anonymous id was made on this page load: nothing can be known of it anywhere. */
  readonly fresh: boolean
  /** @returns whether somebody else was identified before, so that the anonymous id had to change. */
  identify(userId: string): { changed: boolean; switched: boolean }
  group(groupId: string): boolean
  /** Forgets everybody and starts as somebody new. */
  reset(): void
}

interface Kept {
  a: string
  u?: string
  g?: string
}

const NAME = 'identity'

/** Reads the ids of the last visit, or makes new ones. They are needed at the first `track()`, hence synchronous storage. */
export function createIdentity(platform: Pick<Platform, 'local' | 'createId' | 'now'>): Identity {
  let fresh = false
  const create = (): Kept => {
    fresh = true
    return { a: `anon_${platform.createId(platform.now())}` }
  }
  let kept = parse(platform.local.read(NAME)) ?? create()
  const save = (next: Kept): void => platform.local.write(NAME, JSON.stringify((kept = next)))
  save(kept)
  return {
    get anonymousId() {
      return kept.a
    },
    get userId() {
      return kept.u
    },
    get groupId() {
      return kept.g
    },
    get fresh() {
      return fresh
    },
    identify(userId) {
      const before = kept.u
      if (before === userId) return { changed: false, switched: false }
      // two people on one browser are two people: the second starts with an anonymous id of his own
      save({ ...(before === undefined ? kept : create()), u: userId })
      return { changed: true, switched: before !== undefined }
    },
    group(groupId) {
      const changed = kept.g !== groupId
      if (changed) save({ ...kept, g: groupId })
      return changed
    },
    reset: () => save(create()),
  }
}

function parse(text: string | null): Kept | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Kept | null
    return value && typeof value.a === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
