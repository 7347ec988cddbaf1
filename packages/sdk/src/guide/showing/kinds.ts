// Owns the contract of the kinds that are here, and of fetching those that are not. Types only.
import type { CreateCourse } from './course.ts'

/** Kinds of guides by their names. */
export interface Kinds {
  /** What is particular to a kind; `undefined` while it has not come. */
  of(kind: string): { create: CreateCourse<never> } | undefined
  /** Fetches what a kind needs and is not here; asked again after a failure it tries again. */
  load(kind: string): Promise<void>
}
