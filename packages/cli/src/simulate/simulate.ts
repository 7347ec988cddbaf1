// Owns months of a product's life, day by day: all people's events in order of time. The same seed gives the same.
import { createLife, type SimulatedEvent } from './life.ts'
import { drawPeople } from './population.ts'
import type { SimulatedProduct } from './product.ts'

const DAY_MS = 86_400_000

export interface SimulationOptions {
  /** People who are invited over the whole time. */
  people: number
  days: number
  seed: number
  /** End of the last day, epoch ms; nothing happens after it. */
  until: number
}

/**
 * Simulates a product.
 *
 * @returns events ascending in time, a day at a time, so that any number of people takes the memory of their present state.
 */
export function* simulate(product: SimulatedProduct, { people, days, seed, until }: SimulationOptions): Generator<SimulatedEvent[]> {
  const start = Math.ceil(until / DAY_MS) * DAY_MS - days * DAY_MS
  const lives = drawPeople(product, { people, days, seed }).map((person) => createLife(product, person, start, seed))
  const end = new Date(until).toISOString()
  let carried: SimulatedEvent[] = []
  for (let day = 0; day < days; day++) {
    const next = new Date(start + (day + 1) * DAY_MS).toISOString()
    const events = [...carried, ...lives.flatMap((life) => life.live(day))].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0))
    // an evening may go on past midnight
    carried = events.filter(({ timestamp }) => timestamp >= next)
    yield events.filter(({ timestamp }) => timestamp < next && timestamp <= end)
  }
}
