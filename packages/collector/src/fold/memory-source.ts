// Owns a source of events from a list, for tests of folds: the plainest thing that a store could be. Not part of the package's index.
import { compileWhere } from '@foothold/targeting'
import { withFill } from './fill.ts'
import { OWN_EVENTS } from './own-events.ts'
import type { Rows, Scan, Source, Wanted } from './source.ts'

/** An event as a fold sees it. */
export interface PlainEvent {
  person: number
  name: string
  at: number
  properties?: Record<string, unknown>
}

/** Traits that were told: person → [time, value]. `(account)` is the number of the account that the person was in. */
export type Told = Record<string, readonly (readonly [person: number, at: number, value: unknown])[]>

/** @param events - position is the place in the list. */
export function createMemorySource(events: readonly PlainEvent[], told: Told = {}): Source {
  const people = Math.max(1, ...events.map(({ person }) => person))
  const scanOf = (list: readonly { person: number; at: number; position: number; kind: number; value: unknown }[], kinds: number[][] = [[]]): Scan => {
    const values: string[] = []
    return withFill({
      kinds,
      values,
      run(visit) {
        // a portion of one each, backwards: nothing may rest on the order
        for (const one of list.toReversed()) {
          const text = one.value === undefined || one.value === null ? undefined : JSON.stringify(one.value)
          if (text !== undefined && !values.includes(text)) values.push(text)
          visit({
            count: 1,
            person: Int32Array.of(one.person),
            kind: Int32Array.of(one.kind),
            at: Float64Array.of(one.at),
            position: Float64Array.of(one.position),
            value: Int32Array.of(text === undefined ? -1 : values.indexOf(text)),
          } satisfies Rows)
        }
        return Promise.resolve()
      },
    })
  }
  return {
    people,
    scan({ uses, from, to, others = false, every = false, property }: Wanted) {
      const tests = uses.map(({ where }) => where && compileWhere(where))
      const kinds: number[][] = [[]]
      const known = new Map([['', 0]])
      const list = events.flatMap(({ person, name, at, properties = {} }, position) => {
        const own = uses.flatMap(({ event }, use) => (event === name && (tests[use]?.(properties, at) ?? true) ? [use] : []))
        if (at < from || at >= to || (!own.length && !every && (!others || OWN_EVENTS.has(name)))) return []
        const text = own.join()
        const kind = known.get(text) ?? kinds.push(own) - 1
        known.set(text, kind)
        return [{ person, at, position, kind, value: property === undefined ? undefined : properties[property] }]
      })
      return Promise.resolve(scanOf(list, kinds))
    },
    traits: (key) => scanOf((told[key] ?? []).map(([person, at, value], position) => ({ person, at, position, kind: 0, value }))),
    accountTraits: () => scanOf([]),
    accounts: () => {
      const list = (told['(account)'] ?? []).map(([person, at, value], position) => ({ person, at, position, kind: 0, value }))
      // the number of an account is its value
      const { run, kinds, values } = scanOf(list)
      return withFill({ kinds, values, run: (visit) => run((rows) => visit({ ...rows, value: rows.value.map((place) => Number(values[place])) })) })
    },
    select: (ids) => Promise.resolve(Uint8Array.from({ length: people + 1 }, (_, number) => (ids.includes(String(number)) ? 1 : 0))),
    numbers: (ids) => Promise.resolve(Int32Array.from(ids, (id) => (Number(id) <= people ? Number(id) : 0))),
    check: () => {},
    accountIds: (numbers) => Promise.resolve(new Map(numbers.map((number) => [number, String(number)]))),
    firstSeen() {
      const first = new Float64Array(people + 1).fill(Infinity)
      for (const { person, at } of events) first[person] = Math.min(first[person]!, at)
      return Promise.resolve(first)
    },
    ids: (numbers) => Promise.resolve(new Map(numbers.map((number) => [number, String(number)]))),
  }
}
