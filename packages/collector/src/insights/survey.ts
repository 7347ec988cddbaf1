// Owns the answer about a survey: its scores, who answered and who never did. It must not know SQL or HTTP.
import { GUIDE_EVENTS, type Guide, type InsightDefinition, type SurveyAnswer, type SurveyScore } from '@foothold/protocol'
import { boundedMean, netScore, type Estimate } from '@foothold/stats'
import { toColumns, toHead, toPeople, toRange, toValue, unknownKey, type AskOptions } from './ask.ts'
import { toRate } from './rate.ts'
import { readSeers } from './seers.ts'

const LAST = '90d'

/** Answers a survey. @throws {CollectorError} `request_invalid` where no such survey is live. */
export async function askSurvey(definition: InsightDefinition<'survey'>, options: AskOptions): Promise<SurveyAnswer> {
  const surveys = options.config.content.guides.filter((guide): guide is Extract<Guide, { kind: 'survey' }> => guide.kind === 'survey')
  const survey = surveys.find(({ key }) => key === definition.survey)
  if (!survey) throw unknownKey('/survey', 'survey', definition.survey, surveys)
  const range = toRange(definition, options, LAST)
  const only = await toPeople(definition, options)
  const { seen, values, share } = await readSeers(survey.key, { project: options.project, query: options.query, range, only })
  const answered = await share(GUIDE_EVENTS.answered)
  const questions: SurveyAnswer['questions'] = []
  for (const { key, ask, title } of survey.questions) {
    const all = await values(GUIDE_EVENTS.questionAnswered, 'value', { question: { is: key } })
    const given = all.flatMap(({ value, latest }) => (value === null ? [] : [{ value: toValue(value), people: latest }]))
    questions.push({ key, ask, title, answers: given, score: toScore(ask, given) })
  }
  return {
    ...toHead('survey', definition, range, {
      n: seen.people,
      means: [
        'Of each person the latest answer in the time counts. NPS is the share of 9 and 10 less that of 0 to 6, in points from -100 to 100; CSAT the share of 4 and 5 of five; CES the mean of 1 to 7.',
        'Answered is who came to the end, of the people who saw it; the rest never answered. Intervals are 95 % (NPS: adjusted Wald; CSAT: Wilson; CES: Student).',
      ].join(' '),
      columns: toColumns('question', 'asks', 'people:count', 'score:number', 'low:number', 'high:number'),
      rows: questions.map(({ key, ask, score }) => [key, ask, score?.n ?? null, score?.value ?? null, score?.low ?? null, score?.high ?? null]),
    }),
    answered,
    never: answered.n - answered.k,
    questions,
  }
}

/** The score of a question that has one. @param given - by value the people who said it. */
export function toScore(ask: string, given: readonly { value: unknown; people: number }[]): SurveyScore | null {
  const numbers = given.filter((one): one is { value: number; people: number } => typeof one.value === 'number')
  const n = numbers.reduce((sum, { people }) => sum + people, 0)
  const share = (least: number, most: number): number => numbers.reduce((sum, { value, people }) => sum + (value >= least && value <= most ? people : 0), 0)
  if (ask === 'csat') {
    const { value, low, high } = toRate(share(4, 5), n)
    return { n, value, low, high }
  }
  if (ask !== 'nps' && ask !== 'ces') return null
  if (!n) return { n, value: null, low: null, high: null }
  const told = ({ value, low, high }: Estimate, scale = 1): SurveyScore => ({ n, value: value! * scale, low: low * scale, high: high * scale })
  if (ask === 'nps') return told(netScore({ promoters: share(9, 10), detractors: share(0, 6), n }), 100)
  const sum = (of: (value: number) => number): number => numbers.reduce((all, { value, people }) => all + of(value) * people, 0)
  return told(boundedMean({ n, sum: sum((value) => value), squares: sum((value) => value * value) }, [1, 7]))
}
