// Owns the variables that middleware leaves for the routes, and what the server puts beside a request.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KeyRecord, Project } from '../store/state-store.ts'

export interface CollectorEnv {
  /** The request as Node has it; nothing where the app is asked without a socket. */
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse }
  Variables: {
    /** Set by `requireAdmin`. */
    project: Project
    /** Set by `requireAdmin`. */
    key: KeyRecord
  }
}
