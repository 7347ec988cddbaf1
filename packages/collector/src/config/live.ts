// Owns what is live in a project, compiled once a version. It must not know HTTP or how a version came to be.
import { experimentOf, type Bundle, type Condition, type Goal } from '@foothold/protocol'
import { compileModel, compileWhere, createExpand, dependenciesOf, type CompiledModel } from '@foothold/targeting'
import type { VersionStore } from '../store/state-store.ts'
import { toAccountScope, type AccountScope } from './account-scope.ts'
import { EMPTY_CONTENT, parseContent, toBundle, toContentText, toVersion, type Content } from './bundle.ts'
import { toCanonicalJson, toContentHash } from './canonical.ts'
import { toDelivery, type Delivery } from './delivery.ts'
import { toLiveModel, type LiveModel } from './live-model.ts'
import { languagesOf, pickLanguage } from './localise.ts'
import { toMilestoneIndex, type MilestoneIndex } from './milestone-index.ts'
import { stageMilestones } from './stage.ts'

/** A tally that conditions read, ready to be counted. */
export interface Need {
  key: string
  matches: ReturnType<typeof compileWhere>
}

/** A version ready to be used. */
export interface LiveConfig {
  /** Name of the version, as it was published. */
  version: string
  /** What was authored. */
  content: Content
  bundle: Bundle
  /** What is reckoned here: the bundle, with the stages of journeys as milestones. */
  reckoned: Bundle
  /** The bundle as it is answered to who asks for a language; one text for each that the project has. */
  bundleIn(language: string | undefined): { etag: string; text: string }
  /** Epoch ms; `undefined` where nothing was published yet. */
  publishedAt: number | undefined
  goals: Goal[]
  model: CompiledModel
  /** Tallies of a person's own events, by name of the event. */
  needs: ReadonlyMap<string, readonly Need[]>
  /** Tallies of the events of everybody in an account, by name of the event. */
  accountNeeds: ReadonlyMap<string, readonly Need[]>
  /** Keys of the tallies in `accountNeeds`. */
  accountKeys: ReadonlySet<string>
  accountScope: AccountScope
  /** What of a person a browser is told. */
  delivery: Delivery
  /** What is kept of people beside milestones: levels, segments, deadlines, behaviour. */
  live: LiveModel
  /** What the milestones depend on, as `subject:name`; empty where there are none. */
  milestoneDependencies: ReadonlySet<string>
  milestoneIndex: MilestoneIndex
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
      if (before && before.version === (live?.version ?? EMPTY_VERSION) && before.publishedAt === live?.publishedAt) return before
      const stored = live && (await versions.get(project, live.version))
      const config = compileConfig(stored ? parseContent(stored.content) : EMPTY_CONTENT, stored?.version ?? EMPTY_VERSION, live?.publishedAt)
      kept.set(project, config)
      return config
    },
  }
}

const EMPTY_VERSION = toVersion(toContentText(EMPTY_CONTENT))

/** Compiles content. */
export function compileConfig(content: Content, version: string, publishedAt?: number): LiveConfig {
  // made anew from what was authored, whatever form bundles had when it was published
  const bundle = toBundle(version, content)
  const stages = stageMilestones(content.model)
  const inner = stages.length ? { ...content, model: { ...content.model, milestones: [...content.model.milestones, ...stages] } } : content
  const reckoned = stages.length ? toBundle(version, inner) : bundle
  const model = compileModel(reckoned)
  const milestoneDependencies = new Set(reckoned.milestones.flatMap(({ dependencies }) => dependencies))
  const needs = new Map<string, Need[]>()
  const accountNeeds = new Map<string, Need[]>()
  for (const { key, event, where, account } of reckoned.tallies) {
    const those = account ? accountNeeds : needs
    those.set(event, [...(those.get(event) ?? []), { key, matches: compileWhere(where) }])
  }
  return {
    version,
    content,
    bundle,
    reckoned,
    bundleIn: answersIn(version, content),
    publishedAt,
    goals: content.model.goals,
    model,
    needs,
    accountNeeds,
    accountKeys: new Set([...accountNeeds.values()].flat().map(({ key }) => key)),
    accountScope: toAccountScope(inner, milestoneDependencies),
    delivery: toDelivery(content, [...bundle.guides, ...bundle.milestones]),
    live: toLiveModel(content, reckoned),
    milestoneDependencies,
    milestoneIndex: toMilestoneIndex(inner, reckoned),
    milestoneBasis: toMilestoneBasis(inner, milestoneDependencies),
  }
}

/** Keeps the answers, which are the same for everybody of a language. */
function answersIn(version: string, content: Content): LiveConfig['bundleIn'] {
  const answers = new Map<string, { etag: string; text: string }>()
  const languages = languagesOf(content)
  return (wanted) => {
    const language = pickLanguage(wanted, languages) ?? languages[0]!
    let answer = answers.get(language)
    if (!answer) {
      const bundle = toBundle(version, content, language)
      answers.set(language, (answer = { etag: bundle.language ? `${bundle.version}.${language}` : bundle.version, text: JSON.stringify(bundle) }))
    }
    return answer
  }
}

function toMilestoneBasis({ guides, model }: Content, dependencies: ReadonlySet<string>): string {
  const { milestones, segments, features, rollouts } = model
  const tried = guides.filter(({ key }) => dependencies.has(`experiment:${key}`)).map((guide) => ({ key: guide.key, experiment: experimentOf(guide) }))
  const released = rollouts.filter(({ key }) => dependencies.has(`flag:${key}`))
  return toContentHash(
    toCanonicalJson({
      milestones: milestones.map(({ key, when }) => ({ key, when })),
      segments: milestones.length ? segments : [],
      features: milestones.length ? features : [],
      ...(tried.length ? { tried } : {}),
      ...(released.length ? { released } : {}),
    }),
  )
}

/** Lists what a condition depends on, definitions it refers to included, as `subject:name`. */
export function dependenciesIn({ content }: LiveConfig, condition: Condition): Set<string> {
  return createExpand(content.model)(dependenciesOf(condition))
}
