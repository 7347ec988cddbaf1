// Owns what one kind of guide brings along: its way on the page, its drawing, its style. Types only.
import type { JSX } from './jsx.ts'
import type { CreateCourse } from '../guide/showing/course.ts'

export interface Kind {
  create: CreateCourse<never>
  Draw: (props: { view: never }) => JSX.Element
  /** Beside the style that all kinds share. */
  style?: string
}

/** Kinds by their names. */
export type KindTable = Readonly<Record<string, Kind>>
