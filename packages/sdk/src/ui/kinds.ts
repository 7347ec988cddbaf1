// Owns which kinds of guides are here: what points at the page from the start, the others when one of them is to be shown.
import type { Kinds } from '../guide/showing/kinds.ts'
import { createHint } from '../guide/showing/hint.ts'
import { createTour } from '../guide/showing/tour.ts'
import { Hint } from './hint/hint.tsx'
import type { Kind, KindTable } from './kind.ts'
import { Tour } from './tour/tour.tsx'

const FIRST: KindTable = { tour: { create: createTour, Draw: Tour }, hint: { create: createHint, Draw: Hint } }

/** Kinds with how they are drawn. */
export interface DrawnKinds extends Kinds {
  of(kind: string): Kind | undefined
}

/** @param fetchMore - fetches the kinds that are not here from the start; asked again after a failure. */
export function createKinds(fetchMore: () => Promise<{ MORE: KindTable }>): DrawnKinds {
  let all = FIRST
  let fetching: Promise<void> | undefined
  return {
    of: (kind) => all[kind],
    load: () =>
      (fetching ??= fetchMore().then(
        ({ MORE }) => void (all = { ...FIRST, ...MORE }),
        (cause: unknown) => {
          fetching = undefined
          throw cause
        },
      )),
  }
}
