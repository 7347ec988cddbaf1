import { describe, expect, it } from 'vitest'
import { CollectorError } from '../error.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'

describe('createGroupCommit', () => {
  it('writes what comes in one turn at once, and gives each its own answers', async () => {
    const groups: number[][] = []
    const commit = createGroupCommit<number>(async (items) => {
      groups.push([...items])
      return items.map((item) => item % 2 === 0)
    })
    expect(await Promise.all([commit.append([1, 2]), commit.append([]), commit.append([4])])).toEqual([[false, true], [], [true]])
    expect(groups).toEqual([[1, 2, 4]])
  })

  it('acknowledges only after the write', async () => {
    let finish = (): void => {}
    const written = new Promise<void>((resolve) => void (finish = resolve))
    const commit = createGroupCommit<number>(async (items) => {
      await written
      return items.map(() => true)
    })
    let acknowledged = false
    const append = commit.append([1]).then(() => void (acknowledged = true))
    await new Promise((go) => setTimeout(go, 20))
    expect(acknowledged).toBe(false)
    finish()
    await append
  })

  it('fails only those whose items cannot be written', async () => {
    const commit = createGroupCommit<number>(async (items) => {
      if (items.includes(13)) throw new Error('13')
      return items.map(() => true)
    })
    const results = await Promise.allSettled([commit.append([1]), commit.append([13]), commit.append([2])])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('refuses what would wait for too long, and takes it when there is room', async () => {
    let finish = (): void => {}
    const written = new Promise<void>((resolve) => void (finish = resolve))
    const commit = createGroupCommit<number>(
      async (items) => {
        await written
        return items.map(() => true)
      },
      { limit: 3 },
    )
    const first = commit.append([1])
    await new Promise((go) => setImmediate(() => setImmediate(go)))
    const second = commit.append([2, 3])
    await expect(commit.append([4, 5])).rejects.toMatchObject({ code: 'overloaded' })
    expect(commit.waiting).toBe(3)
    finish()
    await Promise.all([first, second])
    expect(await commit.append([4, 5])).toEqual([true, true])
  })

  it('bounds what waits or is being written by its weight, and lets in who finds nobody', async () => {
    let finish = (): void => {}
    const written = new Promise<void>((resolve) => void (finish = resolve))
    const commit = createGroupCommit<number>(
      async (items) => {
        await written
        if (items.includes(13)) throw new Error('13')
        return items.map(() => true)
      },
      { weigh: (item) => item, room: 20 },
    )
    const first = commit.append([13, 12])
    first.catch(() => {})
    await new Promise((go) => setImmediate(() => setImmediate(go)))
    expect([commit.waiting, commit.weight]).toEqual([2, 25])
    await expect(commit.append([1])).rejects.toMatchObject({ code: 'overloaded' })
    finish()
    await expect(first).rejects.toThrow('13')
    expect(commit.weight).toBe(0)
    const both = Promise.all([commit.append([10]), commit.append([10])])
    await expect(commit.append([1])).rejects.toMatchObject({ code: 'overloaded' })
    expect(await both).toEqual([[true], [true]])
    expect(commit.weight).toBe(0)
  })

  describe('where a thread of its own writes', () => {
    interface Begun {
      items: readonly number[]
      finish(): void
    }
    const create = (options: Parameters<typeof createGroupCommit<number>>[1]): { commit: GroupCommit<number>; begun: Begun[] } => {
      const begun: Begun[] = []
      const commit = createGroupCommit<number>((items) => new Promise((done) => begun.push({ items, finish: () => done(items.map((item) => item > 0)) })), {
        lanes: 32,
        ...options,
      })
      return { commit, begun }
    }
    const turn = (): Promise<void> => new Promise((go) => setImmediate(() => setImmediate(go)))
    const sizes = (begun: readonly Begun[]): number[] => begun.map(({ items }) => items.length)
    const many = Array.from({ length: 500 }, (_, n) => n)

    it('begins large groups at once, as many as there are lanes', async () => {
      const { commit, begun } = create({ lanes: 3 })
      const first = commit.append(many)
      const second = commit.append(many)
      const third = commit.append(many)
      const fourth = commit.append(many)
      // so many need not wait for the end of the turn
      expect(sizes(begun)).toEqual([500, 500, 500])
      await turn()
      expect(begun).toHaveLength(3)
      begun[1]!.finish()
      expect((await second).filter(Boolean)).toHaveLength(499)
      await turn()
      expect(begun).toHaveLength(4)
      for (const { finish } of begun) finish()
      await Promise.all([first, third, fourth])
    })

    it('has one small group ready where writes are quick, and gathers the others', async () => {
      const { commit, begun } = create({})
      const all: Promise<boolean[]>[] = []
      for (const item of [1, 2, 3, 4]) {
        all.push(commit.append([item]))
        await turn()
      }
      expect(sizes(begun)).toEqual([1, 1])
      begun[0]!.finish()
      await all[0]
      await turn()
      expect(begun[2]!.items).toEqual([3, 4])
      for (const { finish } of begun) finish()
      expect(await Promise.all(all)).toEqual([[true], [true], [true], [true]])
      await commit.drain()
    })

    it('bounds what is being written by its weight, and lets one in however heavy', async () => {
      const { commit, begun } = create({ weigh: (item) => item, writeRoom: 10 })
      const all = [commit.append([8]), commit.append([30]), commit.append([9]), commit.append([1]), commit.append([1])]
      await turn()
      // the second found room when it came; no other does
      expect(begun.map(({ items }) => items)).toEqual([[8, 30]])
      begun[0]!.finish()
      await all[1]
      await turn()
      expect(begun[1]!.items).toEqual([9, 1])
      begun[1]!.finish()
      await all[3]
      await turn()
      expect(begun[2]!.items).toEqual([1])
      begun[2]!.finish()
      await Promise.all(all)
      expect([commit.waiting, commit.weight]).toEqual([0, 0])
    })

    it('lets in who finds nobody waiting, also where that is more than may wait', async () => {
      const { commit, begun } = create({ limit: 2 })
      const all = [commit.append([1, 2, 3])]
      await turn()
      all.push(commit.append([4, 5, 6]))
      await expect(commit.append([7])).rejects.toMatchObject({ code: 'overloaded' })
      await turn()
      for (const { finish } of begun) finish()
      expect((await Promise.all(all)).flat()).toHaveLength(6)
    })

    it('sends all that comes while a slow disk is waited for', async () => {
      const { commit, begun } = create({})
      const first = commit.append([1])
      await turn()
      await new Promise((go) => setTimeout(go, 10))
      begun[0]!.finish()
      await first
      const others: Promise<boolean[]>[] = []
      for (const item of [2, 3, 4, 5]) {
        others.push(commit.append([item]))
        await turn()
      }
      expect(sizes(begun)).toEqual([1, 1, 1, 1, 1])
      let drained = false
      const rest = commit.drain().then(() => (drained = true))
      await turn()
      expect([drained, commit.waiting]).toEqual([false, 4])
      for (const { finish } of begun) finish()
      await Promise.all([...others, rest])
      expect(commit.waiting).toBe(0)
    })
  })

  it('fails all at once where the storage failed, without trying each', async () => {
    let writes = 0
    const commit = createGroupCommit<number>(async () => {
      writes++
      throw new CollectorError('storage_full', 'full')
    })
    const results = await Promise.allSettled([commit.append([1]), commit.append([2])])
    expect([writes, ...results.map(({ status }) => status)]).toEqual([1, 'rejected', 'rejected'])
  })

  it('drains what was begun', async () => {
    const stored: number[] = []
    const commit = createGroupCommit<number>(async (items) => {
      stored.push(...items)
      return items.map(() => true)
    })
    void commit.append([1])
    void commit.append([2])
    await commit.drain()
    expect(stored).toEqual([1, 2])
  })
})
