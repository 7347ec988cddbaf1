// Owns counting a funnel: who came how far, and how long each step took. It must not know storage, rates or intervals.
import type { EventUse } from '../store/event-query.ts'
import { furthestInAnyOrder } from './any-order.ts'
import { toDurations, type Durations } from './durations.ts'
import { readTrait, type TraitSubject } from './history.ts'
import { eachPerson, type Slice } from './per-person.ts'
import type { Scan, Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface FunnelQuestion {
  /** An event is a step where it is any of its uses. At most 20. */
  steps: readonly (readonly EventUse[])[]
  /** `strict`: the very next event of the person must be the next step. `any`: the steps in whatever order. */
  order: 'ordered' | 'strict' | 'any'
  /** All steps are at most so far from the first, in ms. */
  windowMs: number
  /** The first step is at or after this … */
  from: number
  /** … and before this; later steps may be later. */
  to: number
  /** No event from here on counts. */
  until: number
  /** What must not happen between a step (from 0) and a later one. Not with `any`. */
  exclude: readonly { uses: readonly EventUse[]; after: number; before: number }[]
  /** Property that has the same value at every step. */
  hold?: string | undefined
  by?: TraitSubject | { property: string } | undefined
  /** Ids of the people who count; everybody where there are none. */
  only?: readonly string[] | undefined
}

/** Numbers of one group, or of all. */
export interface FunnelGroup {
  /** Value at the first step as JSON text; `null` where there was none. */
  value: string | null
  /** By step the people who came at least so far. */
  reached: number[]
  /** By step how long it took from the step before, of those who reached it; the first is of no people. */
  durations: Durations[]
  /** From the first step to the last one. */
  whole: Durations
  /** People who did not reach the last step and still have time. */
  open: number
}
export interface FunnelCounts {
  all: FunnelGroup
  /** Most people at the first step first. */
  groups: FunnelGroup[]
}

/** How far somebody came, in the first attempt that came so far. */
export interface Attempt {
  level: number
  /** Place of the first step in the columns. */
  first: number
  /** Time of each step that was reached, epoch ms. */
  times: Float64Array
  /** Time of the latest first step of any attempt. */
  latest: number
}

/** A question with what each kind of event means for it, as bits. */
export interface Plan extends Pick<FunnelQuestion, 'windowMs' | 'from' | 'to'> {
  steps: number
  strict: boolean
  /** By kind the steps that such an event is. */
  stepBits: Int32Array
  /** By kind the levels that such an event ends: those who are between the two steps of an exclusion. */
  endBits: Int32Array
}

/** Counts a funnel. */
export async function countFunnel(source: Source, question: FunnelQuestion): Promise<FunnelCounts> {
  const { steps, exclude, from, until, order, hold, by } = question
  const uses = [...steps.flat(), ...exclude.flatMap((one) => one.uses)]
  const byProperty = by && 'property' in by ? by.property : undefined
  const scan = await source.scan({ uses, from, to: until, others: order === 'strict', property: hold ?? byProperty })
  // the value of one property comes along; of two the second needs a scan of its own
  const other = hold !== undefined && byProperty !== undefined && hold !== byProperty ? await propertyAt(source, question, byProperty) : undefined
  const history = by && !('property' in by) ? await readTrait(source, by) : undefined
  const only = question.only && (await source.select(question.only))
  const groups = new Map<string | null, Tally>()
  const all = createTally(null, steps.length)
  let plan: Plan | undefined
  await eachPerson(scan, { people: source.people, only, check: source.check }, (person, slice) => {
    plan ??= toPlan(question, scan)
    const attempt = hold === undefined ? furthest(slice, plan, order) : furthestHeld(slice, plan, order)
    if (!attempt) return
    add(all, attempt, question)
    if (!by) return
    const { value, position } = slice.columns
    const index = history?.at(person, attempt.times[0]!, position[attempt.first]!) ?? (other ? -1 : value[attempt.first]!)
    const text = other ? (other.get(position[attempt.first]!) ?? null) : index < 0 ? null : (history ?? scan).values[index]!
    let tally = groups.get(text)
    if (!tally) groups.set(text, (tally = createTally(text, steps.length)))
    add(tally, attempt, question)
  })
  const sorted = [...groups.values()].map(toGroup).toSorted((a, b) => b.reached[0]! - a.reached[0]! || compare(a.value, b.value))
  return { all: toGroup(all), groups: sorted }
}

function furthest(slice: Slice, plan: Plan, order: FunnelQuestion['order']): Attempt | undefined {
  return order === 'any' ? furthestInAnyOrder(slice, plan) : furthestInOrder(slice, plan)
}

/** The best of the attempts with one value each; of equal ones the one that got there first. Events without a value are in none. */
function furthestHeld(slice: Slice, plan: Plan, order: FunnelQuestion['order']): Attempt | undefined {
  const { value } = slice.columns
  const all = [...slice.order.subarray(slice.start, slice.end)].filter((one) => value[one]! >= 0)
  let best: Attempt | undefined
  for (const own of Map.groupBy(all, (one) => value[one]!).values()) {
    const attempt = furthest({ columns: slice.columns, order: Int32Array.from(own), start: 0, end: own.length }, plan, order)
    if (!attempt) continue
    const latest = Math.max(attempt.latest, best?.latest ?? -Infinity)
    const end = ({ times, level }: Attempt): number => times[level - 1]!
    if (!best || attempt.level > best.level || (attempt.level === best.level && end(attempt) < end(best))) best = { ...attempt, times: attempt.times.slice() }
    best.latest = latest
  }
  return best
}

/**
 * Goes through one person's events once. Of each level the attempt that began last is kept: it has the most time left, and an
 * exclusion ends attempts by their level, whenever they began. So no attempt need ever be gone back to.
 *
 * @returns an attempt that is overwritten by the next call.
 */
function furthestInOrder({ columns, order, start, end }: Slice, { steps, windowMs, from, to, strict, stepBits, endBits }: Plan): Attempt | undefined {
  const { begun, first, times, found } = scratchOf(steps)
  begun.fill(Number.NaN)
  let best: Attempt | undefined
  for (let i = start; i < end; i++) {
    const one = order[i]!
    const kind = columns.kind[one]!
    const at = columns.at[one]!
    const bits = stepBits[kind]!
    const ended = strict ? -1 : endBits[kind]!
    let fresh = 0
    // the last step first: one event serves one step
    for (let left = bits; left !== 0;) {
      const level = 31 - Math.clz32(left)
      left &= ~(1 << level)
      const next = level + 1
      if (level === 0) {
        if (at < from || at >= to) continue
        begun[1] = at
        first[1] = one
        times[steps] = at
        // the level is its own latest beginning
        if (best) best.latest = at
      } else {
        if (!(at - begun[level]! <= windowMs)) continue
        // an attempt that began no later than the one that stands there has nothing over it, unless this event ends that one
        if (begun[level]! <= begun[next]! && !((ended >> next) & 1)) continue
        begun[next] = begun[level]!
        first[next] = first[level]!
        for (let k = 0; k < level; k++) times[next * steps + k] = times[level * steps + k]!
        times[next * steps + level] = at
      }
      fresh |= 1 << next
      if (next > (best?.level ?? 0)) {
        if (!best) {
          best = found
          best.latest = at
        }
        best.level = next
        best.first = first[next]!
        for (let k = 0; k < next; k++) best.times[k] = times[next * steps + k]!
      }
    }
    if (ended !== 0) for (let level = 1; level <= steps; level++) if (((ended & ~fresh) >> level) & 1) begun[level] = Number.NaN
  }
  return best
}

interface Scratch {
  /** By level, from 1, when the attempt that stands there began; NaN where none does. */
  begun: Float64Array
  first: Int32Array
  /** By level the times of its steps, one level after another. */
  times: Float64Array
  /** What is found, until the next person. */
  found: Attempt
}

/** One for all people: making arrays for each would take longer than the counting. */
const createScratch = (steps: number): Scratch => ({
  begun: new Float64Array(steps + 1),
  first: new Int32Array(steps + 1),
  times: new Float64Array((steps + 1) * steps),
  found: { level: 0, first: 0, times: new Float64Array(steps), latest: 0 },
})
let scratch: Scratch = createScratch(0)

function scratchOf(steps: number): Scratch {
  if (scratch.begun.length !== steps + 1) scratch = createScratch(steps)
  return scratch
}

function toPlan({ steps, exclude, order, windowMs, from, to }: FunnelQuestion, { kinds }: Scan): Plan {
  const meaning: { step: number; ended: number }[] = steps.flatMap((uses, step) => uses.map(() => ({ step: 1 << step, ended: 0 })))
  for (const { uses, after, before } of exclude) {
    let ended = 0
    for (let level = after + 1; level <= before; level++) ended |= 1 << level
    meaning.push(...uses.map(() => ({ step: 0, ended })))
  }
  const bitsOf = (part: 'step' | 'ended'): Int32Array => Int32Array.from(kinds, (uses) => uses.reduce((bits, use) => bits | meaning[use]![part], 0))
  return { steps: steps.length, strict: order === 'strict', windowMs, from, to, stepBits: bitsOf('step'), endBits: bitsOf('ended') }
}

/** Values of a property of events that may be a first step, by position in the log. */
async function propertyAt(source: Source, { steps, order, from, to }: FunnelQuestion, property: string): Promise<Map<number, string>> {
  const scan = await source.scan({ uses: order === 'any' ? steps.flat() : steps[0]!, from, to, property })
  const found = new Map<number, number>()
  await scan.run(({ count, position, value }) => {
    for (let i = 0; i < count; i++) if (value[i]! >= 0) found.set(position[i]!, value[i]!)
  })
  return new Map([...found].map(([position, value]) => [position, scan.values[value]!]))
}

interface Tally {
  value: string | null
  reached: number[]
  durations: number[][]
  whole: number[]
  open: number
}

const createTally = (value: string | null, steps: number): Tally => ({
  value,
  reached: Array.from({ length: steps }, () => 0),
  durations: Array.from({ length: steps }, () => []),
  whole: [],
  open: 0,
})

function add(tally: Tally, { level, times, latest }: Attempt, { steps, windowMs, until }: FunnelQuestion): void {
  for (let step = 0; step < level; step++) {
    tally.reached[step]!++
    if (step > 0) tally.durations[step]!.push(times[step]! - times[step - 1]!)
  }
  if (level === steps.length) tally.whole.push(times[level - 1]! - times[0]!)
  else if (latest + windowMs >= until) tally.open++
}

const toGroup = ({ durations, whole, ...rest }: Tally): FunnelGroup => ({ ...rest, durations: durations.map(toDurations), whole: toDurations(whole) })

const compare = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)
