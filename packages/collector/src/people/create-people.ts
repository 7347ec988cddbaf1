// Owns putting together what follows the log to know people: the projection, and the timers of the live model beside it.
import type { LiveConfigs } from '../config/live.ts'
import type { Logger } from '../options.ts'
import type { EventLog, NewEvent } from '../store/event-log.ts'
import type { StateStore } from '../store/state-store.ts'
import { createTimers, type Timers } from './model/timers.ts'
import { Projection } from './projection.ts'

/** What people are known by. */
export interface PeopleWork {
  log: EventLog
  state: StateStore
  configs: LiveConfigs
  /** Epoch ms, by a clock that does not jump ahead. */
  now: () => number
  /** Puts events into the log. */
  append(events: readonly NewEvent[]): Promise<unknown>
  /** Makes the pace of a work behind the acknowledgement. */
  createPace(): () => Promise<void>
  logger: Logger
  /** Who asks is told to come again after so many ms. */
  behindMs?: number | undefined
}

export function createPeople({ log, state, configs, append, createPace, now, logger, behindMs }: PeopleWork): { projection: Projection; timers: Timers } {
  const newestAt = async (project: string): Promise<number | undefined> => (await log.readNewest(project, 1))[0]?.receivedAt
  const live = { model: state.model, now, tell: append }
  const projection = new Projection({ log, people: state.people, configs, logger, pace: createPace(), live, behindMs })
  return { projection, timers: createTimers({ state, configs, projection, newestAt, now, pace: createPace(), logger }) }
}
