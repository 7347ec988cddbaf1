// Owns the grouping of appends: those that come in one turn of the event loop share one transaction, and so one fsync.
// It must not know what is appended, or where.
import { CollectorError } from '../error.ts'
import { isStorageFailure } from './storage-health.ts'

/** Appends in groups. */
export interface GroupCommit<T> {
  /**
   * Resolves when the items are durable, with one answer an item, in order.
   *
   * @throws {CollectorError} `overloaded` where too many wait already.
   */
  append(items: readonly T[]): Promise<boolean[]>
  /** Items that wait or are being written. */
  readonly waiting: number
  /** What they weigh together. */
  readonly weight: number
  /** Resolves when nothing is waiting or being written. */
  drain(): Promise<void>
}

interface Waiting<T> {
  items: readonly T[]
  weight: number
  resolve(answers: boolean[]): void
  reject(error: unknown): void
}

/** Appends of one group at most, and items: what a transaction should hold. */
const GROUP = 256
const GROUP_ITEMS = 5000
/** Items that are worth writing before the turn is over, and beside any number of groups. */
const ENOUGH = 400
/** Groups at once where a write is quick: one is being written, one is there when it ends. More would only be smaller ones. */
const FEW = 2
/** A group that takes longer, in ms, is waited for: all that comes meanwhile is to be there when it ends, to be written together. */
const QUICK_MS = 1

/**
 * Creates a group commit in front of a write.
 *
 * Groups are begun in their order. Where a group fails, each append is tried once more on its own, so that nobody pays
 * for somebody else's items; not so where the storage itself failed.
 *
 * @param write - writes all or nothing; resolves when durable.
 * @param options.limit - items that may wait or be written. @default Infinity
 * @param options.weigh - what an item weighs. @default 1
 * @param options.room - what all that wait or are being written may weigh; who finds nobody there gets in. @default Infinity
 * @param options.writeRoom - what all that are being written may weigh, but for the last that found room. @default Infinity
 * @param options.lanes - groups that may be on their way at once, where a thread of its own writes: it has work while the next group is
 * read, and writes together what it finds. @default 1
 * @param options.onCommit - called after every group of which something was written.
 */
export function createGroupCommit<T>(
  write: (items: readonly T[]) => Promise<boolean[]>,
  {
    limit = Infinity,
    weigh = () => 1,
    room = Infinity,
    writeRoom = Infinity,
    lanes = 1,
    onCommit = () => {},
  }: { limit?: number; weigh?(item: T): number; room?: number; writeRoom?: number; lanes?: number; onCommit?(): void } = {},
): GroupCommit<T> {
  const waiting: Waiting<T>[] = []
  /** Of those that wait, and of these and those that are being written. */
  let gathered = 0
  let items = 0
  let held = 0
  /** What is being written weighs. */
  let writing = 0
  let running: Promise<void> | undefined
  let flying = 0
  /** The last group, from its beginning to its answers, in ms. */
  let took = 0
  let wake = (): void => {}

  const writeGroup = async (group: Waiting<T>[]): Promise<void> => {
    try {
      const answers = await write(group.length === 1 ? group[0]!.items : group.flatMap(({ items }) => items))
      onCommit()
      let start = 0
      for (const { items, resolve } of group) resolve(answers.slice(start, (start += items.length)))
    } catch (error) {
      if (group.length === 1 || isStorageFailure(error)) for (const { reject } of group) reject(error)
      else for (const one of group) await writeGroup([one])
    }
  }

  const takeGroup = (): Waiting<T>[] => {
    let count = 0
    let size = 0
    while (count < Math.min(waiting.length, GROUP) && size < GROUP_ITEMS && writing < writeRoom) {
      const one = waiting[count++]!
      size += one.items.length
      writing += one.weight
    }
    gathered -= size
    return waiting.splice(0, count)
  }

  const begin = (): void => {
    flying++
    const begun = performance.now()
    const group = takeGroup()
    void writeGroup(group).finally(() => {
      flying--
      for (const { weight } of group) writing -= weight
      took = performance.now() - begun
      wake()
    })
  }

  const mayBegin = (): boolean => waiting.length > 0 && writing < writeRoom && flying < (gathered >= ENOUGH || took > QUICK_MS ? lanes : Math.min(lanes, FEW))

  const run = async (): Promise<void> => {
    while (waiting.length || flying) {
      if (mayBegin()) {
        // after the poll phase: every request whose body was complete in this turn is in the group by then
        await new Promise<void>((go) => setImmediate(go))
        if (mayBegin()) begin()
      } else await new Promise<void>((go) => (wake = go))
    }
    running = undefined
  }

  return {
    append: (own) =>
      new Promise((resolve, reject) => {
        let weight = 0
        for (const item of own) weight += weigh(item)
        if ((gathered && items + own.length > limit) || (held && held + weight > room))
          throw new CollectorError('overloaded', 'Too many events wait for the disk. Send again in a moment; nothing of this request was taken.')
        const settle =
          <A>(answer: (value: A) => void) =>
          (value: A): void => {
            items -= own.length
            held -= weight
            answer(value)
          }
        waiting.push({ items: own, weight, resolve: settle(resolve), reject: settle(reject) })
        gathered += own.length
        items += own.length
        held += weight
        if (lanes > 1 && gathered >= ENOUGH && mayBegin()) begin()
        running ??= run()
        wake()
      }),
    get waiting() {
      return items
    },
    get weight() {
      return held
    },
    drain: async () => {
      while (running) await running
    },
  }
}
