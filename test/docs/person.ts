// Owns making, of what a page says of a person, the context that conditions are asked in: the way of browser and collector, with
// tallies counted from events. It must not know which page it is.
import { toMs, type Bundle, type Condition, type Guide, type GuideProgress, type Model, type Tally } from '@foothold/protocol'
import {
  compileBundle,
  compileGuide,
  compileModel,
  compileWhere,
  evaluateGuide,
  explainCondition,
  recordTally,
  toConditionText,
  toValues,
  type Context,
  type Facts,
} from '@foothold/targeting'

/** An instant: ISO 8601, or so long ago ("3d"). */
type When = string

interface Told {
  event: string
  at: When
  /** So often, `every` so long, the latest at `at`. */
  times?: number
  every?: string
  properties?: Record<string, unknown>
}

/** What a case may say of the person, the account and the page. */
export interface Given {
  /** The instant of the question, where it is another than that of the page. */
  now?: string
  zone?: string
  /** Ids. */
  user?: string
  group?: string
  traits?: Record<string, unknown>
  account?: Record<string, unknown>
  properties?: Record<string, unknown>
  events?: Told[]
  historyKnown?: boolean
  /** Of others in the account. */
  accountEvents?: Told[]
  accountKnown?: boolean
  milestones?: Record<string, When>
  accountMilestones?: Record<string, When>
  guides?: Record<string, { state: GuideProgress['state']; at: When; seen?: number }>
  /** Arms seen before, by guide. */
  arms?: Record<string, string>
  page?: string
  viewport?: 'narrow' | 'wide'
  input?: 'touch' | 'mouse'
  elements?: Record<string, 'visible' | 'present' | 'absent'>
}

/** Every word of `Given`: a misspelt one would be a person of whom nothing is known. */
const WORDS: Record<keyof Given, true> = {
  now: true,
  zone: true,
  user: true,
  group: true,
  traits: true,
  account: true,
  properties: true,
  events: true,
  historyKnown: true,
  accountEvents: true,
  accountKnown: true,
  milestones: true,
  accountMilestones: true,
  guides: true,
  arms: true,
  page: true,
  viewport: true,
  input: true,
  elements: true,
}

/** Everything that is published when a case is asked. */
export interface Published {
  model: Model
  guides: readonly Guide[]
}

const read = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined

function toFacts(given: Given, bundle: Bundle, pageNow: number): Facts {
  const strangers = Object.keys(given).filter((word) => !Object.hasOwn(WORDS, word))
  if (strangers.length) throw new Error(`A case says "${strangers.join('", "')}", which nothing reads.`)
  const now = given.now === undefined ? pageNow : Date.parse(given.now)
  const toTime = (when: When): number => {
    const ago = toMs(when)
    const time = ago === undefined ? Date.parse(when) : now - ago
    if (Number.isNaN(time)) throw new Error(`"${when}" is neither an instant nor a length of time.`)
    return time
  }
  const own = given.events ?? []
  const everybodys = [...own, ...(given.accountEvents ?? [])]
  const tallies = new Map<string, Tally>()
  for (const { key, event, where, account } of bundle.tallies) {
    const matches = compileWhere(where)
    for (const { event: name, at, times = 1, every = '0s', properties = {} } of account ? everybodys : own) {
      for (let i = 0; i < times; i++) {
        const time = toTime(at) - i * toMs(every)!
        if (name === event && matches(properties, time)) tallies.set(key, recordTally(tallies.get(key), time))
      }
    }
  }
  const reached = (record: Record<string, When> | undefined, key: string): number | undefined => {
    const at = read(record, key)
    return at === undefined ? undefined : toTime(at)
  }
  const url = given.page === undefined ? undefined : new URL(given.page, 'https://example.com')
  return {
    now,
    zone: given.zone,
    units: { user: given.user, account: given.group },
    // as in the browser: records are there from the start, empty
    traits: toValues(given.traits),
    account: toValues(given.account),
    properties: given.properties && toValues(given.properties),
    historyKnown: given.historyKnown ?? true,
    accountKnown: given.accountKnown ?? true,
    tally: (key) => tallies.get(key) ?? null,
    reachedAt: (key, scope) => reached(scope === 'account' ? given.accountMilestones : given.milestones, key),
    guide: (key) => {
      const told = read(given.guides, key)
      if (!told) return given.historyKnown === false ? undefined : null
      const at = toTime(told.at)
      return { seen: told.seen ?? 1, state: told.state, at, lastSeenAt: at }
    },
    stuckArm: (key) => read(given.arms, key),
    place: url && { path: url.pathname, query: Object.fromEntries(url.searchParams), hash: url.hash.slice(1) },
    viewport: given.viewport,
    input: given.input,
    fired: null,
    // it has just begun
    sessionAt: now,
    element: given.elements && ((css) => read(given.elements, css)),
  }
}

/** Asks a condition of a person, with everything published as it would be. @returns the answer, and why. */
export function ask(condition: Condition, given: Given, { model, guides }: Published, now: number): { answer: boolean | 'unknown'; why: string } {
  // as a segment of its own, it is lowered and its events are counted like any other
  const bundle = compileBundle('docs', { guides, model: { ...model, segments: [...model.segments, { key: 'asked-by-the-page', when: condition }] } })
  const context: Context = compileModel(bundle).over(toFacts(given, bundle, now))
  return { answer: context.segment('asked-by-the-page') ?? 'unknown', why: toConditionText(explainCondition(condition, context)) }
}

/** Asks all gates of a guide. @returns `shows`, or the reason with its detail. */
export function decide(key: string, given: Given, { model, guides }: Published, now: number): string {
  const bundle = compileBundle('docs', { guides, model })
  const context = compileModel(bundle).over(toFacts(given, bundle, now))
  const guide = bundle.guides.find((one) => one.key === key)
  if (!guide) throw new Error(`There is no guide "${key}".`)
  const refusal = evaluateGuide(compileGuide(guide), context)
  return refusal ? [refusal.reason, refusal.detail].filter(Boolean).join(' ') : 'shows'
}
