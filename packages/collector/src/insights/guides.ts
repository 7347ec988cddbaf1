// Owns the numbers of guides as the console shows them. It must not know SQL or HTTP.
import type { Guide, GuideCounts, GuideDetail, GuideSummary } from '@foothold/protocol'
import type { LiveConfig } from '../config/live.ts'
import { parseContent } from '../config/bundle.ts'
import type { EventQuery, GuideCountRow } from '../store/event-query.ts'
import type { VersionStore } from '../store/state-store.ts'
import { describeAnswers } from './guide-answers.ts'
import { seriesDays, startOfSeries } from './days.ts'
import { toRate } from './rate.ts'

/** What the numbers are taken from. */
export interface GuideInsightOptions {
  project: string
  query: EventQuery
  versions: VersionStore
  config: LiveConfig
  /** Epoch ms. */
  now: number
}

const DEFINITION =
  'Shown counts showings that were really visible (guide.seen); people are distinct persons, with events before identification counted for the user. ' +
  'Completion is the people who completed of the people who saw it, with the 95 % Wilson interval. Days are UTC.'
const STEPS =
  ' A step counts the distinct people who saw it; rates are those of them who also saw the first, or the previous, step, of the people who saw that.'
const TASKS =
  ' A task counts the distinct people who finished it; ofFirst is of the people who saw the checklist, ofPrevious of the people who finished the task before.'
const QUESTIONS =
  ' Answered is the people who came to the end. Of each question the latest answer of each person counts; a bar of a question is the people who saw it.'
const ENTRIES = ' Seen is the panel, not the button. An entry counts the distinct people who followed it.'
const DEFINITIONS: Partial<Record<Guide['kind'], string>> = { tour: STEPS, checklist: TASKS, survey: STEPS + QUESTIONS, 'resource-center': ENTRIES }

/** Lists live guides and those that were removed but have been shown, live ones first, by key. */
export async function listGuides(options: GuideInsightOptions): Promise<GuideSummary[]> {
  const counts = new Map((await options.query.guideCounts(options.project)).map((row) => [row.guide, row]))
  const live = options.config.content.guides.map((guide) => toSummary(guide, 'live', counts.get(guide.key)))
  // only keys that were published once: anybody with the write key can send events about guides that never were
  const removed = [...(await removedGuides(options)).values()]
    .filter(({ key }) => counts.has(key))
    .map((guide) => toSummary(guide, 'removed', counts.get(guide.key)))
  return [...live, ...removed.sort((a, b) => (a.key < b.key ? -1 : 1))]
}

/** @returns `undefined` where the project never had such a guide. */
export async function describeGuide(key: string, options: GuideInsightOptions): Promise<GuideDetail | undefined> {
  const { project, query, config, now } = options
  const live = config.content.guides.find((guide) => guide.key === key)
  const guide = live ?? (await removedGuides(options)).get(key)
  if (!guide) return undefined
  const [row] = await query.guideCounts(project, key)
  const days = new Map((await query.guideDays(project, key, startOfSeries(now))).map((day) => [day.day, day]))
  return {
    ...toSummary(guide, live ? 'live' : 'removed', row),
    guide: live ?? null,
    steps: await describeSteps(guide, options),
    ...(await describeAnswers(guide, options)),
    series: seriesDays(now).map((day) => ({
      day,
      shown: days.get(day)?.shown ?? 0,
      completed: days.get(day)?.completed ?? 0,
      dismissed: days.get(day)?.dismissed ?? 0,
    })),
    missing: await query.guideMissing(project, key),
    definition: DEFINITION + (DEFINITIONS[guide.kind] ?? ''),
  }
}

/** The guide as it is live, or as it was published last. @returns `undefined` where the project never had such a guide. */
export async function findGuide(key: string, options: GuideInsightOptions): Promise<Guide | undefined> {
  return options.config.content.guides.find((guide) => guide.key === key) ?? (await removedGuides(options)).get(key)
}

async function describeSteps(guide: Guide, { project, query }: GuideInsightOptions): Promise<GuideDetail['steps']> {
  const ordered = guide.kind !== 'checklist'
  const parts = guide.kind === 'tour' ? guide.steps : guide.kind === 'survey' ? guide.questions : guide.kind === 'checklist' ? guide.tasks : []
  if (!parts.length) return []
  const people = await query.guideParts(project, guide.key, ordered ? 'step' : 'task')
  const of = (index: number): Set<string> => people.get(parts[index]!.key) ?? new Set()
  const first = ordered ? of(0) : await query.guidePeople(project, guide.key)
  return parts.map(({ key, title }, index) => {
    const previous = index === 0 ? first : of(index - 1)
    return {
      key,
      title,
      people: of(index).size,
      ofFirst: toRate(common(of(index), first), first.size),
      ofPrevious: toRate(common(of(index), previous), previous.size),
    }
  })
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let n = 0
  for (const one of a) if (b.has(one)) n++
  return n
}

function toSummary(guide: Guide, status: GuideSummary['status'], row: GuideCountRow | undefined): GuideSummary {
  return { key: guide.key, kind: guide.kind, title: toTitle(guide), priority: guide.priority, owner: guide.owner ?? null, status, ...toCounts(row) }
}

function toCounts(row: GuideCountRow | undefined): GuideCounts {
  return {
    shown: row?.shown ?? 0,
    completed: row?.completed ?? 0,
    dismissed: row?.dismissed ?? 0,
    snoozed: row?.snoozed ?? 0,
    people: { shown: row?.peopleShown ?? 0, completed: row?.peopleCompleted ?? 0, dismissed: row?.peopleDismissed ?? 0 },
    completion: toRate(row?.peopleSeenAndCompleted ?? 0, row?.peopleShown ?? 0),
    lastSeenAt: row?.lastSeenAt == null ? null : new Date(row.lastSeenAt).toISOString(),
  }
}

function toTitle(guide: Guide): string {
  if (guide.kind === 'tour') return guide.steps[0]!.title
  return guide.kind === 'survey' ? guide.questions[0]!.title : guide.title
}

/** Guides of earlier versions that are not live, as they were published last. */
async function removedGuides({ project, versions, config }: GuideInsightOptions): Promise<Map<string, Guide>> {
  const live = new Set(config.content.guides.map(({ key }) => key))
  const removed = new Map<string, Guide>()
  for (const content of await versions.contents(project)) {
    for (const guide of parseContent(content).guides) if (!live.has(guide.key) && !removed.has(guide.key)) removed.set(guide.key, guide)
  }
  return removed
}
