// Owns what the thread of the projection and its owner say to each other. Types only.
import type { ErrorCode } from '@foothold/protocol'
import type { EventQuery, QueryProgress } from '../event-query.ts'
import type { LinkSeed } from './take-in.ts'

/** What the thread is started with. */
export interface ThreadData {
  /** Path of the log. */
  log: string
  /** Path of the projection. */
  path: string
  /** Time of one answer. */
  queryMs: number
  /** How long an answer waits for the events that it must count. */
  behindMs: number
  /** Told when nothing is under way any more. */
  ended: Int32Array
}

/** Methods that are answered by a question of the same name. */
export type QuestionName = Exclude<keyof EventQuery, 'follow' | 'rebuild' | 'close'>

/** To the thread. */
export type Order =
  | { id: number; type: 'ask'; question: QuestionName; parameters: readonly unknown[] }
  /** Takes in a step. Answers with the events that are left. */
  | { id: number; type: 'step' }
  | { id: number; type: 'rebuild' }
  | { id: number; type: 'close' }
  /** Whoever asked is gone: nobody waits for the answer. */
  | { id: number; type: 'drop' }
  | LinksAnswer

/** Links behind the one that was asked for; none where there are no more. */
export interface LinksAnswer {
  type: 'links'
  links: readonly LinkSeed[]
  /** Why they cannot be read. */
  failure?: string
}

/** From the thread. */
export type Report =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failure'; id: number; code: ErrorCode; message: string; headers?: Record<string, string> | undefined }
  | { type: 'progress'; progress: QueryProgress }
  | { type: 'links'; after: LinkSeed | undefined }
  /** The projection was made anew, and why. */
  | { type: 'anew'; reason: string }
