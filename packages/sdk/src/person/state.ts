// Owns what is known of the present person in this browser: traits, tallies, milestones, guide progress. It must not know
// what is shown.
import type { GuideProgress, PersonState, Tally, TallyNeed } from '@foothold/protocol'
import { compileWhere, mergeTally, own, recordTally, toValues, type Facts } from '@foothold/targeting'
import { parseJson } from '../event/serialize.ts'
import type { Platform } from '../platform.ts'
import { join, mergeProgress } from './progress.ts'

/** The part that outlives the page. */
interface Kept {
  /** Whether the collector has ever told what it knows, or there is nothing to tell. */
  known: boolean
  traits: Record<string, unknown>
  account: Record<string, unknown>
  /** Id of the account that `account` is about, where a page has said it. */
  group?: string | undefined
  tallies: Record<string, Tally>
  milestones: Record<string, number>
  guides: Record<string, GuideProgress>
  /** Arms of experiments that the person was exposed to, by guide. */
  arms: Record<string, string>
  /** Milestones that somebody of the account has reached; `undefined` until the collector has told of this account. */
  accountMilestones?: Record<string, number> | undefined
}

/** What the person is asked for; what belongs to the page comes from elsewhere. */
type PersonFacts = Pick<Facts, 'now' | 'units' | 'traits' | 'account' | 'tally' | 'historyKnown' | 'accountKnown' | 'reachedAt' | 'guide' | 'stuckArm'>

export interface Person {
  /** Turns to somebody; `keepHistory` carries over what the same person did before being known by this id. */
  load(id: string, options: { fresh: boolean; keepHistory: boolean }): Promise<void>
  /** False until storage has answered for the present person; nothing may be decided before. */
  readonly loaded: boolean
  /** What conditions may look at, but for what belongs to the page. */
  facts(now: number): PersonFacts
  /** Says which tallies conditions read; events that came before are counted now. */
  need(needs: readonly TallyNeed[]): void
  /** Counts an event. */
  record(event: string, properties: Record<string, unknown> | undefined, at: number): void
  setTraits(traits: Record<string, unknown>): void
  /** Takes note of the account the person works in; another one than before takes nothing over. */
  setAccount(group: string, traits: Record<string, unknown>): void
  reach(milestone: string, at: number): void
  progress(guide: string): GuideProgress | undefined
  setProgress(guide: string, progress: GuideProgress): void
  /** Takes note of the arm that the person was exposed to. @returns whether that is news. */
  expose(guide: string, arm: string): boolean
  /** Takes in what the collector knows. */
  merge(remote: PersonState): void
}

/** Events that came before the bundle said what to count; more than these are counted by the collector alone. */
const EARLY_EVENTS = 200

const empty = (): Kept => ({ known: false, traits: {}, account: {}, tallies: {}, milestones: {}, guides: {}, arms: {} })
/** Tallies of the account are of one account. */
const ofAccount = (key: string): boolean => key.startsWith('@account ')

export function createPerson(platform: Pick<Platform, 'state' | 'local'>): Person {
  let id = ''
  let kept = empty()
  let loaded = false
  let needs: readonly (TallyNeed & { matches: ReturnType<typeof compileWhere> })[] | undefined
  let traits = toValues()
  let account = toValues()
  let early: [string, Record<string, unknown> | undefined, number][] = []
  let saving: Promise<void> | undefined

  /** What nobody asks about any more is forgotten, else it would grow from bundle to bundle. */
  const prune = (all: Kept): Kept => {
    const asked = needs && new Set(needs.map(({ key }) => key))
    return asked ? { ...all, tallies: Object.fromEntries(Object.entries(all.tallies).filter(([key]) => asked.has(key))) } : all
  }
  const turn = (next: Kept): void => {
    kept = next
    traits = toValues(kept.traits)
    account = toValues(kept.account)
  }

  const save = (): void => {
    if (!loaded) return
    saving ??= (async () => {
      await Promise.resolve()
      saving = undefined
      // the disk asks later, when somebody else may be here
      const mine = kept
      await platform.state.update<Kept>(`person:${id}`, (old) => prune(old ? mergeKept(old, mine) : mine))
    })()
  }

  const count = (event: string, properties: Record<string, unknown> | undefined, at: number): void => {
    for (const need of needs ?? []) {
      if (need.event !== event || (need.account && !kept.group) || !need.matches(properties, at)) continue
      kept.tallies[need.key] = recordTally(read(kept.tallies, need.key), at)
      save()
    }
  }

  return {
    get loaded() {
      return loaded
    },
    async load(next, { fresh, keepHistory }) {
      // storage may not have answered for the one before: both are asked then
      const ids = keepHistory ? [next, id] : [next]
      if (!keepHistory) early = []
      id = next
      loaded = false
      turn({ ...(keepHistory ? kept : empty()), known: fresh })
      const stored = fresh ? [] : await platform.state.get<Kept>(ids.map((one) => `person:${one}`))
      // somebody else came while storage was asked
      if (id !== next) return
      for (const one of stored) if (one) turn(mergeKept(one, kept))
      const [whose, guides] = parseJson<[string?, Kept['guides']?]>(platform.local.read('guides')) ?? []
      if (whose === next) kept.guides = join(kept.guides, guides!, mergeProgress)
      loaded = true
      save()
    },
    facts: (now) => ({
      now,
      units: { user: id, account: kept.group },
      traits,
      account,
      tally: (key) => read(kept.tallies, key) ?? null,
      historyKnown: kept.known,
      accountKnown: kept.accountMilestones !== undefined,
      reachedAt: (key, scope) => read((scope === 'account' && kept.accountMilestones) || kept.milestones, key),
      stuckArm: (guide) => read(kept.arms, guide),
      guide: (key) => read(kept.guides, key) ?? (kept.known ? null : undefined),
    }),
    need(next) {
      needs = next.map((need) => ({ ...need, matches: compileWhere(need.where) }))
      kept = prune(kept)
      for (const [event, properties, at] of early) count(event, properties, at)
      early = []
    },
    record(event, properties, at) {
      if (needs) count(event, properties, at)
      else if (early.length < EARLY_EVENTS) early.push([event, properties, at])
    },
    setTraits(given) {
      turn({ ...kept, traits: { ...kept.traits, ...given } })
      save()
    },
    setAccount(group, given) {
      turn(mergeKept(kept, { ...kept, group, account: given }))
      save()
    },
    reach(milestone, at) {
      kept.milestones[milestone] = at
      save()
    },
    progress: (guide) => read(kept.guides, guide),
    setProgress(guide, progress) {
      kept.guides[guide] = progress
      // where a tour stands must outlive a page that is left at once, which IndexedDB does not promise
      platform.local.write('guides', JSON.stringify([id, kept.guides]))
      save()
    },
    expose(guide, arm) {
      if (read(kept.arms, guide) === arm) return false
      kept.arms[guide] = arm
      save()
      return true
    },
    merge(remote) {
      turn(mergeKept({ ...remote, known: true }, kept))
      save()
    },
  }
}

/** Joins two accounts of one person; `b` is the nearer one and wins where values cannot be joined. */
function mergeKept(a: Kept, b: Kept): Kept {
  // what is known of one account says nothing about another
  const same = !a.group || !b.group || a.group === b.group
  const own = ({ tallies }: Kept): Kept['tallies'] => (same ? tallies : Object.fromEntries(Object.entries(tallies).filter(([key]) => !ofAccount(key))))
  return {
    known: a.known || b.known,
    traits: { ...a.traits, ...b.traits },
    account: { ...(same ? a.account : {}), ...b.account },
    group: b.group ?? a.group,
    tallies: join(own(a), own(b), mergeTally),
    milestones: join(a.milestones, b.milestones, Math.min),
    guides: join(a.guides, b.guides, mergeProgress),
    // the first arm stays
    arms: { ...b.arms, ...a.arms },
    accountMilestones: same && (a.accountMilestones || b.accountMilestones) ? join(a.accountMilestones ?? {}, b.accountMilestones ?? {}, Math.min) : undefined,
  }
}

/** Names come from authors: an event may well be called "constructor". */
const read = own as <T>(record: Readonly<Record<string, T>>, key: string) => T | undefined
