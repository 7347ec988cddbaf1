// Owns the answer to "why did this person (not) see that guide then?": the person, the account and the guides as they were at
// that instant, all from the log. It must not know HTTP.
import { GUIDE_EVENTS, nearest, type PersonStanding } from '@foothold/protocol'
import {
  explainGuide,
  toConditionText,
  toExplanationText,
  type Explanation,
  type GateExplanation,
  type GuideExplanation,
  type Place,
} from '@foothold/targeting'
import { parseContent } from '../config/bundle.ts'
import { compileConfig, type LiveConfig, type LiveConfigs } from '../config/live.ts'
import { CollectorError } from '../error.ts'
import { applyEvents } from '../people/apply-events.ts'
import { PersonFold, type AccountFacts } from '../people/fold.ts'
import { toPersonIds } from '../people/identity.ts'
import { standingOf } from '../people/model/note.ts'
import { foldAccounts } from '../people/past-accounts.ts'
import { mergeTraits, type TimedTraits } from '../people/traits.ts'
import { parseRecord, type StoredEvent } from '../store/event-log.ts'
import type { PersonRow } from '../store/state-store.ts'
import type { Stores } from '../store/stores.ts'
import { toPlace, toPlaceOfEvent } from './place.ts'
import { toPersonStanding, toStandingText } from './standing.ts'

/** A node of the audience, with what the text says of it. */
export interface WordedNode extends Explanation {
  words: string
  children?: WordedNode[]
}
/** A gate, with what the text says of it. */
export interface WordedGate extends GateExplanation {
  words: string
  tree?: WordedNode
}

/** Why a guide was, or was not, shown. Members that are not there could not be told. */
export interface PersonExplanation extends GuideExplanation {
  gates: WordedGate[]
  person: string
  /** The account that the person was in. */
  account: string | null
  /** The version that was live. */
  version: string
  /** ISO 8601. */
  publishedAt: string
  /** The page that it is asked for: a given one, else the last that the person viewed before; `null`: none is known. */
  page: { path: string; given: boolean; viewedAt: string | null } | null
  /** Where the person stood; missing where the model has nothing to say. */
  standing?: PersonStanding
}

/** What is asked. */
export interface ExplainQuestion {
  project: string
  /** Id of a person that there is. */
  person: string
  /** Key of the guide. */
  guide: string
  /** Epoch ms, not in the future. */
  at: number
  /** Path, with query and hash. @default the last page that the person viewed */
  page?: string | undefined
}

/**
 * Explains a guide to somebody who was not there.
 *
 * What had happened by then counts, also where the collector heard of it later.
 *
 * @throws {CollectorError} `not_found` where nothing was published then, or no such guide.
 */
export async function explainPerson(question: ExplainQuestion, { stores, configs }: { stores: Stores; configs: LiveConfigs }): Promise<PersonExplanation> {
  const { project, person, at } = question
  const { log, state } = stores
  const config = await configAt(project, at, stores, configs)
  const guide = config.content.guides.find(({ key }) => key === question.guide)
  if (!guide) throw unknownGuide(question.guide, config)
  const events = (await log.readPerson(project, await toPersonIds(state.people, project, person))).filter(({ timestamp }) => timestamp <= at)
  const accounts = await foldAccounts({ project, config, at, accounts: new Set(events.flatMap(({ groupId }) => groupId ?? [])) }, stores)
  const fold = new PersonFold(config, person)
  fold.accountOf = (id) => accounts.get(id)
  for (const event of events) fold.add(event)
  const account: AccountFacts =
    fold.groupId === undefined
      ? { traits: {} }
      : { id: fold.groupId, traits: await accountTraitsAt(project, fold.groupId, at, stores), view: accounts.get(fold.groupId) }
  fold.account = account
  const viewed = question.page === undefined ? events.findLast((event) => toPlaceOfEvent(event) !== undefined) : undefined
  const place = question.page === undefined ? viewed && toPlaceOfEvent(viewed) : toPlace(question.page)
  const explanation = explainGuide(guide, config.bundle, fold.context(at, place), {
    definitions: config.content.model,
    after: targetOf(guide.key, events),
  })
  const row = config.live.on ? rowOf(person, events) : undefined
  return {
    ...explanation,
    ...(row ? { standing: toPersonStanding(standingOf(fold, row, at), row, config, at) } : {}),
    gates: explanation.gates.map(inWords),
    person,
    account: account.id ?? null,
    version: config.version,
    publishedAt: new Date(config.publishedAt ?? 0).toISOString(),
    page: place ? { path: question.page ?? toPath(place), given: !viewed, viewedAt: viewed ? new Date(viewed.timestamp).toISOString() : null } : null,
  }
}

/** The row of a person as it was then. */
function rowOf(person: string, events: readonly StoredEvent[]): PersonRow | undefined {
  const rows = { people: new Map<string, PersonRow>(), accounts: new Map() }
  const links = new Map(events.flatMap(({ userId, anonymousId }) => (userId === null && anonymousId !== null ? [[anonymousId, person] as const] : [])))
  applyEvents(
    rows,
    [...events].sort((a, b) => a.position - b.position),
    links,
  )
  return rows.people.get(person)
}

/** What is known of the guide's target: that it was not usable when it was last looked for, and nothing was drawn since. */
function targetOf(guide: string, events: readonly StoredEvent[]): GateExplanation[] {
  const last = events.findLast(
    ({ name, properties }) => (name === GUIDE_EVENTS.targetMissing || name === GUIDE_EVENTS.rendered) && parseRecord(properties)['guide'] === guide,
  )
  if (last?.name !== GUIDE_EVENTS.targetMissing) return []
  const { reason } = parseRecord(last.properties)
  return [{ gate: 'target', open: undefined, detail: `was ${String(reason)} when last looked for`, found: new Date(last.timestamp).toISOString() }]
}

/** Writes an explanation as people read it. */
export function toPersonExplanationText(explanation: PersonExplanation): string {
  const { person, account, version, publishedAt, page, standing } = explanation
  const where = page ? `page ${page.path}${page.given ? '' : `, the last one viewed (${page.viewedAt})`}` : 'page not known: no page view before'
  return `${toExplanationText(explanation)}\n\nperson ${person}${account === null ? '' : `, account ${account}`}\n${where}\nversion ${version}, published ${publishedAt}${standing ? `\n${toStandingText(standing)}` : ''}`
}

/** What was live at an instant. */
async function configAt(project: string, at: number, { state: { versions } }: Stores, configs: LiveConfigs): Promise<LiveConfig> {
  const publication = await versions.liveAt(project, at)
  const stored = publication && (await versions.get(project, publication.version))
  if (!stored) throw new CollectorError('not_found', `Nothing was published by ${new Date(at).toISOString()}: there was no guide to show.`)
  const live = await configs.of(project)
  return live.version === stored.version && live.publishedAt === publication.publishedAt
    ? live
    : compileConfig(parseContent(stored.content), stored.version, publication.publishedAt)
}

function unknownGuide(key: string, { version, content }: LiveConfig): CollectorError {
  const like = nearest(
    key,
    content.guides.map((guide) => guide.key),
  )
  const hint = like.length ? ` Nearest: ${like.map((one) => `"${one}"`).join(', ')}.` : ''
  return new CollectorError('not_found', `There is no guide "${key.slice(0, 200)}" in version ${version}, which was live then.${hint}`)
}

/** Traits of an account as anybody in it had told them by then. */
async function accountTraitsAt(project: string, account: string, at: number, { log }: Stores): Promise<TimedTraits['traits']> {
  const told = (await log.readAccount(project, account, { names: new Set() })).filter(({ timestamp }) => timestamp <= at)
  return told.reduce<TimedTraits>((known, { traits, timestamp, position }) => mergeTraits(known, parseRecord(traits), timestamp, position), {
    traits: {},
    traitTimes: {},
  }).traits
}

/** The sign and the space after it stand before every line of a text. */
const SIGN_LENGTH = 2

function inWords({ tree, ...gate }: GateExplanation): WordedGate {
  const [, line = ''] = toExplanationText({ guide: '', at: 0, show: true, gates: [gate] }).split(/\n(.*)/s)
  return { ...gate, words: line.trim().slice(SIGN_LENGTH), ...(tree ? { tree: nodeInWords(tree) } : {}) }
}

function nodeInWords({ children, ...node }: Explanation): WordedNode {
  return { ...node, words: toConditionText(node).slice(SIGN_LENGTH), ...(children ? { children: children.map(nodeInWords) } : {}) }
}

const toPath = ({ path, query, hash }: Place): string => {
  const parameters = new URLSearchParams(query).toString()
  return `${path}${parameters ? `?${parameters}` : ''}${hash ? `#${hash}` : ''}`
}
