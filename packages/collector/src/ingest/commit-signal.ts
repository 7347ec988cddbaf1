// Owns the word that new events are durable, for those who wait for them. It must not know which events.

/** Wakes everybody who waits. */
export interface CommitSignal {
  fire(): void
  /** Resolves at the next `fire` or `end`, when `ms` have passed, or when the signal aborts. */
  next(ms: number, signal: AbortSignal): Promise<void>
  /** Wakes everybody for the last time. */
  end(): void
  readonly ended: boolean
}

export function createCommitSignal(): CommitSignal {
  const waiting = new Set<() => void>()
  let ended = false
  const fire = (): void => {
    for (const go of [...waiting]) go()
  }
  return {
    fire,
    next: (ms, signal) =>
      new Promise((resolve) => {
        if (ended || signal.aborted) return resolve()
        const go = (): void => {
          waiting.delete(go)
          clearTimeout(timer)
          signal.removeEventListener('abort', go)
          resolve()
        }
        const timer = setTimeout(go, ms)
        signal.addEventListener('abort', go)
        waiting.add(go)
      }),
    end() {
      ended = true
      fire()
    },
    get ended() {
      return ended
    },
  }
}
