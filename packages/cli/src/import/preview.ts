// Owns what `--dry-run` tells of a file: what its rows would become. It must not know where rows come from.
import { say, plain } from '../terminal.ts'

const SHOWN = 10
const EXAMPLES = 3

/** Looks at events to be. */
export interface Preview {
  add(event: Record<string, unknown>): void
  print(rows: number, faults: number): void
}

export function createPreview(): Preview {
  const names = new Map<string, number>()
  const people = new Set<unknown>()
  const accounts = new Set<unknown>()
  const examples: Record<string, unknown>[] = []
  let first = ''
  let last = ''
  return {
    add(event) {
      if (examples.length < EXAMPLES) examples.push(event)
      const name = (event['event'] ?? `(${event['type'] as string})`) as string
      names.set(name, (names.get(name) ?? 0) + 1)
      people.add(event['userId'] ?? event['anonymousId'])
      if (event['groupId'] !== undefined) accounts.add(event['groupId'])
      const time = String(event['timestamp'])
      if (!first || time < first) first = time
      if (time > last) last = time
    },
    print(rows, faults) {
      say(
        `${count(rows)} rows: ${count(rows - faults)} events of ${count(people.size)} people and ${count(accounts.size)} accounts, ${first || '-'} to ${last || '-'}.`,
      )
      const sorted = [...names].sort(([, a], [, b]) => b - a)
      for (const [name, number] of sorted.slice(0, SHOWN)) say(`  ${count(number).padStart(9)}  ${plain(name)}`)
      if (sorted.length > SHOWN) say(`  ${`${sorted.length - SHOWN}`.padStart(9)}  more names`)
      if (examples.length) say('The first of them:')
      for (const one of examples) say(`  ${plain(JSON.stringify(one))}`)
      say('Nothing was sent.')
    },
  }
}

/** A number with its thousands apart. */
export const count = (number: number): string => number.toLocaleString('en-US')
