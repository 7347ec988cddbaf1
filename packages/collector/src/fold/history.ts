// Owns what somebody's value was at an instant: the one that was told last by then. It must not know what is told.
import { eachPerson } from './per-person.ts'
import type { Scan, Source } from './source.ts'

/** Values over time, of people or accounts by their numbers. */
export interface History {
  /** The value in force at an event; -1 where none was told by then. */
  at(person: number, time: number, position: number): number
  /** What the values are, as JSON texts. */
  values: readonly string[]
}

/** What was read of a scan; it is the same as long as the scan is. */
const known = new WeakMap<Scan, Promise<History>>()

/** Reads all that was told, once for a scan. Memory: 24 bytes for each time that something was told. */
export function readHistory(scan: Scan, people: number): Promise<History> {
  let history = known.get(scan)
  if (!history) known.set(scan, (history = read(scan, people)))
  return history
}

async function read(scan: Scan, people: number): Promise<History> {
  const start = new Int32Array(people + 2)
  const [times, positions, values]: [number[], number[], number[]] = [[], [], []]
  const places = new Int32Array(people + 2).fill(-1)
  // everybody at once: the second scan would cost more than the memory saves
  await eachPerson(scan, { people, limit: Infinity }, (person, { columns: { at, position, value }, order, start: from, end }) => {
    places[person] = times.length
    for (let i = from; i < end; i++) {
      const one = order[i]!
      // told again
      if (i > from && values.at(-1) === value[one]) continue
      times.push(at[one]!)
      positions.push(position[one]!)
      values.push(value[one]!)
    }
    start[person] = times.length
  })
  return {
    values: scan.values,
    at(person, time, position) {
      let low = places[person] ?? -1
      if (low < 0) return -1
      const first = low
      for (let high = start[person]!; low < high;) {
        const middle = (low + high) >> 1
        if (times[middle]! < time || (times[middle] === time && positions[middle]! <= position)) low = middle + 1
        else high = middle
      }
      return low === first ? -1 : values[low - 1]!
    },
  }
}

/** Whose value it is by which an answer is broken down. */
export type TraitSubject = { trait: string } | { account: string }

/** Reads a trait of people, or of the accounts that they were in. */
export async function readTrait(source: Source, subject: TraitSubject): Promise<History> {
  if ('trait' in subject) return readHistory(source.traits(subject.trait), source.people)
  const accounts = source.accounts()
  const [membership, told] = [await readHistory(accounts, source.people), source.accountTraits(subject.account)]
  const traits = await readHistory(told, source.people)
  return {
    values: traits.values,
    at(person, time, position) {
      const account = membership.at(person, time, position)
      return account < 0 ? -1 : traits.at(account, time, position)
    },
  }
}
