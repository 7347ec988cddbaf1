// Owns what is live in a project, compiled once a version. It must not know HTTP or how a version came to be.
import type { Bundle, Condition, Goal } from '@foothold/protocol'
import { compileCondition, compileModel, eventConditions, toTallyNeeds, type CompiledModel, type TallyNeed } from '@foothold/targeting'
import type { VersionStore } from '../store/state-store.ts'
import { EMPTY_CONTENT, toBundle, toContentText, toVersion, type Content } from './bundle.ts'
import { toCanonicalJson, toContentHash } from './canonical.ts'

/** A version ready to be used. */
export interface LiveConfig {
  bundle: Bundle
  /** The bundle as it is answered. */
  bundleText: string
  /** Epoch ms; `undefined` where nothing was published yet. */
  publishedAt: number | undefined
  goals: Goal[]
  model: CompiledModel
  /** Tallies that any condition or feature reads, by name of the event. */
  needs: ReadonlyMap<string, readonly TallyNeed[]>
  /** What the milestones depend on, as `subject:name`; empty where there are none. */
  milestoneDependencies: ReadonlySet<string>
  /** Hash of all that decides whether a milestone is reached. */
  milestoneBasis: string
}

/** Gives the live config of projects. */
export interface LiveConfigs {
  /** Never stale: asks the store which version is live, compiles it only where it changed. */
  of(project: string): Promise<LiveConfig>
}

/** Creates the cache of live configs; one compiled version a project is kept. */
export function createLiveConfigs(versions: VersionStore): LiveConfigs {
  const kept = new Map<string, LiveConfig>()
  return {
    async of(project) {
      const live = await versions.live(project)
      const before = kept.get(project)
      if (before && before.bundle.version === (live?.version ?? EMPTY_VERSION) && before.publishedAt === live?.publishedAt) return before
      const stored = live && (await versions.get(project, live.version))
      const config = compileConfig(stored ? parseContent(stored.content) : EMPTY_CONTENT, stored?.version ?? EMPTY_VERSION, live?.publishedAt)
      kept.set(project, config)
      return config
    },
  }
}

const EMPTY_VERSION = toVersion(toContentText(EMPTY_CONTENT))

/** Reads the content of a stored version. */
export function parseContent(text: string): Content {
  return JSON.parse(text) as Content
}

/** Compiles content. */
export function compileConfig(content: Content, version: string, publishedAt?: number): LiveConfig {
  const bundle = toBundle(version, content)
  const model = compileModel(bundle)
  const needs = new Map<string, TallyNeed[]>()
  for (const need of toTallyNeeds(eventConditions(bundle))) needs.set(need.event, [...(needs.get(need.event) ?? []), need])
  const { milestones, segments, features } = bundle
  return {
    bundle,
    bundleText: JSON.stringify(bundle),
    publishedAt,
    goals: content.model.goals,
    model,
    needs,
    milestoneDependencies: model.expand(milestones.flatMap(({ when }) => [...compileCondition(when).dependencies])),
    milestoneBasis: toContentHash(
      toCanonicalJson({
        milestones: milestones.map(({ key, when }) => ({ key, when })),
        segments: milestones.length ? segments : [],
        features: milestones.length ? features : [],
      }),
    ),
  }
}

/** Lists the names of the events that a condition reads, definitions it refers to included. */
export function eventsOfCondition(model: CompiledModel, condition: Condition): string[] {
  return [...model.expand(compileCondition(condition).dependencies)].filter((one) => one.startsWith('event:')).map((one) => one.slice('event:'.length))
}
