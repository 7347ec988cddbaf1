// Owns who this browser says it is: anonymous id, user id, account id. It must not know what is known of them.
import type { Platform } from '../platform.ts'
import { parseJson } from './serialize.ts'

/** As events carry them, and as this browser notes them. */
export interface Ids {
  anonymousId: string
  userId?: string
  groupId?: string
}

export interface Identity {
  /** Who is here now; never changed in place. */
  ids(): Readonly<Ids>
  /** The id under which this person is known. */
  person(): string
  /** True for somebody who was made up on this page load: nothing can be known of them anywhere. */
  fresh(): boolean
  /** Takes note of a user or an account; a second user has an anonymous id of his own. @returns who was noted before. */
  note(member: 'userId' | 'groupId', id: string): string | undefined
  /** Forgets everybody and starts as somebody new. */
  reset(): void
  /** Takes over what another tab has said since. @returns whether that is something else. */
  recheck(): boolean
}

const NAME = 'identity'

/** Reads the ids of the last visit, or makes new ones. They are needed at the first `track()`, hence synchronous storage. */
export function createIdentity(platform: Pick<Platform, 'local' | 'createId' | 'now'>): Identity {
  let fresh = false
  const create = (): Ids => {
    fresh = true
    return { anonymousId: `anon_${platform.createId(platform.now())}` }
  }
  const stored = (): Ids | undefined => {
    const value = parseJson<Ids>(platform.local.read(NAME))
    return typeof value?.anonymousId === 'string' ? value : undefined
  }
  let ids = stored() ?? create()
  const save = (next: Ids): void => platform.local.write(NAME, JSON.stringify((ids = next)))
  save(ids)
  return {
    ids: () => ids,
    person: () => ids.userId ?? ids.anonymousId,
    fresh: () => fresh && !ids.userId,
    note(member, id) {
      const before = ids[member]
      // two people on one browser are two people
      if (before !== id) save({ ...(before && member === 'userId' ? create() : ids), [member]: id })
      return before
    },
    reset: () => save(create()),
    recheck() {
      const next = stored()
      // storage that was emptied by hand says nothing about who is here
      if (!next || JSON.stringify(next) === JSON.stringify(ids)) return false
      ids = next
      fresh = false
      return true
    },
  }
}
