// Owns the variables that middleware leaves for the routes.
import type { Project } from '../store/state-store.ts'

export interface CollectorEnv {
  Variables: {
    /** Set by `requireAdmin`. */
    project: Project
  }
}
