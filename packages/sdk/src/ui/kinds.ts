// Owns which kinds of guides are here: what points at the page from the start, the others when one of them is to be shown, and what
// lets the page draw by itself when it does.
import type { Kinds } from '../guide/showing/kinds.ts'
import { once } from '../guide/once.ts'
import { createHint } from '../guide/showing/hint.ts'
import { createTour } from '../guide/showing/tour.ts'
import type { createComponents } from './component.ts'
import { Hint } from './hint/hint.tsx'
import type { Kind, KindTable } from './kind.ts'
import { Tour } from './tour/tour.tsx'

const FIRST: KindTable = { tour: { create: createTour, Draw: Tour }, hint: { create: createHint, Draw: Hint } }

/** Kinds with how they are drawn. */
export interface DrawnKinds extends Kinds {
  of(kind: string): Kind | undefined
  /** What draws as the page says; `undefined` while it has not come. */
  readonly createComponents?: typeof createComponents | undefined
}

/** What is fetched when it is needed; asked again after a failure. */
interface Parts {
  more(): Promise<{ MORE: KindTable }>
  component(): Promise<{ createComponents: typeof createComponents }>
}

/** @param components - what the page draws by itself. */
export function createKinds(parts: Parts, components: ReadonlyMap<string, unknown>): DrawnKinds {
  const more = once(parts.more)
  const component = once(parts.component)
  let all = FIRST
  let create: typeof createComponents | undefined
  return {
    get createComponents() {
      return create
    },
    of: (kind) => (components.has(kind) && !create ? undefined : all[kind]),
    async load(kind) {
      const [kinds, own] = await Promise.all([!all[kind] && more(), components.has(kind) && component()])
      if (kinds) all = { ...FIRST, ...kinds.MORE }
      if (own) create = own.createComponents
    },
  }
}
