// Owns the memory of keys that were just checked: everything below `/v1` asks for the same few thousands of times a second.
import type { IdentityMode } from '@foothold/protocol'
import { CollectorError } from '../error.ts'
import { allowsOrigin } from '../project/origin.ts'
import { toKeyStatus } from '../project/key.ts'
import type { ErasureStore, KeyRecord, ProjectStore } from '../store/state-store.ts'
import { authenticate, type KeyUse } from './authenticate.ts'

/** How long a known key is believed, in ms: so long a revoked one still works, and who is erased is taken by other collectors. */
export const BELIEVED_MS = 1000
/** Keys that are remembered. */
const KEPT = 10_000

/** A write key, and what its project asks of those who use it. */
export interface Access {
  record: KeyRecord
  identity: IdentityMode
  /** Active identity secrets; the same list as long as nothing changed. */
  secrets: readonly string[]
  /** Hashes of ids whose events are not taken. */
  erased: ReadonlySet<string>
}

/** Checks a write key and the origin of the page that uses it. */
export interface WriteKeyCheck {
  /** @throws {CollectorError} as `authenticate`, and `origin_refused`. */
  (key: string | undefined, origin: string | undefined): Access | Promise<Access>
  /** Forgets what is known of a project: something of it was changed here. */
  forget(project: string): void
  /** Hashes of ids of a project whose events are not taken. */
  erased(project: string): Promise<ReadonlySet<string>>
  /** From now on takes nothing of these ids, in requests that are under way too. @param hashes - of ids. */
  suppress(project: string, hashes: readonly string[]): void
}

/** What the check works on. */
export interface WriteKeyOptions {
  projects: ProjectStore
  erasures: ErasureStore
  use: KeyUse
}

/**
 * Creates the check of write keys, which remembers known ones for a second. Unknown ones are always asked for: a key works as
 * soon as it is made.
 */
export function createWriteKeyCheck({ projects, erasures, use }: WriteKeyOptions): WriteKeyCheck {
  const known = new Map<string, { access: Access; until: number }>()
  /** The same set as long as the collector runs: requests that are under way see what is added. */
  const erasedOf = new Map<string, Set<string>>()
  const secretsOf = new Map<string, readonly string[]>()

  const ofProject = (project: string): Set<string> => {
    let set = erasedOf.get(project)
    if (!set) erasedOf.set(project, (set = new Set()))
    return set
  }
  const loadErased = async (project: string): Promise<ReadonlySet<string>> => {
    const set = ofProject(project)
    if (set.size !== (await erasures.count(project))) for (const hash of await erasures.hashes(project)) set.add(hash)
    return set
  }
  const loadSecrets = async (project: string): Promise<readonly string[]> => {
    const active = (await projects.keys(project)).filter((one) => one.kind === 'identity' && toKeyStatus(one, use.now()) === 'active')
    const secrets = active.flatMap(({ readable }) => readable ?? [])
    const before = secretsOf.get(project)
    if (before && before.join() === secrets.join()) return before
    secretsOf.set(project, secrets)
    return secrets
  }
  const ask = async (key: string | undefined): Promise<Access> => {
    const record = await authenticate(projects, key, 'write', use)
    const { project } = record
    const identity = (await projects.get(project))?.identity ?? 'off'
    const access: Access = { record, identity, secrets: identity === 'off' ? [] : await loadSecrets(project), erased: await loadErased(project) }
    if (known.size >= KEPT) known.clear()
    known.set(key!, { access, until: performance.now() + BELIEVED_MS })
    return access
  }

  const check = (access: Access, origin: string | undefined): Access => {
    if (!allowsOrigin(access.record.origins, origin))
      throw new CollectorError(
        'origin_refused',
        `Pages of ${origin?.slice(0, 200)} may not use this write key; it is for ${access.record.origins.join(', ').slice(0, 300)}. Add the origin to the key, or use another key.`,
      )
    return access
  }
  return Object.assign(
    (key: string | undefined, origin: string | undefined) => {
      const kept = known.get(key ?? '')
      if (kept && kept.until > performance.now()) return check(kept.access, origin)
      return ask(key).then((access) => check(access, origin))
    },
    {
      forget(project: string) {
        for (const [key, { access }] of known) if (access.record.project === project) known.delete(key)
      },
      erased: loadErased,
      suppress(project: string, hashes: readonly string[]) {
        for (const hash of hashes) ofProject(project).add(hash)
      },
    },
  )
}
