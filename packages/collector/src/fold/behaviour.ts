// Owns counting people by their class of behaviour at several instants, and who went from which class to which. What a class is
// stands with the live model. It must not know storage.
import type { BehaviourClass } from '@foothold/protocol'
import type { LiveBehaviour } from '../config/live-model.ts'
import { behaviourClassesAt } from '../people/model/behaviour.ts'
import type { EventUse } from '../store/event-query.ts'
import { eachPerson } from './per-person.ts'
import { isFor, readRoles, readSignUps } from './sign-up.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface BehaviourQuestion {
  features: readonly { uses: readonly EventUse[]; roles: readonly string[] | null }[]
  settings: LiveBehaviour
  /** Ascending. */
  at: readonly number[]
  only?: readonly string[] | undefined
}
export interface BehaviourCounts {
  /** By instant. Only classes that somebody is in. */
  classes: [name: BehaviourClass, people: number][][]
  /** From each instant but the last to the next; `null`: not there yet. */
  flows: { from: BehaviourClass | null; to: BehaviourClass; people: number }[][]
}

const DAY_MS = 86_400_000
/** Days before an instant that its class rests on: the way of classes that is followed, and what the first of them looks at. */
const BACK = 120 + 28 + 1

/** Counts people by class. Roles are those told last. */
export async function countBehaviour(source: Source, { features, settings, at, only: ids }: BehaviourQuestion): Promise<BehaviourCounts> {
  const [first, signedUp, told, only] = [await source.firstSeen(), await readSignUps(source), await readRoles(source), ids && (await source.select(ids))]
  const relevant = [-1, ...told.roles.keys()].map((role) => new Set(features.flatMap(({ roles }, feature) => (isFor(roles, told, role) ? [feature] : []))))
  const featureOf = features.flatMap(({ uses }, feature) => uses.map(() => feature))
  const scan = await source.scan({ uses: features.flatMap(({ uses }) => uses), from: at[0]! - BACK * DAY_MS, to: at.at(-1)!, unordered: true })
  const classes = at.map(() => new Map<BehaviourClass, number>())
  const flows = at.slice(1).map(() => new Map<string, number>())
  const done = new Uint8Array(source.people + 1)
  const count = (who: number, days: ReadonlyMap<number, ReadonlySet<number>>): void => {
    done[who] = 1
    let before: BehaviourClass | null = null
    const here = at.findIndex((instant) => first[who]! < instant)
    if (here < 0) return
    const names = behaviourClassesAt({ days, relevant: relevant[told.of[who]! + 1]!, signedUpAt: signedUp[who]! }, settings, here ? at.slice(here) : at)
    names.forEach((name, place) => {
      const index = here + place
      classes[index]!.set(name, (classes[index]!.get(name) ?? 0) + 1)
      if (index > 0) flows[index - 1]!.set(`${before ?? ''} ${name}`, (flows[index - 1]!.get(`${before ?? ''} ${name}`) ?? 0) + 1)
      before = name
    })
  }
  await eachPerson(scan, { people: source.people, only, check: source.check }, (who, { columns, order, start, end }) => {
    const days = new Map<number, Set<number>>()
    let used = new Set<number>()
    let last = Number.NaN
    for (let i = start; i < end; i++) {
      const day = Math.floor(columns.at[order[i]!]! / DAY_MS)
      // in order of time, so that a day's uses lie together
      if (day !== last) days.set((last = day), (used = new Set()))
      for (const use of scan.kinds[columns.kind[order[i]!]!]!) used.add(featureOf[use]!)
    }
    count(who, days)
  })
  const none = new Map<number, ReadonlySet<number>>()
  for (let who = 1; who <= source.people; who++) {
    if (who % TICK === 0) source.check()
    if (!done[who] && first[who] !== Infinity && (only === undefined || only[who] === 1)) count(who, none)
  }
  return {
    classes: classes.map((all) => [...all].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    flows: flows.map((all) =>
      [...all]
        .map(([words, people]) => {
          const [from, to] = words.split(' ') as [BehaviourClass | '', BehaviourClass]
          return { from: from || null, to, people }
        })
        .toSorted((a, b) => b.people - a.people || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
    ),
  }
}

/** How many people are looked at between two looks at the time. */
const TICK = 1024
