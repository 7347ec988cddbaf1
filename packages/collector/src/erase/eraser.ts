// Owns the erasing of people: nothing more is taken of them from the first moment on, then they go out of the log, of what
// was made of it, and of the files. Each step may be done again, so that a crash leaves only work to do. It must not know SQL
// or HTTP.
import { nanoid } from 'nanoid'
import { addAudit } from '../audit.ts'
import { describeError } from '../error.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import { BELIEVED_MS, type WriteKeyCheck } from '../middleware/key-cache.ts'
import type { Logger } from '../options.ts'
import type { Projection } from '../people/projection.ts'
import type { NewEvent } from '../store/event-log.ts'
import type { Erasure, Lock } from '../store/state-store.ts'
import type { Stores } from '../store/stores.ts'
import { hashPersonId } from './hash.ts'

/** Erases people. */
export interface Eraser {
  /** Begins to erase a person; from now on nothing is taken of them. @param person - an id that there is. */
  begin(project: string, person: string): Promise<Erasure>
  /** Goes on with what a crash or a failure has left. */
  resume(): void
  /** Resolves when the erasing that runs is done; nothing is begun afterwards. */
  close(): Promise<void>
}

/** What the eraser works on. */
export interface EraserOptions {
  stores: Stores
  projection: Projection
  commit: Pick<GroupCommit<NewEvent>, 'drain'>
  writeKeys: Pick<WriteKeyCheck, 'suppress'>
  now: () => number
  logger: Logger
}

/** What other collectors on the same stores still take, and have in their queues, is in the log after so many ms. */
const ELSEWHERE_MS = BELIEVED_MS + 500
/** How soon is tried again what failed, in ms. */
const AGAIN_MS = 60_000
/** How soon is tried again where another collector erases, in ms: it may have ended without a look at what came last. */
const HELD_MS = 1_000

export function createEraser({ stores, projection, commit, writeKeys, now, logger }: EraserOptions): Eraser {
  const { erasures, audit } = stores.state
  let running: Promise<void> | undefined
  /** Somebody was begun since the erasing that runs began: it may have looked for the last time. */
  let asked = false
  let again: NodeJS.Timeout | undefined
  let closed = false
  /** Who is asked for twice at once is erased once. */
  const beginning = new Map<string, Promise<Erasure>>()

  const hashesOf = (project: string, ids: readonly string[]): string[] => ids.map((id) => hashPersonId(project, id))

  /** Finds all ids of one person, and takes nothing more of them. */
  const hold = async ({ project, id }: Erasure, ids: readonly string[]): Promise<{ person: string; anonymousIds: string[]; all: string[] }> => {
    const [person = '', ...before] = ids
    writeKeys.suppress(project, hashesOf(project, ids))
    // what was taken before that must be in the log first
    await commit.drain()
    const found = await projection.idsOf(project, person)
    const anonymousIds = [...new Set([...before, ...found.anonymousIds])]
    const all = [...new Set([person, ...anonymousIds])]
    await erasures.extend(project, id, all, hashesOf(project, all))
    writeKeys.suppress(project, hashesOf(project, all))
    await commit.drain()
    return { person, anonymousIds, all }
  }

  /** Takes one person out of the log and of what was made of it. @returns the number of events. */
  const takeOut = async (erasure: Erasure): Promise<number> => {
    const { project, ids } = erasure
    // out of the log already; only the files are left
    if (!ids) return 0
    const { person, anonymousIds, all } = await hold(erasure, ids)
    const events = await stores.log.erase(project, { userId: person, anonymousIds })
    await projection.erase(project, all)
    return events
  }

  /** @returns false where another collector erases. */
  const work = async (): Promise<boolean> => {
    if (!(await erasures.unfinished()).length) return true
    const lock = await stores.state.lock('erase')
    if (!lock) return false
    try {
      await workAlone(lock)
    } finally {
      await lock.release()
    }
    return true
  }

  const workAlone = async ({ lost }: Lock): Promise<void> => {
    for (let those = await erasures.unfinished(); those.length && !closed && !lost.aborted; those = await erasures.unfinished()) {
      const counts = new Map<Erasure, number>()
      for (const one of those) if (one.ids) await hold(one, one.ids)
      if (those.some(({ ids }) => ids)) await new Promise((go) => setTimeout(go, ELSEWHERE_MS))
      for (const one of those) counts.set(one, await takeOut(one))
      // first forgotten here, then out of the files: the ids are in one of them
      for (const [{ project, id }, events] of counts) await erasures.forgetIds(project, id, events)
      await stores.scrub()
      for (const [{ project, id, person, events: earlier }, count] of counts) {
        const events = earlier + count
        await erasures.finish(project, id, now())
        await addAudit(audit, { project, at: now(), key: null, action: 'person.erased', target: person, detail: { erasure: id, events } })
        logger.info({ event: 'person.erased', project, erasure: id, events })
      }
    }
  }

  const resume = (): void => {
    if (closed) return
    clearTimeout(again)
    if (running) return void (asked = true)
    asked = false
    let againMs: number | undefined
    running = work()
      .then((done) => void (againMs = done ? undefined : HELD_MS))
      .catch((error: unknown) => {
        logger.error({ event: 'erasing not finished', error: describeError(error) })
        againMs = AGAIN_MS
      })
      .finally(() => {
        running = undefined
        if (asked) resume()
        else if (againMs !== undefined && !closed) again = setTimeout(resume, againMs).unref()
      })
  }

  const begin = async (project: string, person: string, hash: string): Promise<Erasure> => {
    const before = await erasures.find(project, hash)
    if (before) return before
    const erasure: Erasure = { project, id: `era_${nanoid()}`, person: hash, ids: [person], requestedAt: now(), finishedAt: null, events: 0 }
    await erasures.begin(erasure, [hash])
    writeKeys.suppress(project, [hash])
    // one that runs takes up what was begun meanwhile
    resume()
    return erasure
  }

  return {
    begin(project, person) {
      const hash = hashPersonId(project, person)
      const running = beginning.get(hash) ?? begin(project, person, hash).finally(() => beginning.delete(hash))
      beginning.set(hash, running)
      return running
    },
    resume,
    async close() {
      closed = true
      clearTimeout(again)
      await running
    },
  }
}
