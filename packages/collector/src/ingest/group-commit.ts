// Owns the grouping of appends: those that come in one turn of the event loop share one transaction, and so one fsync.
// It must not know what is appended, or where.

/** Appends in groups. */
export interface GroupCommit<T> {
  /** Resolves when the items are durable, with one answer an item, in order. */
  append(items: readonly T[]): Promise<boolean[]>
  /** Resolves when nothing is waiting or being written. */
  drain(): Promise<void>
}

interface Waiting<T> {
  items: readonly T[]
  resolve(answers: boolean[]): void
  reject(error: unknown): void
}

/**
 * Creates a group commit in front of a write.
 *
 * Groups are written one after another. Where a group fails, each append is tried once more on its own, so that nobody pays
 * for somebody else's items.
 *
 * @param write - writes all or nothing; resolves when durable.
 * @param onCommit - called after every group of which something was written.
 */
export function createGroupCommit<T>(write: (items: readonly T[]) => Promise<boolean[]>, onCommit: () => void = () => {}): GroupCommit<T> {
  let waiting: Waiting<T>[] = []
  let running: Promise<void> | undefined

  const writeGroup = async (group: Waiting<T>[]): Promise<void> => {
    try {
      const answers = await write(group.flatMap(({ items }) => items))
      onCommit()
      let start = 0
      for (const { items, resolve } of group) resolve(answers.slice(start, (start += items.length)))
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error)
      for (const one of group) await writeGroup([one])
    }
  }

  const run = async (): Promise<void> => {
    while (waiting.length) {
      // after the poll phase: every request whose body was complete in this turn is in the group by then
      await new Promise<void>((go) => setImmediate(go))
      const group = waiting
      waiting = []
      await writeGroup(group)
    }
    running = undefined
  }

  return {
    append: (items) =>
      new Promise((resolve, reject) => {
        waiting.push({ items, resolve, reject })
        running ??= run()
      }),
    drain: async () => {
      while (running) await running
    },
  }
}
