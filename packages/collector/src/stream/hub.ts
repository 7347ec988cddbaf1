// Owns who waits for news of whom: streams that are woken when events of their person or account are durable. It must not know
// what is told.
import type { NewEvent } from '../store/event-log.ts'

/** Ids that news may be about. */
export interface WatchedIds {
  project: string
  userId: string | null
  anonymousId: string | null
  groupId: string | null
}

/** One who waits. */
export interface Watch {
  /** Resolves when there may be news, true, or after so many ms, false. What came since the last call counts. */
  next(ms: number, signal: AbortSignal): Promise<boolean>
  close(): void
}

/** Wakes those who wait. */
export interface Hub {
  watch(ids: WatchedIds): Watch
  /** Events that are durable. */
  tell(events: readonly NewEvent[]): void
  /** Something that concerns everybody, such as a new version. */
  tellProject(project: string): void
  /** Wakes all, for ever: nobody shall wait any more. */
  end(): void
  readonly ended: boolean
  /** How many wait. */
  readonly size: number
}

const keyOf = (project: string, kind: 'p' | 'a' | '*', id = ''): string => `${project}\0${kind}${id}`

export function createHub(): Hub {
  const watchers = new Map<string, Set<() => void>>()
  const all = new Set<() => void>()
  let ended = false

  const wake = (key: string): void => watchers.get(key)?.forEach((run) => run())
  return {
    watch({ project, userId, anonymousId, groupId }) {
      let news = false
      let resolve: (() => void) | undefined
      const run = (): void => {
        news = true
        resolve?.()
      }
      const keys = [keyOf(project, '*')]
      for (const id of [userId, anonymousId]) if (id !== null) keys.push(keyOf(project, 'p', id))
      if (groupId !== null) keys.push(keyOf(project, 'a', groupId))
      for (const key of keys) watchers.set(key, (watchers.get(key) ?? new Set()).add(run))
      all.add(run)
      return {
        async next(ms, signal) {
          if (!news && !ended && !signal.aborted)
            await new Promise<void>((done) => {
              resolve = () => {
                clearTimeout(timer)
                signal.removeEventListener('abort', end)
                done()
              }
              const end = resolve
              const timer = setTimeout(end, ms)
              signal.addEventListener('abort', end)
            })
          resolve = undefined
          const answer = news
          news = false
          return answer
        },
        close() {
          all.delete(run)
          for (const key of keys) {
            const set = watchers.get(key)
            set?.delete(run)
            if (!set?.size) watchers.delete(key)
          }
        },
      }
    },
    tell(events) {
      // nearly always nobody waits
      if (!all.size) return
      for (const { project, userId, anonymousId, groupId } of events) {
        if (userId !== null) wake(keyOf(project, 'p', userId))
        if (anonymousId !== null) wake(keyOf(project, 'p', anonymousId))
        if (groupId !== null) wake(keyOf(project, 'a', groupId))
      }
    },
    tellProject: (project) => wake(keyOf(project, '*')),
    end() {
      ended = true
      for (const run of all) run()
    },
    get ended() {
      return ended
    },
    get size() {
      return all.size
    },
  }
}
