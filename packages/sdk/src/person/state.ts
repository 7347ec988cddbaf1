// Owns what is known of the present person in this browser: traits, tallies, milestones, guide progress. It must not know
// what is shown.
import type { GuideProgress, PersonState, Tally } from '@foothold/protocol'
import { mergeTally, own, recordTally, type Facts, type TallyNeed } from '@foothold/targeting'
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
}

export interface Person {
  /** Turns to somebody; `keepHistory` carries over what the same person did before being known by this id. */
  load(id: string, options: { fresh: boolean; keepHistory: boolean }): Promise<void>
  /** False until storage has answered for the present person; nothing may be decided before. */
  readonly loaded: boolean
  /** What conditions may look at, but for what belongs to the page. */
  facts(now: number): Pick<Facts, 'now' | 'traits' | 'account' | 'tally' | 'historyKnown' | 'reachedAt' | 'guide'>
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
  /** Takes in what the collector knows. */
  merge(remote: PersonState): void
}

/** Events that came before the bundle said what to count; more than these are counted by the collector alone. */
const EARLY_EVENTS = 200

const empty = (): Kept => ({ known: false, traits: {}, account: {}, tallies: {}, milestones: {}, guides: {} })

export function createPerson(platform: Pick<Platform, 'state' | 'local'>): Person {
  let id = ''
  let kept = empty()
  let loaded = false
  let needs: readonly TallyNeed[] | undefined
  let early: [string, Record<string, unknown> | undefined, number][] = []
  let saving: Promise<void> | undefined

  const save = (): void => {
    if (!loaded) return
    saving ??= (async () => {
      await Promise.resolve()
      saving = undefined
      await platform.state.update<Kept>(`person:${id}`, (old) => (old ? mergeKept(old, kept) : kept))
    })()
  }

  const count = (event: string, properties: Record<string, unknown> | undefined, at: number): void => {
    for (const need of needs ?? []) {
      if (need.event !== event || !need.matches(properties, at)) continue
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
      kept = { ...(keepHistory ? kept : empty()), known: fresh }
      const stored = fresh ? [] : await platform.state.get<Kept>(ids.map((one) => `person:${one}`))
      // somebody else came while storage was asked
      if (id !== next) return
      for (const one of stored) if (one) kept = mergeKept(one, kept)
      const [whose, guides] = JSON.parse(platform.local.read('guides') || '[]') as [string?, Kept['guides']?]
      if (whose === next) kept.guides = join(kept.guides, guides!, mergeProgress)
      loaded = true
      save()
    },
    facts: (now) => ({
      now,
      traits: kept.traits,
      account: kept.account,
      tally: (key) => read(kept.tallies, key) ?? null,
      historyKnown: kept.known,
      reachedAt: (key) => read(kept.milestones, key),
      guide: (key) => read(kept.guides, key) ?? (kept.known ? null : undefined),
    }),
    need(next) {
      needs = next
      for (const [event, properties, at] of early) count(event, properties, at)
      early = []
    },
    record(event, properties, at) {
      if (needs) count(event, properties, at)
      else if (early.length < EARLY_EVENTS) early.push([event, properties, at])
    },
    setTraits(traits) {
      kept.traits = { ...kept.traits, ...traits }
      save()
    },
    setAccount(group, account) {
      kept = mergeKept(kept, { ...kept, group, account })
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
    merge(remote) {
      kept = mergeKept({ ...remote, known: true }, kept)
      save()
    },
  }
}

/** Joins two accounts of one person; `b` is the nearer one and wins where values cannot be joined. */
function mergeKept(a: Kept, b: Kept): Kept {
  return {
    known: a.known || b.known,
    traits: { ...a.traits, ...b.traits },
    account: { ...(a.group && b.group && a.group !== b.group ? {} : a.account), ...b.account },
    group: b.group ?? a.group,
    tallies: join(a.tallies, b.tallies, mergeTally),
    milestones: join(a.milestones, b.milestones, Math.min),
    guides: join(a.guides, b.guides, mergeProgress),
  }
}

/** Names come from authors: an event may well be called "constructor". */
const read = own as <T>(record: Readonly<Record<string, T>>, key: string) => T | undefined
