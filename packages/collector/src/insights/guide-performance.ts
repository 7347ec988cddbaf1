// Owns the answer about a guide in a time: who saw it, how far they came, how it ended and whether its targets were there. It must
// not know SQL or HTTP.
import { GUIDE_EVENTS, type GuideAnswer, type InsightDefinition, type Rate, type StepTime } from '@foothold/protocol'
import type { EventUse } from '../store/event-query.ts'
import { toColumns, toHead, toPeople, toRange, toTime, toValue, unknownKey, type AskOptions } from './ask.ts'
import { readSeers } from './seers.ts'

const LAST = '30d'
const MONTH_MS = 30 * 86_400_000
const ENDS = {
  completed: GUIDE_EVENTS.completed,
  answered: GUIDE_EVENTS.answered,
  dismissed: GUIDE_EVENTS.dismissed,
  snoozed: GUIDE_EVENTS.snoozed,
  ended: GUIDE_EVENTS.ended,
} as const

/** Answers how a guide does. @throws {CollectorError} `request_invalid` where no such guide is live. */
export async function askGuide(definition: InsightDefinition<'guide'>, options: AskOptions): Promise<GuideAnswer> {
  const { guides } = options.config.content
  const guide = guides.find(({ key }) => key === definition.guide)
  if (!guide) throw unknownKey('/guide', 'guide', definition.guide, guides)
  const range = toRange(definition, options, LAST)
  const only = await toPeople(definition, options)
  const { from, to } = range
  const use = (event: string) => ({ event, where: { guide: { is: guide.key } } })
  const { seen, values, total, share } = await readSeers(guide.key, { project: options.project, query: options.query, range, only })
  const parts = guide.kind === 'tour' ? guide.steps : guide.kind === 'survey' ? guide.questions : guide.kind === 'checklist' ? guide.tasks : []
  const isChecklist = guide.kind === 'checklist'
  const ofParts: Rate[] = []
  for (const { key } of parts)
    ofParts.push(await (isChecklist ? share(GUIDE_EVENTS.taskCompleted, { task: { is: key } }) : share(GUIDE_EVENTS.stepSeen, { step: { is: key } })))
  const ends: GuideAnswer['ends'] = []
  for (const [end, event] of Object.entries(ENDS)) {
    ends.push({ end, showings: (await total(event)).events, people: await share(event) })
  }
  const between = async (first: EventUse[], second: EventUse[]): Promise<StepTime> => {
    const { all } = await options.query.funnel(options.project, {
      steps: [first, second],
      order: 'ordered',
      windowMs: MONTH_MS,
      from,
      to,
      until: options.now + 1,
      exclude: [],
      only,
    })
    return toTime(all.whole)
  }
  const part = (event: string, name: string, key: string): EventUse => ({ event, where: { guide: { is: guide.key }, [name]: { is: key } } })
  const timeOf = (key: string): Promise<StepTime> => {
    if (isChecklist) return between([use(GUIDE_EVENTS.seen)], [part(GUIDE_EVENTS.taskCompleted, 'task', key)])
    const others = parts.filter((one) => one.key !== key).map((one) => part(GUIDE_EVENTS.stepSeen, 'step', one.key))
    return between([part(GUIDE_EVENTS.stepSeen, 'step', key)], [...others, ...Object.values(ENDS).map(use)])
  }
  const time = await between([use(GUIDE_EVENTS.seen)], [use(ENDS.completed)])
  const times: StepTime[] = []
  for (const { key } of parts) times.push(await timeOf(key))
  const reasons = async (event: string, property: string) =>
    (await values(event, property)).map(({ value, events, people }) => ({ value: toValue(value), events, people }))
  const missing = await total(GUIDE_EVENTS.targetMissing)
  const rendered = await total(GUIDE_EVENTS.rendered)
  const steps = parts.map(({ key, title }, index) => {
    const ofSeen = ofParts[index]!
    const before = index ? ofParts[index - 1]!.k : seen.people
    return { key, title, people: ofSeen.k, ofSeen, lost: Math.max(0, before - ofSeen.k), time: times[index]! }
  })
  return {
    ...toHead('guide', definition, range, {
      n: seen.people,
      means: [
        'People who really saw the guide (for half a second) in the time, and those of them who came so far in it; a step that is skipped by a branch is no loss of those who skip it.',
        isChecklist
          ? 'The time to a task is from seeing the checklist to finishing it.'
          : 'The time at a step is from its last appearance before the next step or the end, of each person the first time that it was left.',
        `How long is from the last showing before it to completion, within 30 days. Missing targets are counted by showing; intervals are 95 % (Wilson).`,
      ].join(' '),
      columns: toColumns('step', 'people:count', 'of seen:share', 'low:share', 'high:share', 'median:seconds', 'p90:seconds'),
      rows: [
        ['seen', seen.people, null, null, null, null, null],
        ...steps.map(({ key, people, ofSeen, time: { median, p90 } }) => [key, people, ofSeen.value, ofSeen.low, ofSeen.high, median, p90]),
        ...ends.map(({ end, people }) => [
          end,
          people.k,
          people.value,
          people.low,
          people.high,
          ...(end === 'completed' ? [time.median, time.p90] : [null, null]),
        ]),
      ],
    }),
    seen: { showings: seen.events, people: seen.people },
    steps,
    ends,
    time,
    reasons: await reasons(GUIDE_EVENTS.ended, 'reason'),
    targets: {
      rendered: rendered.events,
      missing: missing.events,
      reasons: await reasons(GUIDE_EVENTS.targetMissing, 'reason'),
      steps: await reasons(GUIDE_EVENTS.targetMissing, 'step'),
    },
  }
}
