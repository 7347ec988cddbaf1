// Owns the numbers of the live model over everybody: how many people are at which level, stage, class. They are kept under the
// definitions that they were reckoned by when others come. It must not know storage.
import type { ModelNumbers } from '@foothold/protocol'
import type { ModelRow, ModelStore } from '../../store/model-store.ts'
import { toNoted } from './note.ts'

const PAGE = 500

/** Counts everybody of a project, in pages. */
export async function countEverybody(store: Pick<ModelStore, 'page'>, project: string): Promise<ModelNumbers> {
  const count = createCount()
  for (let after = ''; ;) {
    const rows = await store.page(project, 'person', after, PAGE)
    for (const row of rows) count.add(row)
    if (rows.length < PAGE) return count.end()
    after = rows.at(-1)!.id
  }
}

function createCount(): { add(row: ModelRow): void; end(): ModelNumbers } {
  let people = 0
  let missed = 0
  const lists = {
    levels: new Map<string, number>(),
    segments: new Map<string, number>(),
    stages: new Map<string, number>(),
    classes: new Map<string, number>(),
  }
  const missing = new Map<string, number>()
  const maturities = new Map<string, number>()
  const one = (map: Map<string, number>, ...words: string[]): void => void map.set(JSON.stringify(words), (map.get(JSON.stringify(words)) ?? 0) + 1)
  return {
    add(row) {
      const { note } = toNoted(row)
      if (!note) return
      people++
      for (const [feature, level] of note.levels) one(lists.levels, feature, level)
      for (const [segment, inside] of note.segments) if (inside) one(lists.segments, segment)
      for (const [journey, stage] of note.stages) one(lists.stages, journey, stage)
      if (note.class) one(lists.classes, note.class[0])
      one(maturities, note.maturity)
      const open = note.told.filter(([, , back]) => back === null)
      if (open.length) missed++
      for (const [id] of open) one(missing, id)
    },
    end: () => {
      const pairs = (map: Map<string, number>): [string[], number][] => [...map].map(([words, n]) => [JSON.parse(words) as string[], n])
      return {
        people,
        late: missed,
        levels: pairs(lists.levels).map(([[feature, level], n]) => ({ feature: feature!, level: level!, people: n })),
        segments: pairs(lists.segments).map(([[segment], n]) => ({ segment: segment!, people: n })),
        stages: pairs(lists.stages).map(([[journey, stage], n]) => ({ journey: journey!, stage: stage!, people: n })),
        classes: pairs(lists.classes).map(([[name], n]) => ({ class: name!, people: n })),
        maturities: pairs(maturities).map(([[maturity], n]) => ({ maturity: maturity!, people: n })),
        missed: pairs(missing).map(([[id], n]) => ({ expected: id!, people: n })),
      }
    },
  }
}
