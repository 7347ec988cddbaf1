// Owns what becomes of events that will never be delivered: told, counted, the last hundred kept. It must not know why.
import { SDK_DROPPED, type ErrorCode } from '@foothold/protocol'
import type { Report } from '../error.ts'
import type { Platform } from '../platform.ts'
import type { Waiting } from './batch.ts'
import { parseJson } from './serialize.ts'

/** An event that was given up. */
export interface DeadLetter {
  /** Why: a code of `docs/errors.md`, from the SDK or from the collector. */
  code: string
  /** As it was written down. */
  event: Record<string, unknown>
}

export type OnDrop = (code: string, event: Record<string, unknown>) => void

export interface DeadLetters {
  /** Takes note of events that were given up. Never rejects. */
  add(code: string, events: readonly Waiting[]): Promise<void>
  /** Takes note of one that cannot even be shown. */
  miss(code: ErrorCode, cause?: unknown): void
  /** Tracks how many were given up since it was told last, by code. */
  tell(): void
  /** The last hundred, newest last. */
  all(): Promise<DeadLetter[]>
}

const KEPT = 100

/** @param onDrop - never throws. */
export function createDeadLetters(
  platform: Pick<Platform, 'state'>,
  report: Report,
  onDrop: OnDrop | undefined,
  track: (event: string, properties: Record<string, unknown>) => void,
): DeadLetters {
  let counts: Record<string, number> = {}
  return {
    miss(code, cause) {
      report(code, 'Left out.', cause)
      counts[code] = (counts[code] ?? 0) + 1
    },
    add(code, events) {
      report('event_dropped', `${events.length} × ${code}`)
      const letters = events.map(([, json]): DeadLetter => {
        const event = parseJson<Record<string, unknown>>(json) ?? {}
        // what tells of drops is not told of itself, or that would never end
        if (event['event'] !== SDK_DROPPED) counts[code] = (counts[code] ?? 0) + 1
        onDrop?.(code, event)
        return { code, event }
      })
      return platform.state.update<DeadLetter[]>('dropped', (old) => [...(old ?? []), ...letters].slice(-KEPT))
    },
    tell() {
      const told = counts
      counts = {}
      if (Object.keys(told)[0]) track(SDK_DROPPED, { counts: told })
    },
    all: async () => (await platform.state.get<DeadLetter[]>(['dropped']))[0] ?? [],
  }
}
