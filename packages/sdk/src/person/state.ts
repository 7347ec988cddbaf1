// Owns what is known of the present person in this browser: traits, tallies, milestones, guide progress. It must not know
// what is shown.
import { HELD_OUT_OF_ALL, type GuideProgress, type PersonState, type Tally, type TallyNeed } from '@foothold/protocol'
import { compileWhere, mergeTally, own, recordTally, toValues, type Facts } from '@foothold/targeting'
import { parseJson } from '../event/serialize.ts'
import type { Platform } from '../platform.ts'
import { join, mergeProgress } from './progress.ts'

/** The part that outlives the page. */
interface Kept {
  /**
   * What no event is missing of: keys of tallies, and the version of the bundle that all was known for. `undefined` until the
   * collector has told what it knows, or there is nothing to tell.
   */
  told?: Record<string, true> | undefined
  traits: Record<string, unknown>
  account: Record<string, unknown>
  /** Id of the account that `account` is about, where a page has said it. */
  group?: string | undefined
  tallies: Record<string, Tally>
  milestones: Record<string, number>
  guides: Record<string, GuideProgress>
  /** Arms that the person was exposed to, by guide; also by guide and account, for the account as unit; what was noted, by all three. */
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
  /**
   * Says which tallies conditions read; events that came before are counted now.
   *
   * @param version - of the bundle that reads them.
   * @param byAccount - keys of the guides whose arms are the account's.
   */
  need(needs: readonly TallyNeed[], version?: string, byAccount?: ReadonlySet<string>): void
  /** Counts an event. */
  record(event: string, properties: Record<string, unknown> | undefined, at: number): void
  setTraits(traits: Record<string, unknown>): void
  /** Takes note of the account the person works in; another one than before takes nothing over. */
  setAccount(group: string, traits: Record<string, unknown>): void
  reach(milestone: string, at: number): void
  progress(guide: string): GuideProgress | undefined
  setProgress(guide: string, progress: GuideProgress): void
  /** Takes in what other tabs have noted of guides. */
  catchUp(): void
  /** Takes note of the arm that the person was exposed to; the first one stays. @returns whether that is news. */
  expose(guide: string, arm: string): boolean
  /** Takes in what the collector knows. @param now - epoch ms here; default: clocks agree. */
  merge(remote: PersonState, now?: number): void
}

/** Events that came before the bundle said what to count; more than these are counted by the collector alone. Fewer than the client keeps. */
const EARLY_EVENTS = 200

const empty = (): Kept => ({ traits: {}, account: {}, tallies: {}, milestones: {}, guides: {}, arms: {} })
const pick = <T>(all: Record<string, T>, holds: (key: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => holds(key)))
/** Tallies of the account are of one account. */
const ofPerson = (key: string): boolean => !key.startsWith('@account ')

export function createPerson(platform: Pick<Platform, 'state' | 'local'>): Person {
  let id = ''
  let kept = empty()
  let loaded = false
  let needs: readonly (TallyNeed & { matches: ReturnType<typeof compileWhere> })[] | undefined
  let traits = toValues()
  let account = toValues()
  let version = ''
  let byAccount: ReadonlySet<string> = new Set()
  /** Version of the bundle that the collector has answered for. */
  let answered: string | undefined
  /** Nobody has missed an event of this person: what there were before the bundle are all in `early`. */
  let complete = false
  let historyKnown = false
  /** The last is true where the event came before the account that there is now. */
  let early: [string, Record<string, unknown> | undefined, number, boolean?][] = []
  let saving: Promise<void> | undefined
  /** What the disk holds of the present person, as far as is known. */
  let written = ''

  /** What `told` says of those who lack nothing. */
  let all: Record<string, true> = {}
  const asks = (key: string): boolean => !!read(all, key)
  /** What nobody asks about any more is forgotten, else it would grow from bundle to bundle; it is not counted on either. */
  const prune = (one: Kept): Kept => (needs ? { ...one, tallies: pick(one.tallies, asks), told: one.told && pick(one.told, asks) } : one)
  const turn = (next: Kept): void => {
    kept = next
    traits = toValues(kept.traits)
    account = toValues(kept.account)
    const { told } = kept
    historyKnown = !!told && !needs?.some(({ key, account: shared }) => !shared && !read(told, key))
  }
  const armKey = (guide: string): string => (byAccount.has(guide) ? `${guide}@${kept.group}` : guide)

  const save = (): void => {
    if (!loaded) return
    saving ??= (async () => {
      await Promise.resolve()
      saving = undefined
      // the disk asks later, when somebody else may be here
      const mine = kept
      // most visits tell nothing new, and a transaction costs more than to look
      if (written === JSON.stringify(mine)) return
      const whose = id
      await platform.state.update<Kept>(`person:${id}`, (old) => {
        const next = prune(old ? mergeKept(old, mine) : mine)
        if (whose === id) written = JSON.stringify(next)
        return next
      })
    })()
  }

  /** What was noted at once, by a page that was left or by another tab. */
  const catchUp = (): void => {
    const [whose, guides] = parseJson<[string?, Kept['guides']?]>(platform.local.read('guides')) ?? []
    if (whose === id) kept.guides = join(kept.guides, guides!, mergeProgress)
  }

  const count = (event: string, properties: Record<string, unknown> | undefined, at: number, before?: boolean): void => {
    for (const need of needs ?? []) {
      if (need.event !== event || (need.account && (before || !kept.group)) || !need.matches(properties, at)) continue
      kept.tallies[need.key] = recordTally(read(kept.tallies, need.key), at)
      save()
    }
  }

  return {
    get loaded() {
      return loaded
    },
    async load(next, { fresh, keepHistory }) {
      const same = next === id
      // storage may not have answered for the one before: both are asked then
      const ids = keepHistory && !same ? [next, id] : [next]
      if (!keepHistory) early = []
      if (!same) answered = undefined
      id = next
      loaded = false
      complete = fresh && !needs
      turn({ ...(keepHistory ? kept : empty()), told: fresh ? all : same ? kept.told : undefined })
      const stored = fresh ? [] : await platform.state.get<Kept>(ids.map((one) => `person:${one}`))
      // somebody else came while storage was asked
      if (id !== next) return
      written = JSON.stringify(stored[0]) ?? ''
      // what is certain of a visitor is not so of who signs in
      for (const [i, one] of stored.entries()) if (one) turn(mergeKept(i ? { ...one, told: undefined } : one, kept))
      catchUp()
      loaded = true
      save()
    },
    facts: (now) => ({
      now,
      units: { user: id, account: kept.group },
      traits,
      account,
      tally: (key) => read(kept.tallies, key) ?? null,
      historyKnown,
      accountKnown: !!kept.accountMilestones && !!read(kept.told ?? {}, version),
      reachedAt: (key, scope) => read((scope === 'account' && kept.accountMilestones) || kept.milestones, key),
      stuckArm: (guide) => read(kept.arms, armKey(guide)),
      guide: (key) => read(kept.guides, key) ?? (kept.told ? null : undefined),
    }),
    need(next, nextVersion = '', nextByAccount = byAccount) {
      needs = next.map((need) => ({ ...need, matches: compileWhere(need.where) }))
      version = nextVersion
      byAccount = nextByAccount
      all = Object.fromEntries([...needs.map(({ key }) => key), version].map((key) => [key, true]))
      const pruned = prune(kept)
      turn((complete && early.length < EARLY_EVENTS) || answered === version ? { ...pruned, told: all } : pruned)
      complete = false
      for (const one of early) count(...one)
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
      if (group !== kept.group) for (const one of early) one[3] = true
      const other = kept.group && group !== kept.group
      turn({
        ...kept,
        group,
        account: { ...(other ? {} : kept.account), ...given },
        ...(other && { tallies: pick(kept.tallies, ofPerson), accountMilestones: undefined }),
      })
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
    catchUp,
    expose(guide, arm) {
      const key = armKey(guide)
      const note = `${key}=${arm}`
      if (read(kept.arms, key) === arm || read(kept.arms, note)) return false
      if (arm !== HELD_OUT_OF_ALL && !read(kept.arms, key)) kept.arms[key] = arm
      kept.arms[note] = arm
      save()
      return true
    },
    merge(remote, now = 0) {
      answered = remote.version
      // whether an arm is the account's the bundle says, which may not be here
      const arms = Object.fromEntries(Object.entries({ ...remote.arms }).flatMap(([guide, arm]) => [guide, `${guide}@${kept.group}`].map((key) => [key, arm])))
      turn(
        mergeKept(
          { ...remote, guides: earlier(remote.guides), told: answered === version ? all : {}, arms },
          kept,
          Math.max(0, now - Date.parse(remote.at)) || 0,
        ),
      )
      save()
    },
  }
}

/** By how much the collector may take an event to be later than it was: the time that it was on its way looks like a clock that is off. */
const ON_ITS_WAY_MS = 10_000

/** What the collector tells of guides under way must not bring back a step that the person has left on this page since. */
const earlier = (guides: Kept['guides']): Kept['guides'] =>
  Object.fromEntries(Object.entries(guides).map(([key, one]) => [key, one.state === 'seen' && one.at ? { ...one, at: one.at - ON_ITS_WAY_MS } : one]))

/**
 * Joins two accounts of one person; `b` is the nearer one and wins where values cannot be joined.
 *
 * @param ahead - ms by which the clock of `b` may be ahead of that of `a`.
 */
function mergeKept(a: Kept, b: Kept, ahead = 0): Kept {
  // what is known of one account says nothing about another
  const same = !a.group || !b.group || a.group === b.group
  // what `b` has counted since the last that `a` knows of is not in `a`; the rest may be
  const both = (x: Tally, y: Tally): Tally =>
    mergeTally(
      y,
      y.recent.filter((at) => at - ahead > x.last).reduce<Tally>((sum, at) => recordTally(sum, at), x),
    )
  return {
    told: (a.told || b.told) && { ...a.told, ...b.told },
    traits: { ...a.traits, ...b.traits },
    account: { ...(same ? a.account : {}), ...b.account },
    group: b.group ?? a.group,
    tallies: join(same ? a.tallies : pick(a.tallies, ofPerson), b.tallies, both),
    milestones: join(a.milestones, b.milestones, Math.min),
    guides: join(a.guides, b.guides, mergeProgress),
    // the first arm stays
    arms: { ...b.arms, ...a.arms },
    accountMilestones: same && a.accountMilestones ? join(a.accountMilestones, b.accountMilestones ?? {}, Math.min) : b.accountMilestones,
  }
}

/** Names come from authors: an event may well be called "constructor". */
const read = own as <T>(record: Readonly<Record<string, T>>, key: string) => T | undefined
