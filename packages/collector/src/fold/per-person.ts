// Owns putting events into the hands of who looks at one person after another, in order of time, within bounded memory. It must
// not know what is looked for.
import type { Rows, Scan } from './source.ts'

/** Events of one portion that are in memory, in no order. */
export interface Columns {
  kind: Int32Array
  at: Float64Array
  position: Float64Array
  value: Int32Array
}

/** One person's events: places in the columns, in order of (time, position). */
export interface Slice {
  columns: Columns
  order: Int32Array
  start: number
  end: number
}

export interface PerPersonOptions {
  /** Highest number of a person. */
  people: number
  /** Asked between some people: throws where the time is over. */
  check?: (() => void) | undefined
  /** 1 at the number of each who is asked about; everybody where there is none. */
  only?: Uint8Array | undefined
  /** Most events in memory, at 32 bytes each; of more, people are looked at in several rounds. @default 3_000_000 */
  limit?: number
}

const LIMIT = 3_000_000
/** How many people are visited between two looks at the time. */
const TICK = 1024
/** From so many events on an unordered slice is sorted, shorter ones are put in order by insertion. */
const FEW = 48

/** Visits everybody who has events, each once, in no order. The slice may not be kept. */
export async function eachPerson(
  scan: Scan,
  { people, only, check = () => {}, limit = LIMIT }: PerPersonOptions,
  visit: (person: number, slice: Slice) => void,
): Promise<void> {
  for (let part = 0, parts = 1; part < parts; part++) {
    const kept = createColumns()
    await scan.run((rows) => {
      const { count, person } = rows
      kept.reserve(count)
      for (let i = 0; i < count; i++) {
        const who = person[i]!
        if (who % parts === part && (only === undefined || only[who] === 1)) kept.add(rows, i)
      }
      // the first round finds out how many there must be
      while (part === 0 && kept.size > limit && parts < people) {
        parts *= 2
        kept.keep((who) => who % parts === 0)
      }
    })
    visitAll(kept, { people, check }, visit)
  }
}

interface Kept {
  size: number
  reserve(more: number): void
  add(rows: Rows, index: number): void
  keep(wanted: (person: number) => boolean): void
  person(): Int32Array
  columns(): Columns
}

function createColumns(): Kept {
  let room = 4096
  let size = 0
  let person = new Int32Array(room)
  let columns: Columns = { kind: new Int32Array(room), at: new Float64Array(room), position: new Float64Array(room), value: new Int32Array(room) }
  const longer = <T extends Int32Array | Float64Array>(array: T): T => {
    const more = new (array.constructor as new (length: number) => T)(room)
    more.set(array)
    return more
  }
  const set = (index: number, from: number): void => {
    person[index] = person[from]!
    columns.kind[index] = columns.kind[from]!
    columns.at[index] = columns.at[from]!
    columns.position[index] = columns.position[from]!
    columns.value[index] = columns.value[from]!
  }
  return {
    get size() {
      return size
    },
    reserve(more) {
      if (size + more <= room) return
      while (size + more > room) room *= 2
      person = longer(person)
      columns = { kind: longer(columns.kind), at: longer(columns.at), position: longer(columns.position), value: longer(columns.value) }
    },
    add(rows, index) {
      person[size] = rows.person[index]!
      columns.kind[size] = rows.kind[index]!
      columns.at[size] = rows.at[index]!
      columns.position[size] = rows.position[index]!
      columns.value[size++] = rows.value[index]!
    },
    keep(wanted) {
      let kept = 0
      for (let i = 0; i < size; i++) if (wanted(person[i]!)) set(kept++, i)
      size = kept
    },
    person: () => person,
    columns: () => columns,
  }
}

function visitAll(
  kept: Kept,
  { people, check }: Required<Pick<PerPersonOptions, 'people'>> & { check: () => void },
  visit: (person: number, slice: Slice) => void,
): void {
  const { size } = kept
  const [person, columns] = [kept.person(), kept.columns()]
  const end = new Int32Array(people + 2)
  for (let i = 0; i < size; i++) end[person[i]! + 1]!++
  for (let who = 1; who < end.length; who++) end[who]! += end[who - 1]!
  // now the first place of each person; after this loop the place behind the last
  const order = new Int32Array(size)
  for (let i = 0; i < size; i++) order[end[person[i]!]!++] = i
  for (let who = 0, start = 0; who <= people; who++) {
    if (who % TICK === 0) check()
    const last = end[who]!
    if (last === start) continue
    putInOrder(columns, order, start, last)
    visit(who, { columns, order, start, end: last })
    start = last
  }
}

function putInOrder({ at, position }: Columns, order: Int32Array, start: number, end: number): void {
  const before = (a: number, b: number): boolean => at[a]! < at[b]! || (at[a] === at[b] && position[a]! < position[b]!)
  if (end - start > FEW) {
    for (let i = start + 1; i < end; i++)
      if (before(order[i]!, order[i - 1]!)) {
        order.subarray(start, end).sort((a, b) => at[a]! - at[b]! || position[a]! - position[b]!)
        return
      }
    return
  }
  for (let i = start + 1; i < end; i++) {
    const one = order[i]!
    let place = i
    while (place > start && before(one, order[place - 1]!)) {
      order[place] = order[place - 1]!
      place--
    }
    order[place] = one
  }
}
