// Owns what people answered to a survey and followed in a resource center, as the console shows it. It must not know SQL or HTTP.
import { GUIDE_EVENTS, type Guide, type GuideDetail } from '@foothold/protocol'
import { parseRecord } from '../store/event-log.ts'
import type { EventQuery } from '../store/event-query.ts'

/** Newest answers in words that are shown; all are in the events. */
const WORDS_SHOWN = 20
const POINTS: Readonly<Record<string, readonly [from: number, to: number]>> = { nps: [0, 10], csat: [1, 5], ces: [1, 7] }

type Part = Pick<GuideDetail, 'questions' | 'entries' | 'answered'>
type Question = Extract<Guide, { kind: 'survey' }>['questions'][number]

/** Counts the latest answer of each person to each question, and who followed which entry. */
export async function describeAnswers(guide: Guide, { project, query }: { project: string; query: EventQuery }): Promise<Part> {
  if (guide.kind === 'survey') {
    const people = [...(await query.guidePeople(project, guide.key))]
    const events = await query.eventsOf(project, people, [GUIDE_EVENTS.questionAnswered, GUIDE_EVENTS.answered])
    const own = events.flatMap((event) => {
      const properties = parseRecord(event.properties)
      return properties['guide'] === guide.key ? [{ ...event, properties }] : []
    })
    const finished = new Set(own.filter(({ name }) => name === GUIDE_EVENTS.answered).map(({ person }) => person))
    return { answered: finished.size, questions: guide.questions.map((question) => describeQuestion(question, own)), entries: [] }
  }
  if (guide.kind !== 'resource-center') return { answered: 0, questions: [], entries: [] }
  const people = [...(await query.guidePeople(project, guide.key))]
  const followed = new Map<unknown, Set<string>>()
  for (const { person, properties } of await query.eventsOf(project, people, [GUIDE_EVENTS.entryOpened])) {
    const { guide: key, entry } = parseRecord(properties)
    if (key === guide.key) followed.set(entry, (followed.get(entry) ?? new Set()).add(person))
  }
  const entries = guide.sections.flatMap((section) => ('entries' in section ? section.entries : []))
  return { answered: 0, questions: [], entries: entries.map(({ key, title }) => ({ key, title, people: followed.get(key)?.size ?? 0 })) }
}

interface Answered {
  person: string
  name: string
  timestamp: number
  properties: Record<string, unknown>
}

function describeQuestion(question: Question, events: readonly Answered[]): GuideDetail['questions'][number] {
  const latest = new Map<string, Record<string, unknown>>()
  const words: { at: number; text: string }[] = []
  for (const { person, timestamp, name, properties } of events) {
    if (name !== GUIDE_EVENTS.questionAnswered || properties['question'] !== question.key) continue
    latest.set(person, properties)
    if (typeof properties['text'] === 'string' && properties['text']) words.push({ at: timestamp, text: properties['text'] })
  }
  const given = [...latest.values()].filter((properties) => properties['value'] !== undefined || properties['text'] !== undefined)
  const counts = new Map<unknown, number>()
  for (const { value } of given) for (const one of new Set([value].flat())) counts.set(one, (counts.get(one) ?? 0) + 1)
  return {
    key: question.key,
    ask: question.ask,
    title: question.title,
    people: given.length,
    skipped: latest.size - given.length,
    values: choicesOf(question).map(([value, label]) => ({ value, label, people: counts.get(value) ?? 0 })),
    words: words
      .slice(-WORDS_SHOWN)
      .reverse()
      .map(({ at, text }) => ({ at: new Date(at).toISOString(), text })),
  }
}

function choicesOf(question: Question): [value: string | number, label: string][] {
  if (question.ask === 'text') return []
  if ('options' in question)
    return [
      ...question.options.map(({ key, label }): [string, string] => [key, label]),
      ...(question.other === undefined ? [] : [['other', question.other] as [string, string]]),
    ]
  const [from, to] = question.ask === 'rating' ? [1, question.points] : POINTS[question.ask]!
  return Array.from({ length: to - from + 1 }, (_, i) => [from + i, String(from + i)])
}
