// Owns how one guide event changes what a person has done with the guide. Pure.
import { GUIDE_EVENTS, type Answer, type GuideProgress, type GuideState } from '@foothold/protocol'

const OUTCOMES: Record<string, GuideState> = {
  [GUIDE_EVENTS.completed]: 'completed',
  [GUIDE_EVENTS.answered]: 'answered',
  [GUIDE_EVENTS.dismissed]: 'dismissed',
  [GUIDE_EVENTS.snoozed]: 'snoozed',
  [GUIDE_EVENTS.ended]: 'ended',
}

/**
 * Adds a guide event; events must come in order of time.
 *
 * @param name - one of `GUIDE_EVENTS`; others change nothing.
 * @param at - epoch ms.
 */
export function toProgress(
  before: GuideProgress = { seen: 0, state: 'unseen' },
  name: string,
  at: number,
  properties: Readonly<Record<string, unknown>>,
): GuideProgress {
  const step = typeof properties['step'] === 'string' ? { step: properties['step'] } : {}
  const outcome = OUTCOMES[name]
  if (name === GUIDE_EVENTS.seen) {
    // a finished checklist stays to be read
    const stays = before.state === 'completed' && properties['kind'] === 'checklist'
    return { ...before, seen: before.seen + 1, lastSeenAt: at, ...(stays ? {} : { state: 'seen', at }) }
  }
  if (name === GUIDE_EVENTS.stepSeen) return { ...before, ...step, ...(before.state === 'seen' ? { at } : {}) }
  if (name === GUIDE_EVENTS.taskCompleted && typeof properties['task'] === 'string') {
    // as entries: the name of a task comes from outside
    const tasks = new Map(Object.entries(before.tasks ?? {}))
    if (!tasks.has(properties['task']) && tasks.size < 200) tasks.set(properties['task'], at)
    return { ...before, tasks: Object.fromEntries(tasks) }
  }
  if (!outcome) return toNotes(before, name, at, properties)
  const { step: _, until: __, ...rest } = before
  const time = Date.parse(String(properties['until']))
  const until = outcome === 'snoozed' && !Number.isNaN(time) ? { until: time } : {}
  // where a tour stands outlives an end that the person did not choose
  return {
    ...rest,
    state: outcome,
    at,
    ...until,
    ...(outcome === 'ended' || outcome === 'snoozed' ? { ...(before.step === undefined ? {} : { step: before.step }), ...step } : {}),
  }
}

/** Parts of one guide that are noted of one person; a guide has fewer. */
const MOST_PARTS = 200

/** What is noted without an outcome: answers, what was read, whether somebody left the standings. As entries: names come from outside. */
function toNotes(before: GuideProgress, name: string, at: number, properties: Readonly<Record<string, unknown>>): GuideProgress {
  if (name === GUIDE_EVENTS.standingsLeft) return { ...before, out: { is: properties['out'] === true, at } }
  if (name === GUIDE_EVENTS.questionAnswered && typeof properties['question'] === 'string') {
    const answers = new Map(Object.entries(before.answers ?? {}))
    if (answers.size < MOST_PARTS) answers.set(properties['question'], toAnswer(properties['value'] ?? properties['text']))
    return { ...before, answers: Object.fromEntries(answers) }
  }
  if (name !== GUIDE_EVENTS.newsRead || !Array.isArray(properties['entries'])) return before
  const read = new Map(Object.entries(before.read ?? {}))
  for (const entry of properties['entries'] as unknown[]) if (typeof entry === 'string' && !read.has(entry) && read.size < MOST_PARTS) read.set(entry, at)
  return { ...before, read: Object.fromEntries(read) }
}

function toAnswer(value: unknown): Answer {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string')
  return typeof value === 'number' || typeof value === 'string' ? value : null
}
