// Every kind of guide at once, for tests that are not about fetching them.
import { createHint } from '../guide/showing/hint.ts'
import { createTour } from '../guide/showing/tour.ts'
import { createComponents } from '../ui/component.ts'
import { Hint } from '../ui/hint/hint.tsx'
import type { KindTable } from '../ui/kind.ts'
import type { DrawnKinds } from '../ui/kinds.ts'
import { MORE } from '../ui/more.ts'
import { Tour } from '../ui/tour/tour.tsx'

const ALL: KindTable = { tour: { create: createTour, Draw: Tour }, hint: { create: createHint, Draw: Hint }, ...MORE }

export const ALL_KINDS: DrawnKinds = { of: (kind) => ALL[kind], load: async () => {}, createComponents }
