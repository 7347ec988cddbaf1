// Owns what becomes of an event by consent: into the queue, held in memory until somebody decides, or nowhere. It must not
// know what an event means.
import { LIMITS, SDK_DROPPED, SESSION_STARTED, type EventType } from '@foothold/protocol'
import type { Platform } from '../platform.ts'
import type { Consent } from './consent.ts'
import type { Identity } from './identity.ts'
import { createQueue, type Queue, type QueueOptions } from './queue.ts'
import { isSpill } from './spill.ts'
import { serializeEvent } from './serialize.ts'
import { createSession, type Session } from './session.ts'

export interface Recorder {
  /** Writes an event down. @param fields - are not changed any more. @param at - epoch ms. @returns when it would survive a crash of the tab. Never rejects. */
  record(type: EventType, fields: Record<string, unknown>, at: number): Promise<void>
  /** Acts on what is allowed now. @returns resolves when what must go is gone. */
  settle(): Promise<void>
  session: Pick<Session, 'end'>
  /** Where events go that may be sent; there is one only as long as that is allowed. */
  queue(): Queue | undefined
  dispose(): void
}

/** What a page says of person and account, noted under these names so that it is sent once. */
export const SAID = ['identify', 'group'] as const
/** Events that may wait for a decision; more are dropped. */
const HELD_EVENTS = 1_000

/** What the recorder works with. */
export interface RecorderWorld extends QueueOptions {
  platform: Platform
  identity: Identity
  consent: Consent
  /** Of the page, as it may be told. */
  path(): string
}

export function createRecorder(world: RecorderWorld): Recorder {
  const { platform, identity, consent, report } = world
  const session = createSession(platform)
  let queue: Queue | undefined
  let held: [id: string, toJson: () => string][] = []
  let written = Promise.resolve()
  /** So many found no room among them. */
  let missed = 0
  let sequence = 0
  let clearing: Promise<void> | undefined
  let ended = false

  return {
    record(type, fields, at) {
      if (consent.tracking === false) return written
      const { id: sessionId, started } = session.at(at)
      if (started) world.track(SESSION_STARTED)
      const messageId = platform.createId(at)
      // what can change is read now, and written out when the call is over
      const path = world.path()
      const ids = identity.ids()
      const number = sequence++
      const toJson = (): string =>
        serializeEvent(
          {
            type,
            messageId,
            ...ids,
            ...fields,
            timestamp: new Date(at).toISOString(),
            sequence: number,
            context: { sessionId, page: { path } },
          },
          report,
        )
      if (queue) return (written = queue.add(messageId, toJson))
      if (held.length < HELD_EVENTS) held.push([messageId, toJson])
      else {
        missed++
        report('event_dropped', '1 × store_full')
      }
      return written
    },
    async settle() {
      // what is being deleted must not meet what comes after
      while (clearing) await clearing
      if (consent.tracking && !queue && !ended) {
        queue = createQueue(platform, world)
        for (const one of held) written = queue.add(...one)
        held = []
        if (missed) world.track(SDK_DROPPED, { counts: { store_full: missed } })
        missed = 0
      }
      // events of an earlier page wait too, where its session is still noted
      if (consent.tracking !== false || !(queue || held.length || platform.local.read('session'))) return
      const old = queue
      queue = undefined
      held = []
      missed = 0
      session.end()
      // nobody was told, and it may be allowed again
      for (const name of [...SAID, 'lead', ...platform.local.names().filter(isSpill)]) platform.local.write(name, '')
      clearing = (async () => {
        await old?.clear()
        await clear(platform.queue)
        await platform.state.delete(['dropped'])
        clearing = undefined
      })()
      await clearing
    },
    session,
    queue: () => queue,
    dispose() {
      ended = true
      queue?.dispose()
      queue = undefined
    },
  }
}

/** Deletes all that a store holds. @param keep - but for this. */
export async function clear(store: Platform['queue'], keep?: string): Promise<void> {
  await store.delete((await store.first(2 * LIMITS.storeEvents)).map(([key]) => key).filter((key) => key !== keep))
}
