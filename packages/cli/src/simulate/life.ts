// Owns one person's days in the simulated product: when they come, what they do, which guides they come to. It must not know
// other people or files.
import { EXPERIMENT_EXPOSED, GUIDE_EVENTS, SESSION_STARTED } from '@foothold/protocol'
import { toShare } from '@foothold/targeting'
import { drawStage, type SimulatedPerson, type Stage } from './population.ts'
import type { SimulatedGuide, SimulatedProduct } from './product.ts'
import { createRandom } from './random.ts'

/** An event as the collector takes it. */
export type SimulatedEvent = Record<string, unknown> & { timestamp: string }

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** How much of a week day a Saturday or Sunday is. */
const WEEKEND = 0.15
/** Days in which a habit forms. */
const HABIT_DAYS = 21
/** Days before anybody falls asleep. */
const AWAKE_DAYS = 30
/** Sessions of somebody who has no habit, in all. */
const FEW = 4

/** Lives a person's days, each asked for once and in order. */
export interface Life {
  /** What happens on a day, in order of time. */
  live(day: number): SimulatedEvent[]
}

/** @param start - of day 0, epoch ms UTC. */
export function createLife(product: SimulatedProduct, person: SimulatedPerson, start: number, seed: number): Life {
  const { random, role, account } = person
  const features = product.features.filter(({ key }) => role.features.includes(key))
  const known = new Set<string>()
  const met = new Set<string>()
  /** Day on which the goal of a guide is reached, by its event. */
  const due = new Map<string, number>()
  const first = product.guides.find(({ after }) => after === 'first-login')
  let stage: Stage = 'invited'
  let second: number | undefined
  let asleep = false
  let sessions = 0
  let number = 0
  let now = 0

  const base = (type: string, more: object): SimulatedEvent => ({
    type,
    messageId: `sim-${seed}-${person.id}-${number++}`,
    userId: person.id,
    timestamp: new Date(now).toISOString(),
    ...more,
  })
  const inBrowser = (type: string, more: object): SimulatedEvent => base(type, { anonymousId: person.anonymousId, ...more, context: { groupId: account.id } })
  const track = (event: string, properties: object = {}): SimulatedEvent => inBrowser('track', { event, properties })
  const later = (meanMinutes: number): void => void (now += Math.ceil(random.wait(meanMinutes) * MINUTE_MS))

  function* invite(): Generator<SimulatedEvent> {
    const createdAt = new Date(now).toISOString()
    const traits = { name: person.name, email: `${person.id}@${account.id}.example`, role: role.key, source: person.source, createdAt }
    yield base('identify', { traits })
    yield base('group', { groupId: account.id, traits: { name: account.name, plan: account.plan, seats: account.seats } })
    yield base('track', { event: 'user.invited', groupId: account.id, properties: { source: person.source } })
  }

  function* enter(page: string): Generator<SimulatedEvent> {
    sessions++
    yield track(SESSION_STARTED)
    yield inBrowser('page', { name: page, properties: { path: page } })
  }

  /** Comes to a guide: is in one of its arms, sees it or not, and will reach its goal or not. */
  function* meet(guide: SimulatedGuide, day: number): Generator<SimulatedEvent, boolean> {
    met.add(guide.key)
    const shown = toShare(`${guide.key}:holdout`, person.id) >= guide.holdout
    yield track(EXPERIMENT_EXPOSED, { guide: guide.key, arm: shown ? 'none' : 'holdout' })
    if (guide !== first && random.share() < guide.base + (shown ? guide.effect : 0)) due.set(guide.goal, day + random.below(guide.withinDays))
    if (shown) yield* see(guide)
    return shown
  }

  function* see(guide: SimulatedGuide): Generator<SimulatedEvent> {
    // a source of its own: whether a tour is shown must not change the rest of the life
    const own = createRandom(seed, 'guide', guide.key, person.id)
    const about = { guide: guide.key, kind: guide.kind, version: 'simulated', showing: `${person.id}-${guide.key}` }
    const at = now
    now += 800
    yield track(GUIDE_EVENTS.rendered, about)
    now += 500
    yield track(GUIDE_EVENTS.seen, { ...about, ...(guide.kind === 'hint' ? {} : { interruption: true }) })
    const completes = own.chance(guide.completed)
    const seen = completes ? guide.steps : guide.steps.slice(0, 1 + own.below(guide.steps.length))
    for (const step of seen) {
      yield track(GUIDE_EVENTS.stepSeen, { ...about, step })
      now += Math.ceil(own.wait(8_000))
    }
    const step = seen.at(-1)
    yield track(completes ? GUIDE_EVENTS.completed : GUIDE_EVENTS.dismissed, { ...about, ...(step === undefined ? {} : { step }) })
    now = Math.max(now, at + 2_000)
  }

  function* work(day: number): Generator<SimulatedEvent> {
    for (const guide of product.guides) {
      if (guide.after === 'first-login' || met.has(guide.key) || day - person.login! < guide.after.days) continue
      yield* meet(guide, day)
      break
    }
    for (const feature of features) {
      if (!known.has(feature.key)) {
        if (!random.chance(feature.found)) continue
        known.add(feature.key)
      }
      const uses = random.poisson(feature.uses)
      if (!uses) continue
      later(3)
      yield inBrowser('page', { name: feature.page, properties: { path: feature.page } })
      for (let use = 0; use < uses; use++) {
        later(2)
        yield track(feature.event)
      }
    }
  }

  /** Goals that fall on this day. */
  function* reach(day: number): Generator<SimulatedEvent> {
    for (const [goal, on] of due) {
      if (on !== day) continue
      due.delete(goal)
      later(5)
      yield track(goal)
      for (const { goal: one, reveals } of product.guides) if (one === goal && reveals && role.features.includes(reveals)) known.add(reveals)
    }
  }

  function* firstDay(day: number): Generator<SimulatedEvent> {
    yield inBrowser('identify', {})
    yield* enter('/')
    const shown = first ? yield* meet(first, day) : false
    stage = drawStage(product, person, first, shown)
    if (stage === 'login') return
    later(4)
    yield track(product.action)
    if (stage !== 'action') second = day + 1 + Math.min(13, Math.floor(random.wait(2)))
  }

  /** Whether somebody comes on a day after the first. */
  function comes(day: number): boolean {
    if (second === undefined || day < second) return false
    if (day === second) return true
    if (stage === 'second') return sessions < FEW && random.chance(0.1)
    const { asleep: sleep } = product
    if (asleep ? random.chance(sleep.wake) : day - person.login! > AWAKE_DAYS && random.chance(stage === 'power' ? sleep.power : sleep.weekly)) asleep = !asleep
    if (asleep) return false
    const weekday = new Date(start + day * DAY_MS + account.zone * 3_600_000).getUTCDay()
    const habit = 0.5 + 0.5 * Math.min(1, (day - person.login!) / HABIT_DAYS)
    const perDay = (role.perWeek / 5) * (stage === 'power' ? 1 : 0.5) * habit
    return random.chance(Math.min(0.97, perDay) * (weekday === 0 || weekday === 6 ? WEEKEND : 1))
  }

  return {
    live(day) {
      const events: SimulatedEvent[] = []
      const morning = (): number => start + day * DAY_MS + ((8 + random.share() * 8 - account.zone + 24) % 24) * 3_600_000
      if (day === person.invited) {
        now = morning()
        events.push(...invite())
      }
      if (person.login === undefined || day < person.login) return events
      now = Math.max(morning(), now + MINUTE_MS)
      if (day === person.login) events.push(...firstDay(day))
      else if (comes(day)) events.push(...enter('/'), ...work(day), ...reach(day))
      else if ([...due.values()].includes(day)) events.push(...enter('/'), ...reach(day))
      // a late evening must not run into the next day's morning
      return events
    },
  }
}
