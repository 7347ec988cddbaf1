// Owns counting a funnel: who came how far, and how long each step took. It must not know storage, rates or intervals.
import type { EventUse } from '../store/event-query.ts'
import { furthestInAnyOrder } from './any-order.ts'
import { createFunnelGroups, type FunnelCounts } from './funnel-groups.ts'
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
  const { hold, by } = question
  const byProperty = by && 'property' in by ? by.property : undefined
  // the value of one property comes along; of two the second needs a scan of its own
  const other = hold !== undefined && byProperty !== undefined && hold !== byProperty ? await propertyAt(source, question, byProperty) : undefined
  const history = by && !('property' in by) ? await readTrait(source, by) : undefined
  const groups = createFunnelGroups(question)
  await eachAttempt(source, question, hold ?? byProperty, (person, attempt, slice, scan) => {
    if (!by) return groups.add(attempt)
    const { value, position } = slice.columns
    const index = history?.at(person, attempt.times[0]!, position[attempt.first]!) ?? (other ? -1 : value[attempt.first]!)
    groups.add(attempt, other ? (other.get(position[attempt.first]!) ?? null) : index < 0 ? null : (history ?? scan).values[index]!)
  })
  return groups.end()
}

/** Looks for the attempt of everybody that counts. @param visit - hears of those who came to the first step at least; the attempt may not be kept. */
export async function eachAttempt(
  source: Source,
  question: Omit<FunnelQuestion, 'by'>,
  property: string | undefined,
  visit: (person: number, attempt: Attempt, slice: Slice, scan: Scan) => void,
): Promise<void> {
  const { steps, exclude, from, until, order, hold } = question
  const uses = [...steps.flat(), ...exclude.flatMap((one) => one.uses)]
  const scan = await source.scan({ uses, from, to: until, others: order === 'strict', property })
  const only = question.only && (await source.select(question.only))
  let plan: Plan | undefined
  await eachPerson(scan, { people: source.people, only, check: source.check }, (person, slice) => {
    plan ??= toPlan(question, scan)
    const attempt = hold === undefined ? furthest(slice, plan, order) : furthestHeld(slice, plan, order)
    if (attempt) visit(person, attempt, slice, scan)
  })
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

function toPlan({ steps, exclude, order, windowMs, from, to }: Omit<FunnelQuestion, 'by'>, { kinds }: Scan): Plan {
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
