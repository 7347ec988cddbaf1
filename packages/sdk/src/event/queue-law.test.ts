// What holds whatever happens: any order of answers, tabs, crashes, frozen pages, clocks that jump.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDisk, createFakePlatform, failure, ok, START, type FakePlatform } from '../testing/fake-platform.ts'
import { createQueue, type Queue } from './queue.ts'

const HOUR_MS = 3_600_000
const TABS = 3

interface Tab {
  platform: FakePlatform
  queue: Queue
  frozen: boolean
}

/** 413: too much at once · -1: stored, but the answer is lost · -2: half of it is to be sent again · -3: no answer for nine seconds. */
const answers = fc.array(fc.constantFrom(0, 400, 408, 413, 429, 500, 503, -1, -2, -3, 200), { maxLength: 30 })
const tab = fc.nat({ max: TABS - 1 })
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('track' as const), tab, n: fc.integer({ min: 1, max: 7 }) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('time' as const), tab, n: fc.integer({ min: 1, max: 25_000 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('depart', 'hide', 'crash', 'freeze', 'thaw', 'online', 'flush'), tab, n: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), tab, n: fc.integer({ min: -86_400_000, max: 86_400_000 }) }) },
  ),
  { minLength: 3, maxLength: 25 },
)

test('nothing is lost, and no two tabs that live send one event at a time', async () => {
  await fc.assert(
    fc.asyncProperty(answers, steps, fc.boolean(), async (answers, plan, locks) => {
      const script = [...answers]
      const disk = createDisk()
      const durable = new Set<string>()
      const written = new Set<string>()
      const flying = new Map<string, Tab>()
      const given: unknown[] = []
      let elapsed = 0
      let healthy = false
      /** Somebody has set the clock: what tabs have told each other of time is worth little then. */
      let jumped = false
      let offset = 0

      const open = (): Tab => {
        const window = locks ? {} : { window: { navigator: {} } as unknown as Window & typeof globalThis }
        const platform = createFakePlatform({ disk, startAt: START + elapsed + offset, ...window })
        const own: Tab = {
          platform,
          frozen: false,
          queue: createQueue(platform, { key: 'k', report: (code) => void given.push(code), onDrop: (_, event) => void given.push(event), track: () => {} }),
        }
        platform.answer = async (_, body) => {
          const batch = (body['batch'] as { messageId: string }[]).map(({ messageId }) => messageId)
          for (const id of batch) {
            const other = flying.get(id)
            if (other && other !== own && !other.frozen && !jumped && !healthy) given.push(`${id} is sent by two tabs at once`)
            flying.set(id, own)
          }
          const status = healthy ? 200 : (script.shift() ?? 200)
          if (status === -3) await new Promise<void>((resolve) => void platform.later(9_000, resolve))
          for (const id of batch) if (flying.get(id) === own) flying.delete(id)
          // one that is alone is given up for good: not what this is about
          if ((status === 400 || status === 413) && batch.length === 1) return failure(503)
          if (status === -1) batch.forEach((id) => durable.add(id))
          if (status !== 200 && status !== -2) return failure(Math.max(0, status), status === 429 ? 5_000 : 0)
          const retry = status === -2 ? batch.filter((__, i) => i % 2) : []
          for (const id of batch) if (!retry.includes(id)) durable.add(id)
          return ok({ accepted: batch.length, retry, rejected: [] })
        }
        return own
      }
      /** Time goes by for all tabs alike. */
      const pass = async (tabs: Tab[], ms: number): Promise<void> => {
        for (let rest = ms; rest > 0; rest -= 500) {
          const step = Math.min(500, rest)
          elapsed += step
          for (const { platform } of tabs) await platform.advance(step)
        }
      }
      const end = (one: Tab): void => {
        one.queue.dispose()
        // what is gone answers nobody
        one.platform.freeze()
        one.frozen = true
      }

      let tabs = Array.from({ length: TABS }, open)
      for (const step of plan) {
        const one = tabs[step.tab]!
        if (step.do === 'time') await pass(tabs, step.n)
        else if (step.do === 'thaw') {
          one.frozen = false
          await one.platform.thaw()
        } else if (step.do === 'crash' || step.do === 'depart') {
          if (step.do === 'depart' && !one.frozen) one.queue.depart(true)
          end(one)
          tabs[step.tab] = open()
          void tabs[step.tab]!.queue.flush()
        } else if (one.frozen) continue
        else if (step.do === 'track') {
          for (let i = 0; i < step.n; i++) {
            const id = one.platform.createId(one.platform.now())
            void one.queue.add(id, () => JSON.stringify({ messageId: id })).then(() => written.add(id))
          }
        } else if (step.do === 'clock') {
          jumped = true
          offset = step.n
          for (const { platform } of tabs) platform.setClock(START + elapsed + offset)
        } else if (step.do === 'freeze') {
          one.frozen = true
          one.platform.freeze()
        } else if (step.do === 'online') void one.queue.online()
        else if (step.do === 'flush') void one.queue.flush()
        else one.queue.depart(false)
        await one.platform.advance(0)
        const waiting = new Set((await disk.queue.first<string>(10_000)).map(([id]) => id))
        for (const id of written) expect(waiting.has(id) || durable.has(id)).toBe(true)
      }
      tabs.forEach(end)
      healthy = true
      tabs = [open()]
      void tabs[0]!.queue.flush()
      await tabs[0]!.platform.advance(3 * HOUR_MS)
      expect([...written].filter((id) => !durable.has(id))).toEqual([])
      expect(await disk.queue.first(10)).toEqual([])
      expect(given).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 30_000)
