// Owns the form that conditions have in a bundle: everything that can be worked out beforehand is. Types only; @foothold/targeting
// makes them of what was authored, and runs them.
import type { Scalar } from './condition.ts'

/** What is asked of a value. All that is written must hold. */
export interface Tests {
  is?: Scalar | undefined
  in?: readonly Scalar[] | undefined
  /** Of numbers, and of texts that sort like what they mean (`2026-12-01`); another type than the written one never compares. */
  gt?: number | string | undefined
  gte?: number | string | undefined
  lt?: number | string | undefined
  lte?: number | string | undefined
  contains?: Scalar | undefined
  startsWith?: string | undefined
  endsWith?: string | undefined
  matches?: Automaton | undefined
  semver?: readonly SemverBound[] | undefined
  /** A path pattern. */
  path?: string | undefined
  /** A date in the last so many ms. */
  within?: number | undefined
  /** A time (epoch ms) at least so many ms ago. */
  older?: number | undefined
  /** A date before or after this instant, epoch ms. */
  before?: number | undefined
  after?: number | undefined
  /** False where the value must be missing. */
  exists?: false | undefined
  /** The answer where the value is known to be missing; default unknown. */
  missing?: boolean | undefined
}

/** A value to be tested: the name of a source and what it takes (see source.ts of @foothold/targeting). */
export interface TestRule extends Tests {
  of: readonly [source: string, ...args: unknown[]]
  /** Certain only while this is known of the person, but for the answer `early`, which more history cannot undo. */
  known?: 'historyKnown' | 'accountKnown' | undefined
  early?: boolean | undefined
}

export type Rule = { all: readonly Rule[] } | { any: readonly Rule[] } | { not: Rule } | TestRule

/** The first rule that holds decides; one that is unknown makes the answer unknown. */
export type Cases = readonly (readonly [when: Rule, then: string])[]

/** A pattern as a table: what is left at run time is one step for each character. */
export interface Automaton {
  /** As it was written. */
  source: string
  /** First UTF-16 code of each class of characters, ascending from 0. */
  starts: readonly number[]
  /** Class of the characters from the start of the same index on. */
  classes: readonly number[]
  /** Next state by `state * width + class`; state 0 begins. -1: can never match any more. */
  next: readonly number[]
  /** Number of classes. */
  width: number
  /** The engine of the browser cannot be slow on this one, and is faster than the table. */
  simple?: true | undefined
  /** What is known in a state: 2 matches whatever follows, 1 matches if the text ends here, 0 neither. */
  accept: readonly number[]
}

/** One bound of a version: operator, then major, minor, patch and the parts of the pre-release. */
export type SemverBound = readonly [operator: '=' | '!=' | '>' | '>=' | '<' | '<=', version: Version]
export type Version = [number, number, number, ...(string | number)[]]
