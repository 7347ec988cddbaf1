// A queue for tests over a browser of ours: what it sends, keeps and tells.
import { createQueue, type Queue } from '../event/queue.ts'
import { createIds } from '../platform.ts'
import { createDisk, createFakePlatform, ok, START, type FakePlatform } from './fake-platform.ts'

export const KEY = 'fh_pub_test'
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export type Body = Record<string, unknown>
export const idsOf = (body: Body): string[] => (body['batch'] as { messageId: string }[]).map(({ messageId }) => messageId)
export const taken = (body: Body, more: object = {}): ReturnType<typeof ok> => ok({ accepted: idsOf(body).length, retry: [], rejected: [], ...more })
export const stored = async (platform: FakePlatform): Promise<string[]> => (await platform.queue.first(100_000)).map(([id]) => id)
/** Ids of the time at which the tests begin, in order. */
export const idAt = createIds('-t')
export const ids = Array.from({ length: 12_000 }, () => idAt(START))
export const id = (i: number): string => ids.at(i) as string
export const json =
  (i: number, size = 0) =>
  (): string =>
    JSON.stringify({ messageId: id(i), x: 'x'.repeat(size) })

export interface Tab {
  platform: FakePlatform
  queue: Queue
  reports: string[]
  /** What the queue tracked by itself. */
  tracked: [string, Body][]
  dropped: [code: string, messageId: unknown][]
}
export function openQueue(platform = createFakePlatform()): Tab {
  const [reports, tracked, dropped]: [string[], Tab['tracked'], Tab['dropped']] = [[], [], []]
  const queue = createQueue(platform, {
    key: KEY,
    report: (code) => void reports.push(code),
    onDrop: (code, { messageId }) => void dropped.push([code, messageId]),
    track: (event, properties = {}) => void tracked.push([event, properties]),
  })
  return { platform, queue, reports, tracked, dropped }
}
export const tabs = (n: number, disk = createDisk()): Tab[] => Array.from({ length: n }, () => openQueue(createFakePlatform({ disk })))
export async function fill(queue: Queue, n: number, size = 0): Promise<void> {
  await Promise.all(Array.from({ length: n }, (_, i) => queue.add(id(i), json(i, size))))
}

/** Ids of what a tab has sent. */
export const sentBy = ({ platform }: Tab): string[] => platform.requests.flatMap(({ body }) => idsOf(body))
