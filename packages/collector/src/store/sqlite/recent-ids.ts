// Owns the message ids that are durable in their chunks, but not yet in the table of ids: they wait here, and go there in
// sorted generations, so that a page of the table is written once for many ids. It must not know SQL.

/** Ids of one generation. At 80,000 events a second one fills in 0.4 s; sorting it takes 20 ms. */
const GENERATION = 32_768

/** Ids of one project by its number, ascending. */
export type ProjectIds = readonly [project: number, ids: readonly string[]]

export interface RecentIds {
  /**
   * Adds ids.
   *
   * @returns the places of those that were not here before; of an id that is in the list twice, the first.
   */
  add(project: number, ids: readonly string[]): number[]
  /** Says that the ids of all events up to a position were added and are durable. */
  reach(position: number): void
  /** Forgets an id whose event is deleted. */
  delete(project: number, id: string): void
  /**
   * Gives the next ids to move into the table, ascending; none where none has to move yet.
   *
   * @returns `endsAt`: position up to which all ids are in the table once these are, where a generation ends with them.
   */
  next(count: number): { ids: readonly ProjectIds[]; endsAt: number | undefined }
  /** Says that what `next(count)` gave is in the table. */
  moved(count: number): void
}

/** @param generation - ids that move together. */
export function createRecentIds(generation: number = GENERATION): RecentIds {
  let young = new Map<number, Set<string>>()
  let youngSize = 0
  let youngTo = 0
  let moving = new Map<number, Set<string>>()
  /** All of `moving`, by project. */
  let order: [project: number, ids: string[]][] = []
  let orderSize = 0
  let cursor = 0
  let movingTo = 0
  /** True where `order` has ids that `moving` has no more. */
  let isPruned = false

  const rotate = (): void => {
    if (orderSize || youngSize < generation) return
    moving = young
    movingTo = youngTo
    order = [...moving].sort(([a], [b]) => a - b).map(([project, ids]) => [project, [...ids].sort()])
    orderSize = order.reduce((sum, [, ids]) => sum + ids.length, 0)
    cursor = 0
    isPruned = false
    young = new Map()
    youngSize = 0
  }

  return {
    add(project, ids) {
      let own = young.get(project)
      if (!own) young.set(project, (own = new Set()))
      const leaving = moving.get(project)
      const added: number[] = []
      for (let index = 0; index < ids.length; index++) {
        const id = ids[index]!
        if (leaving?.has(id)) continue
        // half of the cost of asking first: each look at a large set is a walk through memory
        const before = own.size
        if (own.add(id).size > before) added.push(index)
      }
      youngSize += added.length
      return added
    },
    reach(position) {
      youngTo = position
      rotate()
    },
    delete(project, id) {
      young.get(project)?.delete(id)
      if (moving.get(project)?.delete(id)) isPruned = true
    },
    next(count) {
      const ids: [number, string[]][] = []
      let start = 0
      for (const [project, own] of order) {
        const all = own.slice(Math.max(0, cursor - start), Math.max(0, cursor + count - start))
        const part = isPruned ? all.filter((id) => moving.get(project)!.has(id)) : all
        if (part.length) ids.push([project, part])
        start += own.length
      }
      return { ids, endsAt: orderSize && cursor + count >= orderSize ? movingTo : undefined }
    },
    moved(count) {
      cursor += count
      if (cursor < orderSize) return
      moving = new Map()
      order = []
      orderSize = 0
      rotate()
    },
  }
}
