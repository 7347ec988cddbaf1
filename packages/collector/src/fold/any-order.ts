// Owns how far somebody came in a funnel whose steps may be done in any order. Pure. One event serves one step, so where events
// fit several steps it is a matching: the most steps that can be given an event each.
import { ones } from './bits.ts'
import type { Attempt, Plan } from './funnel.ts'
import type { Slice } from './per-person.ts'

/**
 * Finds the first window in which the most steps were done, counted from its first event.
 *
 * Cost: one matching for each event that could change it; events beyond one a step of the same kind cannot.
 */
export function furthestInAnyOrder(slice: Slice, plan: Plan): Attempt | undefined {
  const { columns, order, end } = slice
  const { steps, windowMs, from, to, stepBits } = plan
  // of each set of steps that an event may be, how many events of the window are it
  const inWindow = new Map<number, number>()
  const count = (bits: number, by: number): number => {
    const now = (inWindow.get(bits) ?? 0) + by
    if (now) inWindow.set(bits, now)
    else inWindow.delete(bits)
    return now
  }
  const bitsAt = (i: number): number => stepBits[columns.kind[order[i]!]!]!
  const timeAt = (i: number): number => columns.at[order[i]!]!
  let [level, left, right] = [0, slice.start, slice.start]
  let best = 0
  let found: { left: number; right: number } | undefined
  let latest = -Infinity
  for (; right < end; right++) {
    const at = timeAt(right)
    if (at < from || bitsAt(right) === 0) continue
    if (at < to) latest = at
    let changed = false
    for (; left < right && at - timeAt(left) > windowMs; left++) {
      if (timeAt(left) < from || bitsAt(left) === 0) continue
      changed = count(bitsAt(left), -1) < steps || changed
    }
    // a window begins with an event of the period
    if (left < right && timeAt(left) >= to) break
    if (left === right && at >= to) break
    changed = count(bitsAt(right), 1) <= steps || changed
    if (!changed) continue
    level = mostSteps(inWindow, steps)
    if (level > best) {
      best = level
      found = { left, right }
    }
  }
  if (!found) return undefined
  return { ...toAttempt(slice, plan, found), latest }
}

/** Tells the steps of a window: it begins as late as it can, and a step is done when one more can be given an event. */
function toAttempt({ columns, order }: Slice, { steps, from, to, stepBits }: Plan, { left, right }: { left: number; right: number }): Omit<Attempt, 'latest'> {
  const own: number[] = []
  for (let i = left; i <= right; i++) if (stepBits[columns.kind[order[i]!]!] !== 0 && columns.at[order[i]!]! >= from) own.push(order[i]!)
  const bitsOf = (places: readonly number[]): Map<number, number> => {
    const bits = new Map<number, number>()
    for (const one of places) bits.set(stepBits[columns.kind[one]!]!, (bits.get(stepBits[columns.kind[one]!]!) ?? 0) + 1)
    return bits
  }
  const level = mostSteps(bitsOf(own), steps)
  while (own.length > level && columns.at[own[1]!]! < to && mostSteps(bitsOf(own.slice(1)), steps) === level) own.shift()
  const times = new Float64Array(steps)
  const before = new Map<number, number>()
  let done = 0
  for (const one of own) {
    const bits = stepBits[columns.kind[one]!]!
    before.set(bits, (before.get(bits) ?? 0) + 1)
    const now = mostSteps(before, steps)
    if (now > done) times[(done = now) - 1] = columns.at[one]!
  }
  return { level, first: own[0]!, times }
}

/** The most steps that can be given an event each. @param events - by the steps that they fit, how many there are. */
function mostSteps(events: ReadonlyMap<number, number>, steps: number): number {
  let union = 0
  let overlap = false
  for (const bits of events.keys()) {
    overlap ||= (bits & (bits - 1)) !== 0
    union |= bits
  }
  if (!overlap) return ones(union)
  // Kuhn's augmenting paths, a step to an event
  const slots = [...events].flatMap(([bits, count]) => Array.from({ length: Math.min(count, steps) }, () => bits))
  const stepOf = new Int32Array(slots.length).fill(-1)
  const give = (step: number, tried: Uint8Array): boolean => {
    for (let slot = 0; slot < slots.length; slot++) {
      if (!((slots[slot]! >> step) & 1) || tried[slot]) continue
      tried[slot] = 1
      if (stepOf[slot]! < 0 || give(stepOf[slot]!, tried)) {
        stepOf[slot] = step
        return true
      }
    }
    return false
  }
  let most = 0
  for (let step = 0; step < steps; step++) if (give(step, new Uint8Array(slots.length))) most++
  return most
}
