// Owns the class of behaviour: exactly one for each person or account and day, by complete UTC days of use, changed only by what held for three
// days. Pure. It must not know where uses come from.
import type { BehaviourClass } from '@foothold/protocol'
import type { LiveBehaviour } from '../../config/live-model.ts'

const DAY_MS = 86_400_000
/** Days that a class must hold before it is taken for one. */
const HOLD = 3
/** How far back the way of the classes is followed. */
const BACK = 120
const WINDOW = 28
const HALF = 14
/** Days of use that a class may rest on, back from the day that it is asked for. */
export const DAYS_LOOKED_AT: number = BACK + WINDOW
/** Below so many active days in 14 a drop says nothing. */
const LEAST = 4

/** What a class is decided by. */
export interface BehaviourFacts {
  /** Features that were used, by UTC day (days since 1970). */
  days: ReadonlyMap<number, ReadonlySet<number>>
  /** Features that are relevant to this person. */
  relevant: ReadonlySet<number>
  /** Epoch ms. */
  signedUpAt: number
}

/** Numbers of the 28 complete days before a day. */
export interface Activity {
  activeDays: number
  /** Active days in the last 14, and in the 14 before. */
  late: number
  early: number
  /** Share of the relevant features that was used, 0 to 1. */
  depth: number
}

export interface Behaviour extends Activity {
  class: BehaviourClass
  /** Start of the day from which on it is this class, epoch ms. */
  since: number
  /** The rule that decided, in words. */
  rule: string
  trend: 'rising' | 'steady' | 'falling'
  /** When it changes if nothing more is used, epoch ms; Infinity: never. */
  nextAt: number
}

/** @param now - epoch ms. */
export function behaviourAt(facts: BehaviourFacts, settings: LiveBehaviour, now: number): Behaviour {
  const { days, signedUpAt } = facts
  const today = Math.floor(now / DAY_MS)
  const first = firstDay(signedUpAt, today)
  // nothing changes any more once silence has been called by its name
  const horizon = today + Math.ceil(Math.max(settings.newForMs, settings.dormantAfterMs) / DAY_MS) + WINDOW + HOLD
  const decide = createDecide(facts, settings, first - WINDOW, horizon)
  let held = decide(first)
  let since = first
  let candidate = held
  let run = 1
  const step = (day: number): boolean => {
    const next = decide(day)
    run = next === candidate ? run + 1 : 1
    candidate = next
    if (candidate === held || run < HOLD) return false
    held = candidate
    since = day
    return true
  }
  for (let day = first + 1; day <= today; day++) step(day)
  const present = { class: held, since }
  let nextAt = Infinity
  for (let day = today + 1; day <= horizon && nextAt === Infinity; day++) if (step(day)) nextAt = day * DAY_MS
  const activity = activityAt(facts, today)
  const { early, late } = activity
  return {
    ...activity,
    class: present.class,
    since: present.class === 'new' ? signedUpAt : present.since * DAY_MS,
    rule: ruleOf(present.class, activityAt(facts, present.since), settings, !isSilent(days, present.since, HALF)),
    trend: late > early ? 'rising' : late < early ? 'falling' : 'steady',
    nextAt,
  }
}

/**
 * Names the classes at several instants: those that `behaviourAt` names, for much less.
 *
 * Whatever came before, a class that three days in a row speak for is held from the third on. So the last three such days decide,
 * and they are found from behind.
 *
 * @param instants - epoch ms, ascending.
 */
export function behaviourClassesAt(facts: BehaviourFacts, settings: LiveBehaviour, instants: readonly number[]): BehaviourClass[] {
  const todays = instants.map((instant) => Math.floor(instant / DAY_MS))
  const decide = createDecide(facts, settings, firstDay(facts.signedUpAt, todays[0] ?? 0) - WINDOW, todays.at(-1) ?? 0)
  return todays.map((today) => {
    const first = firstDay(facts.signedUpAt, today)
    let held = decide(today)
    for (let day = today - 1, run = 1; day >= first && run < HOLD; day--) {
      const before = decide(day)
      run = before === held ? run + 1 : 1
      held = before
    }
    return held
  })
}

/** Where the way of the classes begins that is followed up to a day. */
const firstDay = (signedUpAt: number, today: number): number => Math.min(today, Math.max(Math.floor(signedUpAt / DAY_MS), today - BACK))

/** Makes the function that names the class which the days before a day speak for. @param from - first day that is looked at. */
function createDecide(
  { days, relevant, signedUpAt }: BehaviourFacts,
  { newForMs, dormantAfterMs, powerDays, powerDepth, drop }: LiveBehaviour,
  from: number,
  horizon: number,
): (day: number) => BehaviourClass {
  const inOrder = [...days.keys()].sort((a, b) => a - b)
  // active days before each day, and the last of them
  const before = new Int32Array(horizon - from + 2)
  const last = new Float64Array(horizon - from + 2).fill(-Infinity)
  let next = 0
  for (; next < inOrder.length && inOrder[next]! < from; next++) last[0] = inOrder[next]!
  for (let day = from; day <= horizon; day++) {
    const active = inOrder[next] === day
    if (active) next++
    before[day - from + 1] = before[day - from]! + Number(active)
    last[day - from + 1] = active ? day : last[day - from]!
  }
  const activeIn = (low: number, high: number): number => before[Math.max(0, high - from)]! - before[Math.max(0, low - from)]!
  const silent = Math.ceil(dormantAfterMs / DAY_MS)
  const signUpDay = Math.floor(signedUpAt / DAY_MS)
  const depths = new Map<number, number>()
  const depthAt = (day: number): number => {
    // the same uses as on the day before, unless one came, or one left: most days of a silence ask nothing
    const [came, left] = [days.has(day - 1), days.has(day - 1 - WINDOW)]
    const known = came || left ? undefined : depths.get(day - 1)
    const depth = known ?? activityAt({ days, relevant }, day).depth
    depths.set(day, depth)
    return depth
  }
  return (day) => {
    if (day * DAY_MS < signedUpAt + newForMs) return 'new'
    if (Math.max(last[day - from]!, signUpDay) < day - silent) return 'dormant'
    const late = activeIn(day - HALF, day)
    const early = activeIn(day - WINDOW, day - HALF)
    if (!late || (early >= LEAST && late <= early * (1 - drop))) return 'at-risk'
    return late + early >= powerDays && depthAt(day) >= powerDepth ? 'power' : 'casual'
  }
}

function ruleOf(one: BehaviourClass, { activeDays, late, early, depth }: Activity, { newForMs, dormantAfterMs }: LiveBehaviour, lately: boolean): string {
  if (one === 'new') return `signed up less than ${toDays(newForMs)} ago`
  if (one === 'dormant') return `nothing used in ${toDays(dormantAfterMs)}`
  if (one === 'at-risk') return lately ? `active on ${late} of the last 14 days, on ${early} of the 14 before` : 'nothing used in 14 days'
  return `active on ${activeDays} of 28 days, with ${Math.round(depth * 100)} % of the features`
}

const toDays = (ms: number): string => (ms === DAY_MS ? '1 day' : `${Math.round((ms / DAY_MS) * 10) / 10} days`)

const isSilent = (days: ReadonlyMap<number, unknown>, day: number, back: number): boolean => {
  for (let one = day - back; one < day; one++) if (days.has(one)) return false
  return true
}

/** Counts the 28 days before a day. */
export function activityAt({ days, relevant }: Pick<BehaviourFacts, 'days' | 'relevant'>, day: number): Activity {
  let late = 0
  let early = 0
  const used = new Set<number>()
  for (let one = day - WINDOW; one < day; one++) {
    const features = days.get(one)
    if (!features) continue
    if (one >= day - HALF) late++
    else early++
    for (const index of features) if (relevant.has(index)) used.add(index)
  }
  return { activeDays: late + early, late, early, depth: relevant.size ? used.size / relevant.size : 0 }
}
