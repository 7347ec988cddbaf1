// Owns whether a guide may be shown to this person now, and if not, why. Pure but for the questions it asks the page.
import type { Bundle, Condition, EventCondition, Guide } from '@foothold/protocol'
import { compileCondition, compilePage, evaluateFrequency, type Context, type Evaluate, type Place } from '@foothold/targeting'

/** Why a guide is not shown; `unknown` is an audience that cannot be decided yet. */
export type Decision =
  | { show: true }
  | {
      show: false
      reason: 'audience' | 'unknown' | 'page' | 'element' | 'slot' | 'milestone' | 'moment' | 'frequency' | 'busy' | 'outranked' | 'not-loaded'
      detail?: string
    }

/** A guide ready to be asked. */
export interface Entry {
  guide: Guide
  audience: Evaluate
  /** Compiled conditions of tasks and branches, by the authored one. */
  conditions: ReadonlyMap<Condition, Evaluate>
  /** The event conditions in the guide: what has to be counted for it. */
  events: readonly EventCondition[]
  /** `subject:name` of everything that can change the decision, references to the model resolved. */
  dependencies: ReadonlySet<string>
  onPage(place: Place): boolean
  onElement: Evaluate
  /** For a tour: whether the step may show here. */
  stepOnPage: Record<string, (place: Place) => boolean>
  /** Milestones that this celebration is for. */
  milestones: string[]
}

type Reason = Extract<Decision, { show: false }>['reason']
const no = (reason: Reason): Decision => ({ show: false, reason })

/** A milestone reached longer ago is not celebrated any more (it was on another device, or before the guide). */
export const CELEBRATE_MS = 86_400_000

/** Compiles a guide against its bundle. @param expand - resolves what segments, milestones and features depend on. */
export function compileGuide(guide: Guide, bundle: Pick<Bundle, 'milestones'>, expand: (dependencies: Iterable<string>) => Set<string>): Entry {
  const { element } = guide.when ?? {}
  const audience = compileCondition(guide.audience)
  const inner =
    guide.kind === 'checklist'
      ? guide.tasks.map(({ completeWhen }) => completeWhen)
      : guide.kind === 'tour'
        ? guide.steps.flatMap(({ next = [] }) => next.flatMap((branch) => ('if' in branch ? branch.if : [])))
        : []
  const conditions = inner.map(compileCondition)
  const milestones = guide.kind === 'celebration' ? bundle.milestones.filter(({ celebrate }) => celebrate === guide.key).map(({ key }) => key) : []
  const pages = toPages(guide.when?.page)
  const dependencies = expand([
    ...audience.dependencies,
    ...conditions.flatMap(({ dependencies }) => [...dependencies]),
    ...milestones.map((key) => `milestone:${key}`),
    `guide:${guide.key}`,
    'page',
  ])
  if (guide.when?.after) dependencies.add(`event:${guide.when.after.event}`)
  if (element || guide.kind === 'empty-state') dependencies.add('element')
  const onElement = compileCondition(element && { element: element.css, is: element.is }).evaluate
  const stepOnPage: Entry['stepOnPage'] = {}
  if (guide.kind === 'tour') for (const step of guide.steps) stepOnPage[step.key] = step.page ? compilePage(step.page) : pages
  return {
    guide,
    events: [audience, ...conditions].flatMap(({ events }) => events),
    audience: audience.evaluate,
    conditions: new Map(inner.map((condition, i) => [condition, conditions[i]!.evaluate])),
    dependencies,
    onPage: pages,
    onElement,
    stepOnPage,
    milestones,
  }
}

function toPages(written: string | string[] | undefined): (place: Place) => boolean {
  const pages = (written === undefined ? [] : [written].flat()).map((pattern) => compilePage(pattern))
  return pages.length ? (place) => pages.some((matches) => matches(place)) : () => true
}

/**
 * Decides one guide; the gates in the order in which they cost.
 *
 * @param fired - whether the moment of `when.after`, or a start by hand, has come.
 * @param resumes - key of the step at which an interrupted tour goes on; its own page counts then, and no frequency.
 * @throws never
 */
export function evaluateEligibility(entry: Entry, context: Context, options: { fired: 'manual' | 'event' | undefined; resumes: string | undefined }): Decision {
  const { guide } = entry
  const { fired, resumes } = options
  const manual = fired === 'manual'
  const place = context.place!
  if (resumes ? !entry.stepOnPage[resumes]!(place) : !entry.onPage(place)) return no('page')
  if (!manual && !resumes) {
    if (guide.when?.manual || (guide.when?.after && !fired)) return no('moment')
    if (entry.milestones.length && !entry.milestones.some((key) => context.now - (context.reachedAt(key) ?? -Infinity) < CELEBRATE_MS)) return no('milestone')
  }
  if (guide.kind === 'empty-state' && context.element!(`[data-foothold-slot="${guide.slot}"]`) === 'absent') return no('slot')
  if (!entry.onElement(context)) return no('element')
  const audience = entry.audience(context)
  if (!audience) return no(audience === undefined ? 'unknown' : 'audience')
  if (!manual && !resumes) {
    const frequency = evaluateFrequency(guide, context.guide(guide.key), context.now)
    if (!frequency.allowed) return { show: false, reason: 'frequency', detail: frequency.reason }
  }
  return { show: true }
}
