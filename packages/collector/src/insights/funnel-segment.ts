// Owns the breakdown of a funnel by whether people were in a segment at their first step. It must not know SQL or HTTP.
import type { FunnelQuestion } from '../fold/funnel.ts'
import { createFunnelGroups, type FunnelCounts } from '../fold/funnel-groups.ts'
import { unknownKey, type AskOptions } from './ask.ts'
import { subjectsOf } from './inside.ts'

/** Counts a funnel in groups `true` and `false`. @throws {CollectorError} `request_invalid` where there is no such segment */
export async function countBySegment(segment: string, question: Omit<FunnelQuestion, 'by'>, options: AskOptions): Promise<FunnelCounts> {
  const { segments } = options.config.content.model
  if (!segments.some(({ key }) => key === segment)) throw unknownKey('/by/segment', 'segment', segment, segments)
  const { people, accounts, told, levels, times, latest } = await options.query.attempts(options.project, {
    ...question,
    told: subjectsOf(segment, options.config),
  })
  const steps = question.steps.length
  const inside = await options.inside(
    segment,
    people.map((person, index) => ({ person, at: times[index * steps]!, account: accounts[index]!, told: told.map((values) => values[index]!) })),
  )
  const groups = createFunnelGroups(question)
  people.forEach((_, index) => {
    const attempt = { level: levels[index]!, times: times.subarray(index * steps, (index + 1) * steps), latest: latest[index]! }
    groups.add(attempt, String(inside[index]))
  })
  return groups.end()
}
