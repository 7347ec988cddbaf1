// Owns the numbers of the live model over everybody: how many people are at which level, stage, class. They are kept under the
// definitions that they were reckoned by when others come. It must not know storage.
import type { AccountNumbers, ModelNumbers } from '@foothold/protocol'
import type { ModelRow, ModelStore } from '../../store/model-store.ts'
import type { AccountNote } from './account.ts'
import { toNoted } from './note.ts'

const PAGE = 500

/** Counts everybody of a project, in pages. */
export async function countEverybody(store: Pick<ModelStore, 'page'>, project: string): Promise<ModelNumbers> {
  const count = createCount()
  for (let after = ''; ;) {
    const rows = await store.page(project, 'person', after, PAGE)
    for (const row of rows) count.add(row)
    if (rows.length < PAGE) return { ...count.end(), accounts: await countAccounts(store, project) }
    after = rows.at(-1)!.id
  }
}

async function countAccounts(store: Pick<ModelStore, 'page'>, project: string): Promise<AccountNumbers> {
  let [accounts, stalled] = [0, 0]
  const lists = { stages: new Map<string, number>(), classes: new Map<string, number>(), maturities: new Map<string, number>() }
  for (let after = ''; ;) {
    const rows = await store.page(project, 'account', after, PAGE)
    for (const { state } of rows) {
      const note = state && (JSON.parse(state) as Partial<AccountNote>)
      // one that has nobody any more, or was not looked at yet
      if (!note || !note.people) continue
      accounts++
      if (note.told?.some(([, , back]) => back === null)) stalled++
      for (const [journey, stage] of note.stages ?? []) addOne(lists.stages, journey, stage)
      if (note.behaviour) addOne(lists.classes, note.behaviour.class)
      addOne(lists.maturities, note.maturity ?? 'none')
    }
    if (rows.length < PAGE) break
    after = rows.at(-1)!.id
  }
  return {
    accounts,
    stalled,
    stages: toPairs(lists.stages).map(([[journey, stage], n]) => ({ journey: journey!, stage: stage!, accounts: n })),
    classes: toPairs(lists.classes).map(([[name], n]) => ({ class: name!, accounts: n })),
    maturities: toPairs(lists.maturities).map(([[maturity], n]) => ({ maturity: maturity!, accounts: n })),
  }
}

const addOne = (map: Map<string, number>, ...words: string[]): void => void map.set(JSON.stringify(words), (map.get(JSON.stringify(words)) ?? 0) + 1)
const toPairs = (map: Map<string, number>): [string[], number][] => [...map].map(([words, n]) => [JSON.parse(words) as string[], n])

function createCount(): { add(row: ModelRow): void; end(): Omit<ModelNumbers, 'accounts'> } {
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
  return {
    add(row) {
      const { note } = toNoted(row)
      if (!note) return
      people++
      for (const [feature, level] of note.levels) addOne(lists.levels, feature, level)
      for (const [segment, inside] of note.segments) if (inside) addOne(lists.segments, segment)
      for (const [journey, stage] of note.stages) addOne(lists.stages, journey, stage)
      if (note.class) addOne(lists.classes, note.class[0])
      addOne(maturities, note.maturity)
      const open = note.told.filter(([, , back]) => back === null)
      if (open.length) missed++
      for (const [id] of open) addOne(missing, id)
    },
    end: () => {
      return {
        people,
        late: missed,
        levels: toPairs(lists.levels).map(([[feature, level], n]) => ({ feature: feature!, level: level!, people: n })),
        segments: toPairs(lists.segments).map(([[segment], n]) => ({ segment: segment!, people: n })),
        stages: toPairs(lists.stages).map(([[journey, stage], n]) => ({ journey: journey!, stage: stage!, people: n })),
        classes: toPairs(lists.classes).map(([[name], n]) => ({ class: name!, people: n })),
        maturities: toPairs(maturities).map(([[maturity], n]) => ({ maturity: maturity!, people: n })),
        missed: toPairs(missing).map(([[id], n]) => ({ expected: id!, people: n })),
      }
    },
  }
}
