// Owns lowering what the kinds hold beside their envelope: branches, answers, entries, streaks, badges. For publishing.
import type { Advance, Badge, EventCondition, Guide, PublishedAdvance, PublishedEntry, Question, QuestionBranch, ResourceEntry } from '@foothold/protocol'
import { fnv1a32 } from '../hash.ts'
import { pageRule } from './gates.ts'
import { lowerComparison, lowerCondition, lowerWhere } from './lower.ts'
import { tallyKey } from './tally-key.ts'

/**
 * Takes from a guide what its gates say, and lowers the rest.
 *
 * @param badges - of the model; a badge that is not among them is left out.
 */
export function lowerGuide(guide: Guide, badges: readonly Badge[]): object {
  const { audience: _, frequency: __, schedule: ___, ...rest } = guide
  switch (rest.kind) {
    case 'checklist':
      return { ...rest, tasks: rest.tasks.map((task) => ({ ...task, completeWhen: lowerCondition(task.completeWhen) })) }
    case 'tour': {
      const { migrate = 'keep', ...tour } = rest
      return {
        ...tour,
        ...(migrate === 'keep' ? {} : { migrate }),
        revision: revisionOf(tour.steps),
        steps: tour.steps.map(({ page, next, advance, ...step }) => ({
          ...step,
          ...(advance ? { advance: lowerAdvance(advance) } : {}),
          ...(page ? { onPage: pageRule(page) } : {}),
          ...(next ? { next: next.map((one) => ('if' in one ? { ...one, if: lowerCondition(one.if) } : one)) } : {}),
        })),
      }
    }
    case 'survey':
      return { ...rest, questions: rest.questions.map(lowerQuestion) }
    case 'resource-center':
      return { ...rest, sections: rest.sections.map((one) => ('entries' in one ? { ...one, entries: one.entries.map(lowerEntry) } : one)) }
    case 'leaderboard': {
      const { standings, streak, badges: worn, ...others } = rest
      return {
        ...others,
        ...(standings ? { standings: { top: standings.top, ...('event' in standings.of && { tally: tallyOf(standings.of) }) } } : {}),
        ...(streak ? { streak: { tally: tallyOf(streak.of), every: streak.every } } : {}),
        ...(worn ? { badges: worn.flatMap((key) => badges.find((badge) => badge.key === key) ?? []) } : {}),
      }
    }
    default:
      return rest
  }
}

/** Tells versions apart that another way leads through: neither words, which differ by language, nor what stands beside the steps. */
const revisionOf = (steps: readonly unknown[]): string =>
  fnv1a32(JSON.stringify(steps, (name, value: unknown) => (/^(title|body|label)$/.test(name) ? undefined : value))).toString(36)

const tallyOf = ({ event, where }: Pick<EventCondition, 'event' | 'where'>): string => tallyKey({ event, where })

function lowerAdvance(advance: Advance): PublishedAdvance {
  if ('input' in advance) return { input: advance.input === 'any' ? 'any' : lowerComparison(advance.input) }
  return 'event' in advance ? { event: advance.event, ...(advance.where ? { where: lowerWhere(advance.where) } : {}) } : advance
}

/** Answers are asked like properties of an event, under the key of their question. */
function lowerQuestion({ next, ...question }: Question): object {
  const lowerBranch = (one: QuestionBranch): object =>
    'answer' in one
      ? { if: { of: ['property', one.of ?? question.key], ...lowerComparison(one.answer), missing: false }, to: one.to }
      : 'if' in one
        ? { ...one, if: lowerCondition(one.if) }
        : one
  return { ...question, ...(next ? { next: next.map(lowerBranch) } : {}) }
}

const lowerEntry = ({ audience, ...entry }: ResourceEntry): PublishedEntry => ({ ...entry, ...(audience ? { audience: lowerCondition(audience) } : {}) })
