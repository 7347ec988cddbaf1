// Owns which figures a collector tells of itself, by name. It must not know routes, sockets or files.
import type { BatchAnswer, ErrorCode } from '@foothold/protocol'
import type { EventLog } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'
import { createRegistry, type Registry } from './registry.ts'

/** Figures of one collector. */
export interface Figures {
  registry: Registry
  /** Counts what became of events. */
  answered(answer: BatchAnswer): void
  /** Counts a request that was refused. */
  refused(code: ErrorCode): void
  /** Counts an answer. @param path - of the request. */
  served(path: string, status: number, ms: number): void
  /** The same log; how long each append takes is measured. */
  meter(log: EventLog): EventLog
  /** Tells how much waits, and how far behind people are. */
  follow(sources: { waiting(): number; log: Pick<EventLog, 'lastPosition'>; people: Pick<PeopleStore, 'position'>; streams(): number }): void
}

/** Seconds: an fsync takes one to twenty ms on most disks. */
const COMMIT_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]

/** First words of the paths below `/v1` that are counted apart; anything else may be anybody's invention. */
const PUBLIC = new Set(['batch', 'track', 'identify', 'group', 'page', 'screen', 'alias', 'bundle', 'state', 'stream', 'standings'])

export function createFigures(): Figures {
  const registry = createRegistry()
  const events = registry.counter('foothold_events_total', 'Events that were taken, by whether they were new.', ['outcome'])
  const rejected = registry.counter('foothold_events_rejected_total', 'Events that were not taken, by error code.', ['code'])
  const refusals = registry.counter('foothold_requests_refused_total', 'Requests that were answered with a problem, by error code.', ['code'])
  const requests = registry.counter('foothold_http_requests_total', 'Answers, by route and status.', ['route', 'status'])
  const durations = registry.histogram(
    'foothold_http_request_duration_seconds',
    'Time from the headers of a request to the end of its answer.',
    REQUEST_BOUNDS,
    ['route'],
  )
  const commits = registry.histogram('foothold_commit_duration_seconds', 'Time until a group of events is on the disk.', COMMIT_BOUNDS)
  events.add(0, 'accepted')
  events.add(0, 'duplicate')
  refusals.add(0, 'rate_limited')
  refusals.add(0, 'overloaded')
  return {
    registry,
    answered({ accepted, duplicates, rejected: named }) {
      events.add(accepted, 'accepted')
      if (duplicates) events.add(duplicates, 'duplicate')
      for (const { code } of named) rejected.add(1, code)
    },
    refused: (code) => refusals.add(1, code),
    served(path, status, ms) {
      const route = toRoute(path)
      requests.add(1, route, status)
      // a stream is open as long as somebody looks
      if (!route.endsWith('stream')) durations.observe(ms / 1000, route)
    },
    meter: (log) => ({
      ...log,
      async append(batch) {
        const begun = performance.now()
        const stored = await log.append(batch)
        commits.observe((performance.now() - begun) / 1000)
        return stored
      },
    }),
    follow({ waiting, log, people, streams }) {
      registry.gauge('foothold_queue_events', 'Events that wait for the disk or are being written.', waiting)
      registry.gauge('foothold_streams', 'Open streams of people’s state.', streams)
      registry.gauge('foothold_log_position', 'Position of the newest event of the log.', () => log.lastPosition())
      registry.gauge('foothold_projection_lag_events', 'Events that are in the log and not yet in people and milestones.', async () =>
        Math.max(0, (await log.lastPosition()) - (await people.position())),
      )
    },
  }
}

const PUBLIC_ROUTES: ReadonlySet<string> = new Set([...PUBLIC].map((word) => `/v1/${word}`))

function toRoute(path: string): string {
  if (PUBLIC_ROUTES.has(path)) return path
  const [, first = '', second = ''] = path.split(/[/?]/, 3)
  if (first === 'v1') return PUBLIC.has(second) ? `/v1/${second}` : '/v1'
  return first === 'admin' || first === 'console' || first === 'sdk' || first === 'health' ? `/${first}` : '/'
}
