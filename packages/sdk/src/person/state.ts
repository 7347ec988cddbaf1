// Owns what is known of the present person in this browser: traits, tallies, milestones, guide progress. It must not know
// what is shown.
import type { GuideProgress, PersonState, Tally } from '@foothold/protocol'
import { mergeTally, recordTally, type Facts, type TallyNeed } from '@foothold/targeting'
import type { Platform } from '../platform.ts'
import { mergeProgress } from './progress.ts'

/** The part that outlives the page. */
interface Kept {
  /** Whether the collector has ever told what it knows, or there is nothing to tell. */
  known: boolean
  traits: Record<string, unknown>
  account: Record<string, unknown>
  tallies: Record<string, Tally>
  milestones: Record<string, number>
  guides: Record<string, GuideProgress>
}

export interface Person {
  /** Turns to somebody; `history` carries over what the same person did before being known by this id. */
  load(id: string, options: { fresh: boolean; keepHistory: boolean }): Promise<void>
  /** False until storage has answered for the present person; nothing may be decided before. */
  readonly loaded: boolean
  /** What conditions may look at, but for what belongs to the page. */
  facts(now: number): Pick<Facts, 'now' | 'traits' | 'account' | 'tally' | 'historyKnown' | 'reachedAt' | 'guide'>
  /** Says which tallies conditions read; events that came before are counted now. */
  need(needs: readonly TallyNeed[]): void
  /** Counts an event. */
  record(event: string, properties: Record<string, unknown> | undefined, at: number): void
  setTraits(which: 'traits' | 'account', traits: Record<string, unknown>): void
  reach(milestone: string, at: number): void
  progress(guide: string): GuideProgress | undefined
  setProgress(guide: string, progress: GuideProgress): void
  /** Takes in what the collector knows. */
  merge(remote: PersonState): void
}

/** Events that came before the bundle said what to count; more than these are counted by the collector alone. */
const EARLY_EVENTS = 200

const empty = (known: boolean): Kept => ({ known, traits: {}, account: {}, tallies: {}, milestones: {}, guides: {} })

export function createPerson(platform: Pick<Platform, 'state'>): Person {
  let id = ''
  let kept = empty(false)
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
      if (need.event === event && need.matches(properties, at)) kept.tallies[need.key] = recordTally(kept.tallies[need.key], at)
    }
  }

  return {
    get loaded() {
      return loaded
    },
    async load(next, { fresh, keepHistory }) {
      const before = keepHistory ? kept : empty(false)
      id = next
      loaded = false
      kept = { ...before, known: fresh }
      const [stored] = fresh ? [] : await platform.state.get<Kept>([`person:${next}`])
      // somebody else came while storage was asked
      if (id !== next) return
      if (stored) kept = mergeKept(stored, kept)
      loaded = true
      save()
    },
    facts: (now) => ({
      now,
      traits: kept.traits,
      account: kept.account,
      tally: (key) => kept.tallies[key] ?? null,
      historyKnown: kept.known,
      reachedAt: (key) => kept.milestones[key],
      guide: (key) => kept.guides[key] ?? (kept.known ? null : undefined),
    }),
    need(next) {
      needs = next
      for (const [event, properties, at] of early) count(event, properties, at)
      if (early.length) save()
      early = []
    },
    record(event, properties, at) {
      if (needs) count(event, properties, at)
      else if (early.length < EARLY_EVENTS) early.push([event, properties, at])
      save()
    },
    setTraits(which, traits) {
      kept[which] = { ...kept[which], ...traits }
      save()
    },
    reach(milestone, at) {
      kept.milestones[milestone] ??= at
      save()
    },
    progress: (guide) => kept.guides[guide],
    setProgress(guide, progress) {
      kept.guides[guide] = progress
      save()
    },
    merge(remote) {
      kept = mergeKept(
        { known: true, traits: remote.traits, account: remote.account, tallies: remote.tallies, milestones: remote.milestones, guides: remote.guides },
        { ...kept, known: true },
      )
      save()
    },
  }
}

/** Joins two accounts of one person; `b` is the nearer one and wins where values cannot be joined. */
function mergeKept(a: Kept, b: Kept): Kept {
  return {
    known: a.known || b.known,
    traits: { ...a.traits, ...b.traits },
    account: { ...a.account, ...b.account },
    tallies: join(a.tallies, b.tallies, mergeTally),
    milestones: join(a.milestones, b.milestones, Math.min),
    guides: join(a.guides, b.guides, (x, y) => mergeProgress(x, y)!),
  }
}

function join<T>(a: Record<string, T>, b: Record<string, T>, both: (x: T, y: T) => T): Record<string, T> {
  const result: Record<string, T> = { ...a }
  for (const [key, value] of Object.entries(b)) result[key] = Object.hasOwn(result, key) ? both(result[key]!, value) : value
  return result
}
