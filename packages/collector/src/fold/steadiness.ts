// Owns how steadily people were active in spans of days: on which share of the days, on how many days of a week, and how far such
// a mean may be off, as who was there is a sample. A person is what is drawn, so whoever is in two spans is compared with themselves.
// Pure. It must not know intervals, storage or calendars.
import { createWindows, ones, setAt, sizeOf, unionOf, type Sets } from './bits.ts'

/** Days, as places among those that are counted. */
export interface Span {
  from: number
  /** Not included. */
  to: number
  /** The same, of the days that are over. */
  whole: number
  /** First day of each week that lies whole in it. */
  weeks: readonly number[]
}

/** A mean, and how it varies from person to person. */
export interface Spread {
  /** `null` where nobody is counted. */
  value: number | null
  /** People that it is about. */
  n: number
  /** What each of them moves it by (the influence function), squared and added up. */
  squares: number
}
export interface SpanCounts {
  /** Active at any time in it. */
  people: number
  /** By number of active days in a week, 1 to 7 (index 0 to 6): weeks of people. */
  daysInWeek: number[]
  /** Mean over the days of the people active on it, of those active in the 28 days that end with it. */
  stickiness: Spread
  /** Active days of a week in which somebody was active. */
  activeDays: Spread
  /** Share of such weeks with three active days or more. */
  steady: Spread
}
export interface Steadiness {
  spans: SpanCounts[]
  /** The first span less the second, where there are two. */
  difference: { stickiness: Spread; activeDays: Spread } | null
}

const [WEEK, MONTH] = [7, 28]

/** Measures spans. @param monthTo - who was active in the 28 days that end with one. Cost: a visit to each person and day of activity, and to each person and day without in the 28 days before. */
export function measureSpans(onDay: Sets, spans: readonly Span[], monthTo: (last: number) => Uint32Array = createWindows(onDay, MONTH)): Steadiness {
  const measured = spans.map((span) => ({
    people: sizeOf(unionOf(onDay, span.from, span.to)),
    daysInWeek: countDays(onDay, span.weeks),
    stickiness: stickinessOf(onDay, span, monthTo),
    activeDays: activeDaysOf(onDay, span.weeks),
    steady: steadyOf(onDay, span.weeks),
  }))
  const [first, second] = measured
  return {
    spans: measured.map(({ stickiness, activeDays, steady, ...counts }) => ({
      ...counts,
      stickiness: toSpread(stickiness),
      activeDays: toSpread(activeDays),
      steady: toSpread(steady),
    })),
    difference:
      first && second ? { stickiness: toSpread(first.stickiness, second.stickiness), activeDays: toSpread(first.activeDays, second.activeDays) } : null,
  }
}

interface Mean {
  value: number | null
  /** By person, how far the mean moves with them. */
  influence: Float64Array
  who: Uint32Array
}

/** @param less - what is taken from it, of people some of whom may be the same. */
function toSpread({ value, influence, who }: Mean, less?: Mean): Spread {
  let squares = 0
  for (let i = 0; i < influence.length; i++) squares += (influence[i]! - (less?.influence[i] ?? 0)) ** 2
  if (!less) return { value, n: sizeOf(who), squares }
  return { value: value === null || less.value === null ? null : value - less.value, n: sizeOf(who.map((word, i) => word | less.who[i]!)), squares }
}

function stickinessOf(onDay: Sets, { from, whole }: Span, monthTo: (last: number) => Uint32Array): Mean {
  const { width } = onDay
  const influence = new Float64Array(width * 32)
  /** What everybody of a word gets alike. */
  const alike = new Float64Array(width)
  const who = new Uint32Array(width)
  let [sum, days] = [0, 0]
  for (let place = from; place < whole; place++) {
    const month = monthTo(place)
    const mau = sizeOf(month)
    if (!mau) continue
    const day = setAt(onDay, place)
    const share = sizeOf(day) / mau
    const less = share / mau
    sum += share
    days++
    for (let word = 0; word < width; word++) {
      const [active, known] = [day[word]!, month[word]!]
      if (known === 0) continue
      who[word]! |= known
      addTo(influence, word, active, 1 / mau)
      // most people of a word were there in the month, or most were not
      if (ones(known) > 16) {
        alike[word]! -= less
        addTo(influence, word, ~known, less)
      } else addTo(influence, word, known, -less)
    }
  }
  if (!days) return { value: null, influence, who }
  for (let person = 0; person < influence.length; person++) influence[person] = (influence[person]! + alike[person >> 5]!) / days
  return { value: sum / days, influence, who }
}

/** Gives something to each of those people. */
type Give = (people: number, value: number) => void

/**
 * The mean of weeks in which somebody was active; those of one person go together.
 *
 * @param add - gives 32 people what they have in a week, of which there is the number of their active days.
 */
function meanOfWeeks(onDay: Sets, weeks: readonly number[], add: (give: Give, one: number, two: number, four: number) => void): Mean {
  const { width } = onDay
  const [sums, active] = [new Float64Array(width * 32), new Float64Array(width * 32)]
  const who = new Uint32Array(width)
  let [sum, count, place] = [0, 0, 0]
  const give: Give = (people, value) => {
    addTo(sums, place, people, value)
    sum += value * ones(people)
  }
  eachWeek(onDay, weeks, (word, one, two, four) => {
    const any = one | two | four
    if (any === 0) return
    place = word
    who[word]! |= any
    count += ones(any)
    addTo(active, word, any, 1)
    add(give, one, two, four)
  })
  if (!count) return { value: null, influence: sums, who }
  for (let person = 0; person < sums.length; person++) sums[person] = (sums[person]! - (sum / count) * active[person]!) / count
  return { value: sum / count, influence: sums, who }
}

const activeDaysOf = (onDay: Sets, weeks: readonly number[]): Mean =>
  meanOfWeeks(onDay, weeks, (give, one, two, four) => {
    give(one, 1)
    give(two, 2)
    give(four, 4)
  })

/** Three days or more. */
const steadyOf = (onDay: Sets, weeks: readonly number[]): Mean => meanOfWeeks(onDay, weeks, (give, one, two, four) => give(four | (two & one), 1))

/** Adds something to each person of a word. */
function addTo(sums: Float64Array, word: number, bits: number, value: number): void {
  for (let left = bits; left !== 0; left &= left - 1) sums[word * 32 + 31 - Math.clz32(left & -left)]! += value
}

/** Counts the active days of each person in each week: a number of three bits, of 32 people at once. */
function eachWeek(onDay: Sets, weeks: readonly number[], visit: (word: number, one: number, two: number, four: number) => void): void {
  for (const start of weeks)
    for (let word = 0; word < onDay.width; word++) {
      let [one, two, four] = [0, 0, 0]
      for (let day = start; day < start + WEEK; day++) {
        const active = onDay.words[day * onDay.width + word]!
        const carry = one & active
        one ^= active
        four |= two & carry
        two ^= carry
      }
      visit(word, one, two, four)
    }
}

/** Counts people by their active days in each week. */
function countDays(onDay: Sets, weeks: readonly number[]): number[] {
  const counts = Array.from({ length: WEEK }, () => 0)
  eachWeek(onDay, weeks, (_, one, two, four) => {
    for (let n = 1; n <= WEEK; n++) counts[n - 1]! += ones((n & 1 ? one : ~one) & (n & 2 ? two : ~two) & (n & 4 ? four : ~four))
  })
  return counts
}
